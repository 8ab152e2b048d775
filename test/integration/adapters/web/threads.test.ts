import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import type { Posted } from '../../../../src/chat/place.ts';
import { eventually, type PlaygroundUnderTest, playgroundUnderTest, read, type TestTab } from './playground.ts';

const HOUR_MS = 3_600_000;

let playground: PlaygroundUnderTest;
let ada: TestTab;
let grace: TestTab;
let asked: ChatInteraction[];

beforeEach(async () => {
  asked = [];
  playground = await playgroundUnderTest({ stirEveryMs: HOUR_MS });
  await playground.platform.start((invocation) => {
    asked.push(invocation);
    return playground.dispatch(invocation);
  });
  ada = await playground.tab({ name: 'Ada' });
  grace = await playground.tab({ name: 'Grace' });
});

afterEach(() => playground.close());

const general = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };

async function posted(words = 'Let us discuss', place = general): Promise<Posted> {
  const outcome = await playground.platform.post(place, { blocks: [prose(words)] }, words);
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.posted;
}

const stirs = () => asked.filter(({ kind }) => kind === 'thread-activity').map(({ place }) => place);

describe('a thread', () => {
  it('that is opened has a name and an address that leads to it', async () => {
    const { platform, url } = playground;
    const card = await posted();
    const opened = await platform.openThread(card, 'Safe Offline Walking');
    expect(opened).toMatchObject({ thread: { url: `${url}/playground/#C0GENERAL/${card.message}` } });
    expect(await platform.openThread(card, 'Another name')).toEqual(opened);
    await eventually(() =>
      expect(ada.messages().find(({ id }) => id === card.message)?.opened).toEqual({
        title: 'Safe Offline Walking',
        replies: 0,
      }),
    );
  });

  it('is read by the number of its replies and of the people in it, without Paperboy', async () => {
    const card = await posted();
    const place = { ...general, thread: card.message };
    await ada.say('First', { thread: card.message });
    await grace.say('Second', { thread: card.message });
    await grace.say('Third', { thread: card.message });
    await playground.platform.post(place, { blocks: [prose('Fourth')] }, 'key');
    await ada.say('/papers search walking', { thread: card.message });
    expect(await playground.platform.readThread(place)).toEqual({
      kind: 'read',
      state: 'open',
      replies: 4,
      people: 2,
      lastAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const start = ada.messages().find(({ id }) => id === card.message);
    expect(start?.opened).toEqual({ title: '', replies: 4 });
  });

  it('tells that something happened in it, at once and then for all that follows together', async () => {
    const { message: thread } = await posted();
    const stir = { ...general, thread };
    for (const text of ['One', 'Two', 'Three']) await ada.say(text, { thread });
    await ada.say('Elsewhere');
    expect(stirs()).toEqual([stir]);
    await playground.platform.stop();
    expect(stirs()).toEqual([stir, stir]);
  });

  it('is none that a person opened within another, in another channel, or below what one alone sees', async () => {
    const { message: thread } = await posted();
    await ada.say('Inside', { thread });
    const inside = await ada.shows('Inside');
    expect(await ada.say('Deeper', { thread: inside.id })).toMatchObject({
      text: 'There is no thread within a thread: answer in the one it is in.',
    });
    expect(await ada.say('Over there', { thread, channel: 'C00PAPERS' })).toMatchObject({
      text: 'That thread is in another channel.',
    });
    await ada.say('/papers show 2401.12345');
    const card = await ada.shows('Keeps robots on their feet.');
    expect(await ada.say('Nice', { thread: card.id })).toMatchObject({
      text: 'Nobody else sees that message, so nobody could answer below it.',
    });
    expect(await grace.say('Nice', { thread: card.id })).toMatchObject({
      text: expect.stringContaining('That message is not here any more'),
    });
  });

  it('stirs by what is said to Paperboy in it too', async () => {
    const { message: thread } = await posted();
    await ada.say('@Paperboy help', { thread });
    await eventually(() => expect(stirs()).toEqual([{ ...general, thread }]));
  });

  it('of a discussion is opened by the command, is led to, and counts what is said in it', async () => {
    await ada.say('/papers discuss 2401.12345');
    const card = await grace.shows('Opened by');
    expect(card).toMatchObject({ isPrivate: false, opened: { title: expect.stringContaining('Walking') } });
    const way = await ada.shows('The discussion of');
    expect(way).toMatchObject({ isPrivate: true, html: expect.stringContaining(`/playground/#C0GENERAL/${card.id}`) });
    await grace.say('I have a question', { thread: card.id });
    await eventually(() => expect(stirs()).toContainEqual({ ...general, thread: card.id }));
    await grace.say('@Paperboy summary', { thread: card.id });
    expect(await ada.shows('Keeps robots on their feet.')).toMatchObject({ isPrivate: false });
    expect(
      grace
        .messages()
        .filter(({ thread }) => thread === card.id)
        .map(read),
    ).toContainEqual(expect.stringContaining('Keeps robots'));
  });
});

describe('a place that is not there', () => {
  const NOWHERE = [
    ['a channel', { ...general, channel: 'C0NOWHERE' }],
    ['a thread, as after a restart', { ...general, thread: 'forgotten' }],
    ['somebody whom nobody could be', { ...general, channel: 'user:nobody' }],
    ['another tenant', { ...general, tenant: 'elsewhere' }],
  ] as const;

  it.each(NOWHERE)('takes no post: %s', async (_, place) => {
    expect(await playground.platform.post(place, { blocks: [] }, 'key')).toMatchObject({ kind: 'gone' });
  });

  it('has no thread to open or to read, and nothing to change', async () => {
    const { platform } = playground;
    const card = await posted();
    const place = { ...general, thread: 'forgotten' };
    await ada.say('Mine');
    const { id: message } = await ada.shows('Mine');
    expect(await platform.readThread(place)).toMatchObject({ kind: 'gone' });
    for (const one of [
      { place: general, message: 'forgotten' },
      { ...card, place },
      { place: general, message },
    ]) {
      expect(await platform.openThread(one, 'Title')).toMatchObject({ kind: 'gone' });
      expect(await platform.update(one, { blocks: [] })).toMatchObject({ kind: 'gone' });
    }
  });

  it('is every place once the playground has stopped', async () => {
    const card = await posted();
    expect(playground.platform.connected()).toBe(true);
    await playground.platform.stop();
    expect(playground.platform.connected()).toBe(false);
    expect(await playground.platform.post(general, { blocks: [] }, 'key')).toMatchObject({ kind: 'unavailable' });
    expect(await playground.platform.update(card, { blocks: [] })).toMatchObject({ kind: 'unavailable' });
  });
});

it('a private place takes posts for somebody who has not come back yet', async () => {
  const { id } = ada;
  await playground.close();
  playground = await playgroundUnderTest();
  await playground.platform.start(playground.dispatch);
  expect(
    await playground.platform.post({ ...general, channel: `user:${id}` }, { blocks: [prose('For you')] }, 'key'),
  ).toMatchObject({ kind: 'sent' });
  expect((await playground.tab({ name: 'Ada' })).text()).toContain('For you');
  expect((await playground.tab({ name: 'Grace' })).text()).not.toContain('For you');
});
