import { PermissionFlagsBits as May } from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineCommand } from '../../../../src/chat/command.ts';
import { prose } from '../../../../src/chat/document.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { visibleText } from '../../../fakes/discord/message-body.ts';
import { ORDINARY } from '../../../fakes/discord/state.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;

const OPENED = 'It is open';

/** As `/papers discuss` where no thread is there yet, but all it needs is to be allowed. */
const open = defineCommand({
  name: 'open',
  description: 'Opens a thread',
  options: {},
  audience: 'everyone',
  ephemeral: true,
  opensThread: true,
  examples: ['open'],
  run: (_, { threadBlockedReason }) => {
    if (threadBlockedReason !== undefined) throw new UserError(threadBlockedReason);
    return { blocks: [prose(OPENED)] };
  },
});

/** As `/papers discuss` where the thread is there. */
const visit = defineCommand({
  ...open,
  name: 'visit',
  description: 'Leads to a thread',
  examples: ['visit'],
  run: () => ({ blocks: [prose(OPENED)] }),
});

beforeEach(async () => {
  const core = createTestCore();
  paperboy = await paperboyOnDiscord({ core: { ...core, commands: [...core.commands, open, visit] } });
  await paperboy.platform.start(paperboy.dispatch);
  await paperboy.discord.until(() => paperboy.discord.commands().length > 0, 'the registration');
});

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

async function answer(caller: object, subcommand = 'open'): Promise<string> {
  const asked = paperboy.discord.command({ name: 'papers', subcommand, ...caller });
  const { body, ephemeral } = await asked.answered;
  expect(ephemeral).toBe(true);
  return visibleText(body);
}

/** The channels in which threads are opened: of text, for announcements, and forums. */
function channelOf(type: number): string {
  return paperboy.discord.addGuild({ channels: [{ type }] }).channels[0]?.id ?? '';
}

describe('opening a thread', () => {
  it.each([0, 5, 15, 16])('needs no more than what is ordinary: channel of type %i', async (type) => {
    expect(await answer({ channel: channelOf(type) })).toBe(OPENED);
  });

  it.each([
    ['you need Send Messages', { memberPermissions: ORDINARY & ~May.SendMessages }],
    ['you need Create Public Threads', { memberPermissions: ORDINARY & ~May.CreatePublicThreads }],
    ['Paperboy needs View Channel', { appPermissions: ORDINARY & ~May.ViewChannel }],
    ['Paperboy needs Send Messages', { appPermissions: ORDINARY & ~May.SendMessages }],
    ['Paperboy needs Create Public Threads', { appPermissions: ORDINARY & ~May.CreatePublicThreads }],
    ['Paperboy needs Send Messages In Threads', { appPermissions: ORDINARY & ~May.SendMessagesInThreads }],
    ['Paperboy needs Read Message History', { appPermissions: ORDINARY & ~May.ReadMessageHistory }],
  ])('says what is missing, and who can grant it: %s', async (words, permissions) => {
    expect(await answer(permissions)).toBe(
      `No discussion can be opened here yet: ${words}. Somebody who manages this server can grant that, in the settings of the channel under Permissions.`,
    );
  });

  it('says all that is missing at once', async () => {
    const said = await answer({ memberPermissions: May.ViewChannel, appPermissions: May.SendMessages });
    expect(said).toContain(
      'you need Send Messages, Create Public Threads; Paperboy needs View Channel, Read Message History, Create Public Threads, Send Messages In Threads.',
    );
  });

  it('needs nothing where the thread is there', async () => {
    expect(await answer({ memberPermissions: May.ViewChannel, appPermissions: 0n }, 'visit')).toBe(OPENED);
  });

  it('needs nothing but Administrator', async () => {
    expect(await answer({ memberPermissions: May.Administrator, appPermissions: May.Administrator })).toBe(OPENED);
  });

  it.each([15, 16])('in a forum is posting, also from a thread of it: channel of type %i', async (type) => {
    const forum = channelOf(type);
    const may = ORDINARY & ~May.CreatePublicThreads;
    expect(await answer({ channel: forum, memberPermissions: may, appPermissions: may })).toBe(OPENED);
    const { guildId = '' } = paperboy.discord.channel(forum) ?? {};
    const place = { platform: 'discord', tenant: guildId, channel: forum };
    const posted = await paperboy.platform.post(place, { blocks: [prose('A card')] }, 'card');
    const thread = posted.kind === 'sent' ? posted.posted.message : '';
    expect(await answer({ channel: thread, memberPermissions: may, appPermissions: may })).toBe(OPENED);
    const said = await answer({ channel: forum, memberPermissions: 0n, appPermissions: 0n });
    expect(said).toContain(
      'you need Send Messages; Paperboy needs View Channel, Send Messages, Read Message History, Send',
    );
  });

  it('in a thread of a channel needs what it needs in the channel', async () => {
    const { discord } = paperboy;
    const starter = discord.personSays(discord.channelId, 'Look');
    discord.personOpensThread(starter);
    expect(await answer({ channel: starter.id })).toBe(OPENED);
    const appPermissions = ORDINARY & ~May.CreatePublicThreads;
    expect(await answer({ channel: starter.id, appPermissions })).toContain('Paperboy needs Create Public Threads');
  });

  it('needs Paperboy in the server', async () => {
    const memberPermissions = ORDINARY | May.UseExternalApps;
    expect(await answer({ guild: '123456789012345678', memberPermissions })).toBe(
      'A discussion needs Paperboy in this server, not only with you: somebody who manages the server can add it.',
    );
  });

  it('in private is for the command to refuse', async () => {
    expect(await answer({ guild: null })).toBe(OPENED);
  });
});
