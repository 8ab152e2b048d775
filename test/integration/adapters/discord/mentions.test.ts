import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMention, type UserMessage } from '../../../../adapters/discord/mentions.ts';
import { commands } from '../../../../commands/index.ts';
import { defineCommand } from '../../../../src/chat/command.ts';
import type { ChatInteraction, InteractionHandler } from '../../../../src/chat/interaction.ts';
import { visibleText } from '../../../fakes/discord/message-body.ts';
import { DEFAULT_PERMISSIONS, type FakeMessage } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let mentions: Extract<ChatInteraction, { kind: 'mention' }>[];

const command = (name: string, traits: { readonly opensForm?: boolean; readonly opensThread?: boolean }) =>
  defineCommand(
    {
      name,
      description: 'A test command',
      options: {},
      audience: 'everyone',
      ephemeral: true,
      examples: [name],
      ...traits,
    },
    () => ({ run: () => ({ blocks: [] }) }),
  );

beforeEach(async () => {
  const modules = [...commands, command('ask', { opensForm: true }), command('open', { opensThread: true })];
  paperboy = await paperboyOnDiscord({ modules });
  mentions = [];
  const dispatch: InteractionHandler = (interaction) => {
    if (interaction.kind === 'mention') mentions.push(interaction);
    return paperboy.dispatch(interaction);
  };
  await paperboy.platform.start(dispatch);
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

type MessageOptions = Parameters<PaperboyOnDiscord['discord']['personSays']>[3];

/** Sends a message that mentions Paperboy. */
function mention(
  text: string,
  { channel = paperboy.discord.channelId, ...options }: MessageOptions & { channel?: string } = {},
): FakeMessage {
  return paperboy.discord.personSays(channel, `<@${paperboy.discord.botId}> ${text}`, undefined, options);
}

/** Waits for the reply to a message. */
function replyTo({ id, channelId, body: { content } }: FakeMessage): Promise<FakeMessage> {
  const { discord } = paperboy;
  return discord.until(
    () => discord.messages(channelId).find(({ body }) => body.message_reference?.message_id === id),
    `the reply to ${content}`,
  );
}

const answerTo = async (message: FakeMessage): Promise<string> =>
  visibleText((await replyTo(message)).body).replaceAll(/__|\*\*/g, '');

/** Mentions Paperboy once more, and returns how many messages there were before the reply. */
async function countMessages(): Promise<number> {
  await replyTo(mention('walking'));
  return paperboy.discord.messages(paperboy.discord.channelId).length - 1;
}

describe('a mention of Paperboy', () => {
  it('gets a reply that mentions no one', async () => {
    const reply = await replyTo(mention('walking'));
    expect(visibleText(reply.body)).toContain('Safe Offline');
    expect(reply.body).toMatchObject({
      allowed_mentions: { parse: [], replied_user: false },
      message_reference: { fail_if_not_exists: false },
    });
  });

  it('is answered in its thread', async () => {
    const { discord } = paperboy;
    const starter = discord.personSays(discord.channelId, 'Look');
    discord.personOpensThread(starter);
    const reply = await replyTo(mention('walking', { channel: starter.id, nick: 'Countess' }));
    expect(reply.channelId).toBe(starter.id);
    expect(mentions).toMatchObject([
      {
        place: { platform: 'discord', tenant: discord.guildId, channel: discord.channelId, thread: starter.id },
        person: { id: discord.person.id, name: 'Countess' },
        text: 'walking',
      },
    ]);
  });

  it('is answered in a thread that was archived when Paperboy connected', async () => {
    const { discord } = paperboy;
    const starter = discord.personSays(discord.channelId, 'Look');
    discord.personOpensThread(starter);
    discord.moderate(starter.id, { archived: true });
    await paperboy.restart();
    expect(await answerTo(mention('walking', { channel: starter.id }))).toContain('Safe Offline Walking');
  });

  it.each([
    ['', 'Paperboy brings research papers to'],
    ['help search', 'search'],
    ['/papers top all', 'Top papers of all time'],
    ['show 2401.12345', 'Safe Offline Walking'],
    ['/papers banana', 'There is no command "banana"'],
    ['show nothing of the kind', 'No paper is called'],
  ])('is parsed as a command: %j', async (text, answer) => {
    expect(await answerTo(mention(text))).toContain(answer);
  });

  it.each([
    ['saved', 'That answer is just for you. Use `/papers saved` instead.'],
    ['save 2401.12345', 'That answer is just for you. Use `/papers save` instead.'],
    ['thanks!', 'To see what I can do, mention me with `help`.'],
    ['subscribe', 'That answer is just for you. Use `/papers subscribe` instead.'],
    ['ask', 'To fill in the form, use `/papers ask`.'],
    ['open', 'To open a discussion, use `/papers open`.'],
  ])('gets a hint and does nothing if the command cannot be answered in public: %j', async (text, answer) => {
    expect(await answerTo(mention(text))).toBe(answer);
    expect(mentions).toEqual([]);
  });

  it('gets a message instead of a reply if Paperboy cannot read the history', async () => {
    const { discord } = paperboy;
    const { channels } = discord.addGuild({
      permissions: DEFAULT_PERMISSIONS & ~PermissionFlagsBits.ReadMessageHistory,
    });
    mention('walking', { channel: channels[0]?.id ?? '' });
    await discord.until(() => discord.messages(channels[0]?.id ?? '').length > 0, 'the answer');
  });

  it('is logged if Paperboy cannot reply', async () => {
    const { discord, records } = paperboy;
    const { channels } = discord.addGuild({ permissions: DEFAULT_PERMISSIONS & ~PermissionFlagsBits.SendMessages });
    mention('walking', { channel: channels[0]?.id ?? '' });
    await discord.until(() => records.some(({ code }) => code === 50013), 'the record');
  });

  it('is answered once even if Discord fails after creating the reply', async () => {
    const { discord } = paperboy;
    discord.fault({ method: 'POST', path: /\/messages$/, kind: '500', afterCommit: true });
    const message = mention('walking');
    await discord.until(() => discord.requestsTo('POST', /\/messages$/).length === 2, 'the second attempt');
    await replyTo(message);
    expect(discord.messages(discord.channelId)).toHaveLength(1);
  });

  it('is answered if Paperboy stops meanwhile', async () => {
    const message = mention('walking');
    await paperboy.discord.until(() => mentions.length === 1, 'the mention');
    await paperboy.platform.stop();
    expect(await answerTo(message)).toContain('Safe Offline Walking');
  });
});

describe('the author of a mention', () => {
  it('can manage if they own the server or have a role with Manage Server', async () => {
    const { discord } = paperboy;
    const grace = discord.addUser('Grace');
    const say = (channel: string) => discord.personSays(channel, `<@${discord.botId}> top all`, grace);
    const { channels } = discord.addGuild({ permissions: DEFAULT_PERMISSIONS | PermissionFlagsBits.ManageGuild });
    await replyTo(say(discord.channelId));
    await replyTo(say(channels[0]?.id ?? ''));
    await replyTo(mention('top all'));
    expect(mentions.map(({ canManage }) => canManage)).toEqual([false, true, true]);
  });
});

describe('a message is ignored', () => {
  it.each([
    ['without a mention', 'walking'],
    ['that mentions someone else', '<@123456789012345678> walking'],
    ['that mentions a role or everyone', '@everyone <@&123456789012345678> walking'],
  ])('%s', async (_, text) => {
    paperboy.discord.personSays(paperboy.discord.channelId, text);
    expect(await countMessages()).toBe(0);
  });

  it('that replies to Paperboy without a mention in its text', async () => {
    const { discord } = paperboy;
    const answering = await replyTo(mention('walking'));
    discord.personSays(discord.channelId, 'I know that one', undefined, { answering });
    expect(await countMessages()).toBe(1);
  });

  it('from another bot', async () => {
    const { discord } = paperboy;
    const bot = { ...discord.addUser('Robot'), bot: true };
    discord.personSays(discord.channelId, `<@${discord.botId}> walking`, bot);
    expect(mentions).toEqual([]);
    await replyTo(mention('walking'));
    expect(mentions).toHaveLength(1);
  });
});

it.each<[string, Partial<UserMessage>, string | undefined]>([
  ['a mention at the start', {}, 'top week'],
  ['a mention of the old form in the middle', { content: 'top <@!7>\n week' }, 'top week'],
  ['only a mention', { content: '<@7>' }, ''],
  ['a reply with a mention', { type: 19 }, 'top week'],
  ['an implicit mention', { content: 'top week' }, undefined],
  ['text that looks like a mention', { mentions: [] }, undefined],
  ['a webhook', { webhook_id: '8' }, undefined],
  ['a pin notification', { type: 6 }, undefined],
])('parseMention returns the text of %s', (_, changes, text) => {
  const user = { id: '7', username: 'paperboy', discriminator: '0', avatar: null, global_name: null };
  const message = {
    id: '1',
    channel_id: '2',
    type: 0,
    author: { ...user, id: '9' },
    content: '<@7> top week',
    mentions: [user],
  };
  expect(parseMention('7', { ...message, ...changes })).toBe(text);
});
