import { PermissionFlagsBits as May } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { commands } from '../../../../commands/index.ts';
import { defineCommand } from '../../../../src/chat/command.ts';
import { prose } from '../../../../src/chat/document.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { visibleText } from '../../../fakes/discord/message-body.ts';
import { DEFAULT_PERMISSIONS } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;

const OPENED = 'It is open';

/** Like `/papers discuss` without an existing thread: it only checks permissions. */
const open = defineCommand(
  {
    name: 'open',
    description: 'Opens a thread',
    options: {},
    audience: 'everyone',
    ephemeral: true,
    opensThread: true,
    examples: ['open'],
  },
  () => ({
    run: (_, { threadBlockedReason }) => {
      if (threadBlockedReason !== undefined) throw new UserError(threadBlockedReason);
      return { blocks: [prose(OPENED)] };
    },
  }),
);

/** Like `/papers discuss` with an existing thread. */
const visit = defineCommand({ ...open, name: 'visit', description: 'Leads to a thread', examples: ['visit'] }, () => ({
  run: () => ({ blocks: [prose(OPENED)] }),
}));

beforeEach(async () => {
  paperboy = await paperboyOnDiscord({ modules: [...commands, open, visit] });
  await paperboy.platform.start(paperboy.dispatch);
  await paperboy.discord.until(() => paperboy.discord.commands().length > 0, 'the registration');
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

async function answer(caller: object, subcommand = 'open'): Promise<string> {
  const { body, ephemeral } = await paperboy.discord.command({ name: 'papers', subcommand, ...caller }).answered;
  expect(ephemeral).toBe(true);
  return visibleText(body);
}

/** A channel of a type that can have threads: text, announcement, forum or media. */
function channelOf(type: number): string {
  return paperboy.discord.addGuild({ channels: [{ type }] }).channels[0]?.id ?? '';
}

describe('opening a thread', () => {
  it.each([0, 5, 15, 16])('works with default permissions in a channel of type %i', async (type) => {
    expect(await answer({ channel: channelOf(type) })).toBe(OPENED);
  });

  it.each([
    ['you need Send Messages', { memberPermissions: DEFAULT_PERMISSIONS & ~May.SendMessages }],
    ['you need Create Public Threads', { memberPermissions: DEFAULT_PERMISSIONS & ~May.CreatePublicThreads }],
    ['Paperboy needs View Channel', { appPermissions: DEFAULT_PERMISSIONS & ~May.ViewChannel }],
    ['Paperboy needs Send Messages', { appPermissions: DEFAULT_PERMISSIONS & ~May.SendMessages }],
    ['Paperboy needs Create Public Threads', { appPermissions: DEFAULT_PERMISSIONS & ~May.CreatePublicThreads }],
    ['Paperboy needs Send Messages In Threads', { appPermissions: DEFAULT_PERMISSIONS & ~May.SendMessagesInThreads }],
    ['Paperboy needs Read Message History', { appPermissions: DEFAULT_PERMISSIONS & ~May.ReadMessageHistory }],
  ])('names the missing permission and who can grant it: %s', async (words, permissions) => {
    expect(await answer(permissions)).toBe(
      `Can't open a discussion here: ${words}. Ask someone who manages this server to grant that in the channel's permission settings.`,
    );
  });

  it('lists all missing permissions at once', async () => {
    const text = await answer({ memberPermissions: May.ViewChannel, appPermissions: May.SendMessages });
    expect(text).toContain(
      'you need Send Messages, Create Public Threads; Paperboy needs View Channel, Read Message History, Create Public Threads, Send Messages In Threads.',
    );
  });

  it('needs no permissions if the thread exists', async () => {
    expect(await answer({ memberPermissions: May.ViewChannel, appPermissions: 0n }, 'visit')).toBe(OPENED);
  });

  it('only needs Administrator', async () => {
    expect(await answer({ memberPermissions: May.Administrator, appPermissions: May.Administrator })).toBe(OPENED);
  });

  it.each([15, 16])('needs no Create Public Threads in a forum or its posts: channel of type %i', async (type) => {
    const forum = channelOf(type);
    const may = DEFAULT_PERMISSIONS & ~May.CreatePublicThreads;
    expect(await answer({ channel: forum, memberPermissions: may, appPermissions: may })).toBe(OPENED);
    const { guildId = '' } = paperboy.discord.channel(forum) ?? {};
    const place = { platform: 'discord', tenant: guildId, channel: forum };
    const posted = await paperboy.platform.post(place, { blocks: [prose('A card')] }, 'card');
    const thread = posted.kind === 'sent' ? posted.posted.message : '';
    expect(await answer({ channel: thread, memberPermissions: may, appPermissions: may })).toBe(OPENED);
    const text = await answer({ channel: forum, memberPermissions: 0n, appPermissions: 0n });
    expect(text).toContain(
      'you need Send Messages; Paperboy needs View Channel, Send Messages, Read Message History, Send',
    );
  });

  it('needs the same permissions in a thread as in its channel', async () => {
    const { discord } = paperboy;
    const starter = discord.personSays(discord.channelId, 'Look');
    discord.personOpensThread(starter);
    expect(await answer({ channel: starter.id })).toBe(OPENED);
    const appPermissions = DEFAULT_PERMISSIONS & ~May.CreatePublicThreads;
    expect(await answer({ channel: starter.id, appPermissions })).toContain('Paperboy needs Create Public Threads');
  });

  it('fails if Paperboy is not in the server', async () => {
    const memberPermissions = DEFAULT_PERMISSIONS | May.UseExternalApps;
    expect(await answer({ guild: '123456789012345678', memberPermissions })).toBe(
      'Discussions only work if Paperboy is in this server. Ask someone who manages the server to add it.',
    );
  });

  it('checks no permissions in a DM', async () => {
    expect(await answer({ guild: null })).toBe(OPENED);
  });
});
