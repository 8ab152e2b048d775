import { PermissionFlagsBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseMention, type UserMessage } from '../../../../adapters/discord/mentions.ts';
import { type Command, defineCommand } from '../../../../src/chat/command.ts';
import type { ChatInteraction, InteractionHandler } from '../../../../src/chat/interaction.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { visibleText } from '../../../fakes/discord/message-body.ts';
import { type FakeMessage, ORDINARY } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let asked: Extract<ChatInteraction, { kind: 'mention' }>[];

const command = (name: string, how: { readonly asks?: boolean; readonly opensThread?: boolean }): Command =>
  defineCommand({
    name,
    description: 'Is there for the test',
    options: {},
    audience: 'everyone',
    ephemeral: true,
    examples: [name],
    run: () => ({ blocks: [] }),
    ...how,
  });

beforeEach(async () => {
  const core = createTestCore();
  const commands = [...core.commands, command('ask', { asks: true }), command('open', { opensThread: true })];
  paperboy = await paperboyOnDiscord({ core: { ...core, commands } });
  asked = [];
  const dispatch: InteractionHandler = (invocation) => {
    if (invocation.kind === 'mention') asked.push(invocation);
    return paperboy.dispatch(invocation);
  };
  await paperboy.platform.start(dispatch);
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

type How = Parameters<PaperboyOnDiscord['discord']['personSays']>[3];

/** Somebody mentions Paperboy with these words. */
function mention(
  words: string,
  { channel = paperboy.discord.channelId, ...how }: How & { channel?: string } = {},
): FakeMessage {
  return paperboy.discord.personSays(channel, `<@${paperboy.discord.botId}> ${words}`, undefined, how);
}

/** The reply to a message, once it is there. */
function replyTo({ id, channelId, body: { content } }: FakeMessage): Promise<FakeMessage> {
  const { discord } = paperboy;
  return discord.until(
    () => discord.messages(channelId).find(({ body }) => body.message_reference?.message_id === id),
    `the reply to ${content}`,
  );
}

const answerTo = async (message: FakeMessage): Promise<string> =>
  visibleText((await replyTo(message)).body).replaceAll(/__|\*\*/g, '');

/** What was said after everything before this was worked off. */
async function saidInAll(): Promise<number> {
  await replyTo(mention('walking'));
  return paperboy.discord.messages(paperboy.discord.channelId).length - 1;
}

describe('a mention', () => {
  it('is answered with a reply that calls nobody', async () => {
    const reply = await replyTo(mention('walking'));
    expect(visibleText(reply.body)).toContain('Safe Offline');
    expect(reply.body).toMatchObject({
      allowed_mentions: { parse: [], replied_user: false },
      message_reference: { fail_if_not_exists: false },
    });
  });

  it('in a thread is answered there, and told as of there', async () => {
    const { discord } = paperboy;
    const starter = discord.personSays(discord.channelId, 'Look');
    discord.personOpensThread(starter);
    const reply = await replyTo(mention('walking', { channel: starter.id, nick: 'Countess' }));
    expect(reply.channelId).toBe(starter.id);
    expect(asked).toMatchObject([
      {
        place: { platform: 'discord', tenant: discord.guildId, channel: discord.channelId, thread: starter.id },
        person: { id: discord.person.id, name: 'Countess' },
        text: 'walking',
      },
    ]);
  });

  it('in a thread that slept is answered too', async () => {
    const { discord } = paperboy;
    const starter = discord.personSays(discord.channelId, 'Look');
    discord.personOpensThread(starter);
    discord.moderate(starter.id, { archived: true });
    await paperboy.restart();
    expect(await answerTo(mention('walking', { channel: starter.id }))).toContain('Safe Offline Walking');
  });

  it.each([
    ['', 'Three first steps'],
    ['help search', 'search'],
    ['/papers top all', 'Top papers of all time'],
    ['show 2401.12345', 'Safe Offline Walking'],
    ['/papers banana', 'There is no command "banana"'],
    ['show nothing of the kind', 'No paper here is called'],
  ])('is understood: %j', async (words, answer) => {
    expect(await answerTo(mention(words))).toContain(answer);
  });

  it.each([
    ['saved', 'Only you should see that: type `/papers saved`.'],
    ['save 2401.12345', 'Only you should see that: type `/papers save`.'],
    ['thanks!', 'To see what I can do, mention me with `help`.'],
    ['subscribe', 'Only you should see that: type `/papers subscribe`.'],
    ['ask', 'There is a form for that: type `/papers ask`.'],
    ['open', 'A discussion is opened with a command: type `/papers open`.'],
  ])('is told what to type for what no reply can do, and nothing is done: %j', async (words, answer) => {
    expect(await answerTo(mention(words))).toBe(answer);
    expect(asked).toEqual([]);
  });

  it('is answered without a reference where the history may not be read', async () => {
    const { discord } = paperboy;
    const { channels } = discord.addGuild({ permissions: ORDINARY & ~PermissionFlagsBits.ReadMessageHistory });
    mention('walking', { channel: channels[0]?.id ?? '' });
    await discord.until(() => discord.messages(channels[0]?.id ?? '').length > 0, 'the answer');
  });

  it('is given up where nothing may be said, which is logged', async () => {
    const { discord, records } = paperboy;
    const { channels } = discord.addGuild({ permissions: ORDINARY & ~PermissionFlagsBits.SendMessages });
    mention('walking', { channel: channels[0]?.id ?? '' });
    await discord.until(() => records.some(({ code }) => code === 50013), 'the record');
  });

  it('is answered once, also where Discord fails after the answer was there', async () => {
    const { discord } = paperboy;
    discord.fault({ method: 'POST', path: /\/messages$/, kind: '500', afterCommit: true });
    const message = mention('walking');
    await discord.until(() => discord.requestsTo('POST', /\/messages$/).length === 2, 'the second attempt');
    await replyTo(message);
    expect(discord.messages(discord.channelId)).toHaveLength(1);
  });

  it('that comes while Paperboy stops is answered', async () => {
    const message = mention('walking');
    await paperboy.discord.until(() => asked.length === 1, 'the question');
    await paperboy.platform.stop();
    expect(await answerTo(message)).toContain('Safe Offline Walking');
  });
});

describe('who writes', () => {
  it('with the right over the whole server manages, by any role', async () => {
    const { discord } = paperboy;
    const grace = discord.addUser('Grace');
    const say = (channel: string) => discord.personSays(channel, `<@${discord.botId}> top all`, grace);
    const { channels } = discord.addGuild({ permissions: ORDINARY | PermissionFlagsBits.ManageGuild });
    await replyTo(say(discord.channelId));
    await replyTo(say(channels[0]?.id ?? ''));
    await replyTo(mention('top all'));
    // The last one owns the server.
    expect(asked.map(({ canManage }) => canManage)).toEqual([false, true, true]);
  });
});

describe('a message is left alone', () => {
  it.each([
    ['that mentions nobody', 'walking'],
    ['that mentions somebody else', '<@123456789012345678> walking'],
    ['that mentions a role or everybody', '@everyone <@&123456789012345678> walking'],
  ])('%s', async (_, words) => {
    paperboy.discord.personSays(paperboy.discord.channelId, words);
    expect(await saidInAll()).toBe(0);
  });

  it('that only answers one of its own', async () => {
    const { discord } = paperboy;
    const answering = await replyTo(mention('walking'));
    discord.personSays(discord.channelId, 'I know that one', undefined, { answering });
    expect(await saidInAll()).toBe(1);
  });

  it('of another bot', async () => {
    const { discord } = paperboy;
    const bot = { ...discord.addUser('Robot'), bot: true };
    discord.personSays(discord.channelId, `<@${discord.botId}> walking`, bot);
    expect(asked).toEqual([]);
    await replyTo(mention('walking'));
    expect(asked).toHaveLength(1);
  });
});

it.each<[string, Partial<UserMessage>, string | undefined]>([
  ['a mention in front', {}, 'top week'],
  ['an old form of mention, in between', { content: 'top <@!7>\n week' }, 'top week'],
  ['a mention alone', { content: '<@7>' }, ''],
  ['an answer with a mention', { type: 19 }, 'top week'],
  ['an unseen mention', { content: 'top week' }, undefined],
  ['a text that only looks so', { mentions: [] }, undefined],
  ['a webhook', { webhook_id: '8' }, undefined],
  ['a pin', { type: 6 }, undefined],
])('what is said to Paperboy is found: %s', (_, more, text) => {
  const user = { id: '7', username: 'paperboy', discriminator: '0', avatar: null, global_name: null };
  const written = {
    id: '1',
    channel_id: '2',
    type: 0,
    author: { ...user, id: '9' },
    content: '<@7> top week',
    mentions: [user],
  };
  expect(parseMention('7', { ...written, ...more })).toBe(text);
});
