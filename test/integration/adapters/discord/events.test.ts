import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import type { Place } from '../../../../src/chat/place.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

let paperboy: PaperboyOnDiscord;
let told: ChatInteraction[];
let thread: Place;

const stirred = (): Place[] => told.flatMap(({ kind, place }) => (kind === 'thread-activity' ? [place] : []));

/** All events so far have been worked off when a last one of another kind has. */
async function settled(): Promise<Place[]> {
  const { discord } = paperboy;
  const { id } = discord.addGuild();
  await discord.until(
    () => told.some(({ kind, place }) => kind === 'installed' && place.tenant === id),
    'the last event',
  );
  return stirred();
}

async function stirs(count: number): Promise<Place[]> {
  await paperboy.discord.until(() => stirred().length >= count, `${count} stirs`);
  return settled();
}

/** Paperboy connects to a server with a thread in it, which sleeps or does not. */
async function connected({ asleep = false, stirEveryMs: threadActivityThrottleMs = 3_600_000 } = {}): Promise<void> {
  paperboy = await paperboyOnDiscord({ threadActivityThrottleMs });
  const { discord, platform } = paperboy;
  const starter = discord.personSays(discord.channelId, 'Look at this');
  discord.personOpensThread(starter);
  if (asleep) discord.moderate(starter.id, { archived: true });
  thread = { platform: 'discord', tenant: discord.guildId, channel: discord.channelId, thread: starter.id };
  told = [];
  await platform.start(async (invocation) => {
    told.push(invocation);
    return { kind: 'no-response' };
  });
}

const say = (words = 'Interesting', channel = thread.thread ?? '') => paperboy.discord.personSays(channel, words);

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

describe('what happens in a thread is told', () => {
  beforeEach(async () => {
    await connected();
  });

  it('once for many messages, and what came late when Paperboy stops', async () => {
    for (let count = 0; count < 5; count++) say();
    expect(await stirs(1)).toEqual([thread]);
    await paperboy.platform.stop();
    expect(stirred()).toEqual([thread, thread]);
  });

  it('without what was said, or by whom', async () => {
    say('A secret');
    await stirs(1);
    const [invocation] = told.filter(({ kind }) => kind === 'thread-activity');
    expect(invocation).toEqual({ kind: 'thread-activity', place: thread, person: { id: '', name: '' } });
  });

  it('for a thread that has begun since', async () => {
    const { id } = say('Another matter', thread.channel);
    paperboy.discord.personOpensThread(id);
    say('Yes', id);
    expect(await stirs(1)).toEqual([{ ...thread, thread: id }]);
  });

  it('not for messages elsewhere, and not for what Paperboy says itself', async () => {
    const { discord, platform } = paperboy;
    say('In the channel', thread.channel);
    discord.personSays(discord.addGuild().channels[0]?.id ?? '', 'In another server');
    await platform.post(thread, { blocks: [{ kind: 'prose', spans: [{ kind: 'text', text: 'Hello' }] }] }, 'key');
    expect(await settled()).toEqual([]);
  });

  it.each([{ archived: true }, { locked: true }])('when it is closed: %j', async (change) => {
    paperboy.discord.moderate(thread.thread ?? '', change);
    expect(await stirs(1)).toEqual([thread]);
  });

  it('not when it gets another name', async () => {
    paperboy.discord.moderate(thread.thread ?? '', { name: 'Another name' });
    expect(await settled()).toEqual([]);
  });

  it('when it is deleted', async () => {
    paperboy.discord.deleteChannel(thread.thread ?? '');
    expect(await stirs(1)).toEqual([thread]);
  });

  it('when its channel is deleted, of which alone Discord tells', async () => {
    paperboy.discord.deleteChannel(thread.channel);
    expect(await stirs(1)).toEqual([thread]);
  });

  it('after the line was cut', async () => {
    paperboy.discord.gateway.drop();
    say();
    expect(await stirs(1)).toEqual([thread]);
  });
});

describe('of a thread that slept when Paperboy connected is told', () => {
  beforeEach(async () => {
    await connected({ asleep: true });
  });

  it('that somebody wakes it with a message', async () => {
    say();
    expect(await stirs(1)).toEqual([thread]);
  });

  it('that somebody writes in it, even where nobody says that it has woken', async () => {
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
    expect(await stirs(1)).toEqual([thread]);
  });

  it('that it is deleted', async () => {
    paperboy.discord.deleteChannel(thread.thread ?? '');
    expect(await stirs(1)).toEqual([thread]);
  });

  it('nothing where it can not be found, which is logged', async () => {
    const { discord, records } = paperboy;
    const author = { id: discord.person.id, username: 'ada' };
    const message = { id: '1', channel_id: '99', guild_id: thread.tenant, author, content: '', mentions: [], type: 0 };
    discord.gateway.dispatch('MESSAGE_CREATE', message, thread.tenant, 1 << 9);
    await discord.until(() => records.some(({ msg }) => msg === 'a thread in Discord can not be found'), 'the record');
    expect(await settled()).toEqual([]);
  });
});
