import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import type { Place } from '../../../../src/chat/place.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let interactions: ChatInteraction[];
let thread: Place;

const activePlaces = (): Place[] =>
  interactions.flatMap(({ kind, place }) => (kind === 'thread-activity' ? [place] : []));

/** Waits until all events so far have been handled: they are in order. */
async function activitySoFar(): Promise<Place[]> {
  const { discord } = paperboy;
  const { id } = discord.addGuild();
  await discord.until(
    () => interactions.some(({ kind, place }) => kind === 'installed' && place.tenant === id),
    'the last event',
  );
  return activePlaces();
}

async function activity(count: number): Promise<Place[]> {
  await paperboy.discord.until(() => activePlaces().length >= count, `thread activity ${count}`);
  return activitySoFar();
}

/** Connects Paperboy to a server with a thread. */
async function connect({ archived = false } = {}): Promise<void> {
  paperboy = await paperboyOnDiscord({ threadActivityThrottleMs: 3_600_000 });
  const { discord, platform } = paperboy;
  const starter = discord.personSays(discord.channelId, 'Look at this');
  discord.personOpensThread(starter);
  if (archived) discord.moderate(starter.id, { archived: true });
  thread = { platform: 'discord', tenant: discord.guildId, channel: discord.channelId, thread: starter.id };
  interactions = [];
  await platform.start(async (interaction) => {
    interactions.push(interaction);
    return { kind: 'no-response' };
  });
}

const say = (text = 'Interesting', channel = thread.thread ?? '') => paperboy.discord.personSays(channel, text);

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

describe('thread activity', () => {
  beforeEach(async () => {
    await connect();
  });

  it('is reported once for many messages, and again when Paperboy stops', async () => {
    for (let count = 0; count < 5; count++) say();
    expect(await activity(1)).toEqual([thread]);
    await paperboy.platform.stop();
    expect(activePlaces()).toEqual([thread, thread]);
  });

  it('is reported without the message or its author', async () => {
    say('A secret');
    await activity(1);
    const [interaction] = interactions.filter(({ kind }) => kind === 'thread-activity');
    expect(interaction).toEqual({ kind: 'thread-activity', place: thread, person: { id: '', name: '' } });
  });

  it('is reported for a thread that was opened later', async () => {
    const { id } = say('Another matter', thread.channel);
    paperboy.discord.personOpensThread(id);
    say('Yes', id);
    expect(await activity(1)).toEqual([{ ...thread, thread: id }]);
  });

  it('is not reported for messages elsewhere or from Paperboy', async () => {
    const { discord, platform } = paperboy;
    say('In the channel', thread.channel);
    discord.personSays(discord.addGuild().channels[0]?.id ?? '', 'In another server');
    await platform.post(thread, { blocks: [{ kind: 'prose', spans: [{ kind: 'text', text: 'Hello' }] }] }, 'key');
    expect(await activitySoFar()).toEqual([]);
  });

  it.each([{ archived: true }, { locked: true }])('is reported when the thread is closed: %j', async (change) => {
    paperboy.discord.moderate(thread.thread ?? '', change);
    expect(await activity(1)).toEqual([thread]);
  });

  it('is not reported when the thread is renamed', async () => {
    paperboy.discord.moderate(thread.thread ?? '', { name: 'Another name' });
    expect(await activitySoFar()).toEqual([]);
  });

  it('is reported when the thread is deleted', async () => {
    paperboy.discord.deleteChannel(thread.thread ?? '');
    expect(await activity(1)).toEqual([thread]);
  });

  it('is reported when its channel is deleted', async () => {
    paperboy.discord.deleteChannel(thread.channel);
    expect(await activity(1)).toEqual([thread]);
  });

  it('is reported after a reconnect', async () => {
    paperboy.discord.gateway.drop();
    say();
    expect(await activity(1)).toEqual([thread]);
  });
});

describe('activity in a thread that was archived when Paperboy connected', () => {
  beforeEach(async () => {
    await connect({ archived: true });
  });

  it('is reported when a message unarchives it', async () => {
    say();
    expect(await activity(1)).toEqual([thread]);
  });

  it('is reported for a message without an update of the thread', async () => {
    const { discord } = paperboy;
    const author = { id: discord.person.id, username: 'ada' };
    const message = {
      id: '1',
      channel_id: thread.thread,
      guild_id: thread.tenant,
      author,
      content: '',
      mentions: [],
      type: 0,
    };
    discord.gateway.dispatch('MESSAGE_CREATE', message, thread.tenant, 1 << 9);
    expect(await activity(1)).toEqual([thread]);
  });

  it('is reported when it is deleted', async () => {
    paperboy.discord.deleteChannel(thread.thread ?? '');
    expect(await activity(1)).toEqual([thread]);
  });

  it('is logged if the thread cannot be resolved', async () => {
    const { discord, records } = paperboy;
    const author = { id: discord.person.id, username: 'ada' };
    const message = { id: '1', channel_id: '99', guild_id: thread.tenant, author, content: '', mentions: [], type: 0 };
    discord.gateway.dispatch('MESSAGE_CREATE', message, thread.tenant, 1 << 9);
    await discord.until(() => records.some(({ msg }) => msg === 'failed to resolve Discord thread'), 'the record');
    expect(await activitySoFar()).toEqual([]);
  });
});
