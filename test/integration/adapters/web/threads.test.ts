import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prose } from '../../../../src/chat/document.ts';
import type { ChatInteraction } from '../../../../src/chat/interaction.ts';
import type { Posted } from '../../../../src/chat/place.ts';
import { eventually, openPlayground, type TestPlayground, type TestTab, textOf } from './playground.ts';

const HOUR_MS = 3_600_000;

let playground: TestPlayground;
let ada: TestTab;
let grace: TestTab;
let interactions: ChatInteraction[];

beforeEach(async () => {
  interactions = [];
  playground = await openPlayground({ threadActivityThrottleMs: HOUR_MS });
  await playground.platform.start((interaction) => {
    interactions.push(interaction);
    return playground.dispatch(interaction);
  });
  ada = await playground.openTab({ name: 'Ada' });
  grace = await playground.openTab({ name: 'Grace' });
});

afterEach(() => playground.close());

const general = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };

async function post(text = 'Let us discuss', place = general): Promise<Posted> {
  const outcome = await playground.platform.post(place, { blocks: [prose(text)] }, text);
  if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
  return outcome.posted;
}

const activePlaces = () => interactions.filter(({ kind }) => kind === 'thread-activity').map(({ place }) => place);

describe('a thread', () => {
  it('has a title and a URL when it is opened, and keeps them when it is opened again', async () => {
    const { platform, url } = playground;
    const card = await post();
    const opened = await platform.openThread(card, 'Safe Offline Walking');
    expect(opened).toMatchObject({ thread: { url: `${url}/playground/#C0GENERAL/${card.message}` } });
    expect(await platform.openThread(card, 'Another name')).toEqual(opened);
    await eventually(() =>
      expect(ada.messages().find(({ id }) => id === card.message)?.openedThread).toEqual({
        title: 'Safe Offline Walking',
        replies: 0,
      }),
    );
  });

  it('reports its public replies, and its people without Paperboy', async () => {
    const card = await post();
    const place = { ...general, thread: card.message };
    await ada.send('First', { thread: card.message });
    await grace.send('Second', { thread: card.message });
    await grace.send('Third', { thread: card.message });
    await playground.platform.post(place, { blocks: [prose('Fourth')] }, 'key');
    await ada.send('/papers search walking', { thread: card.message });
    expect(await playground.platform.readThread(place)).toEqual({
      kind: 'read',
      state: 'open',
      replies: 4,
      people: 2,
      lastAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const start = ada.messages().find(({ id }) => id === card.message);
    expect(start?.openedThread).toEqual({ title: '', replies: 4 });
  });

  it('reports activity at once, and further activity together', async () => {
    const { message: thread } = await post();
    const place = { ...general, thread };
    for (const text of ['One', 'Two', 'Three']) await ada.send(text, { thread });
    await ada.send('Elsewhere');
    expect(activePlaces()).toEqual([place]);
    await playground.platform.stop();
    expect(activePlaces()).toEqual([place, place]);
  });

  it('can not be started in another thread, in another channel, or on a private message', async () => {
    const { message: thread } = await post();
    await ada.send('Inside', { thread });
    const inside = await ada.findMessage('Inside');
    expect(await ada.send('Deeper', { thread: inside.id })).toMatchObject({
      text: "You can't start a thread within a thread. Reply in the thread instead.",
    });
    expect(await ada.send('Over there', { thread, channel: 'C00PAPERS' })).toMatchObject({
      text: 'This thread is in another channel.',
    });
    await ada.send('/papers show 2401.12345');
    const card = await ada.findMessage('Keeps robots on their feet.');
    expect(await ada.send('Nice', { thread: card.id })).toMatchObject({
      text: "Only you can see this message, so you can't start a thread on it.",
    });
    expect(await grace.send('Nice', { thread: card.id })).toMatchObject({
      text: expect.stringContaining('This message no longer exists'),
    });
  });

  it('reports a message to Paperboy as activity', async () => {
    const { message: thread } = await post();
    await ada.send('@Paperboy help', { thread });
    await eventually(() => expect(activePlaces()).toEqual([{ ...general, thread }]));
  });

  it('is opened by the discuss command, with a link to it, and counts its messages', async () => {
    await ada.send('/papers discuss 2401.12345');
    const card = await grace.findMessage('Opened by');
    expect(card).toMatchObject({ isPrivate: false, openedThread: { title: expect.stringContaining('Walking') } });
    const link = await ada.findMessage('The discussion of');
    expect(link).toMatchObject({ isPrivate: true, html: expect.stringContaining(`/playground/#C0GENERAL/${card.id}`) });
    await grace.send('I have a question', { thread: card.id });
    await eventually(() => expect(activePlaces()).toContainEqual({ ...general, thread: card.id }));
    await grace.send('@Paperboy summary', { thread: card.id });
    expect(await ada.findMessage('Keeps robots on their feet.')).toMatchObject({ isPrivate: false });
    expect(
      grace
        .messages()
        .filter(({ thread }) => thread === card.id)
        .map(textOf),
    ).toContainEqual(expect.stringContaining('Keeps robots'));
  });
});

describe('a place that does not exist', () => {
  const NOWHERE = [
    ['a channel', { ...general, channel: 'C0NOWHERE' }],
    ['a thread, as after a restart', { ...general, thread: 'forgotten' }],
    ['the direct channel of an invalid user id', { ...general, channel: 'user:nobody' }],
    ['a channel of another tenant', { ...general, tenant: 'elsewhere' }],
  ] as const;

  it.each(NOWHERE)('refuses posts: %s', async (_, place) => {
    expect(await playground.platform.post(place, { blocks: [] }, 'key')).toMatchObject({ kind: 'gone' });
  });

  it('refuses to open or read threads, and to update messages', async () => {
    const { platform } = playground;
    const card = await post();
    const place = { ...general, thread: 'forgotten' };
    await ada.send('Mine');
    const { id: message } = await ada.findMessage('Mine');
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

  it('makes posts and updates unavailable once the playground has stopped', async () => {
    const card = await post();
    expect(playground.platform.connected()).toBe(true);
    await playground.platform.stop();
    expect(playground.platform.connected()).toBe(false);
    expect(await playground.platform.post(general, { blocks: [] }, 'key')).toMatchObject({ kind: 'unavailable' });
    expect(await playground.platform.update(card, { blocks: [] })).toMatchObject({ kind: 'unavailable' });
  });
});

it('accepts posts in the direct channel of a person who has not come back after a restart', async () => {
  const { id } = ada;
  await playground.close();
  playground = await openPlayground();
  await playground.platform.start(playground.dispatch);
  expect(
    await playground.platform.post({ ...general, channel: `user:${id}` }, { blocks: [prose('For you')] }, 'key'),
  ).toMatchObject({ kind: 'sent' });
  expect((await playground.openTab({ name: 'Ada' })).text()).toContain('For you');
  expect((await playground.openTab({ name: 'Grace' })).text()).not.toContain('For you');
});
