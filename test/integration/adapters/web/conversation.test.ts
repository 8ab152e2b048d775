import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { button, prose } from '../../../../src/chat/document.ts';
import { createTestCore } from '../../../fakes/core.ts';
import {
  actionIn,
  eventually,
  type PlaygroundUnderTest,
  playgroundUnderTest,
  read,
  type TestTab,
} from './playground.ts';

let playground: PlaygroundUnderTest;
let ada: TestTab;
let grace: TestTab;

beforeEach(async () => {
  playground = await playgroundUnderTest();
  await playground.platform.start(playground.dispatch);
  ada = await playground.tab({ name: 'Ada' });
  grace = await playground.tab({ name: 'Grace' });
});

afterEach(() => playground.close());

/** Waits until a tab was told all that there was to tell. */
const settled = (tab: TestTab) => tab.ask({ kind: 'complete', channel: 'C0GENERAL', line: '' });
const general = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };

describe('who comes to the playground', () => {
  it('finds the channels, a conversation with Paperboy, and its greeting', async () => {
    const [welcome] = ada.heard;
    expect(welcome).toMatchObject({
      kind: 'welcome',
      person: { name: 'Ada', manages: true },
      longest: 4000,
      channels: [
        { name: 'general' },
        { name: 'papers' },
        { name: 'reading-group' },
        { id: ada.direct, kind: 'direct' },
      ],
      messages: [{ channel: 'C0GENERAL', author: { kind: 'paperboy' }, isPrivate: false, hasLooks: true }],
    });
    expect(ada.text()).toContain('Paperboy is here');
  });

  it('hears who else is here, each once, until they leave', async () => {
    const again = await playground.tab({ name: 'Ada' });
    const people = (tab: TestTab) => tab.heard.filter((said) => said.kind === 'people').at(-1);
    expect(people(again)).toEqual({ kind: 'people', names: ['Ada', 'Grace'] });
    grace.socket.close();
    again.socket.close();
    await eventually(() => expect(people(ada)).toEqual({ kind: 'people', names: ['Ada'] }));
  });

  it('is the same person at every tab with the same secret, and nobody else is', async () => {
    const [again, other] = await Promise.all([
      playground.tab({ name: 'Ada' }),
      playground.tab({ name: 'Ada', key: 'another-secret-of-a-tab' }),
    ]);
    expect(again.id).toBe(ada.id);
    expect(other.id).not.toBe(ada.id);
    expect(JSON.stringify(grace.heard)).not.toContain('ada-0');
  });

  it('sees what was said before, and may change the name', async () => {
    await ada.say('Has anybody slept?');
    const later = await playground.tab({ name: 'Alan' });
    expect(later.text()).toContain('Has anybody slept?');
    later.socket.send(JSON.stringify({ kind: 'join', key: 'alan-000000000000000', name: 'Turing', manages: false }));
    await eventually(() => expect(later.heard.filter(({ kind }) => kind === 'welcome')).toHaveLength(2));
    expect(later.heard.filter(({ kind }) => kind === 'welcome').at(-1)).toMatchObject({
      person: { id: later.id, name: 'Turing', manages: false },
    });
  });
});

describe('a call in a channel', () => {
  it('is answered privately, below what was typed, in all tabs of the one who asked', async () => {
    const second = await playground.tab({ name: 'Ada' });
    expect(await ada.say('/papers search walking')).toMatchObject({ kind: 'done' });
    const answer = await second.shows('Safe Offline Walking');
    expect(answer).toMatchObject({ isPrivate: true, author: { kind: 'paperboy' }, channel: 'C0GENERAL' });
    const [typed] = second.messages().slice(-2);
    expect(typed).toMatchObject({ isPrivate: true, author: { kind: 'person', id: ada.id, name: 'Ada' } });
    expect(typed && read(typed)).toContain('/papers search walking');
    await settled(grace);
    expect(grace.text()).not.toContain('walking');
  });

  it('without anything else gives help', async () => {
    await ada.say('/papers');
    expect((await ada.shows('/papers subscribe')).isPrivate).toBe(true);
  });

  it.each([
    'channel:#papers',
    'channel:papers',
    'Channel:#Papers',
    'channel:"#papers"',
    'channel:C00PAPERS',
    'channel:https://papers.example.com/playground/#C00PAPERS',
    'channel:http://127.0.0.1:3000/playground/#C00PAPERS/a-thread',
  ])('takes a channel by what it is called here: %s', async (typed) => {
    await ada.say(`/papers subscribe walking time:9:00 zone:UTC ${typed}`);
    expect(await ada.shows('the channel C00PAPERS')).toMatchObject({ isPrivate: true, channel: 'C0GENERAL' });
    expect(ada.text()).toContain(`/papers subscribe walking time:9:00 zone:UTC ${typed}`);
    await ada.say(`@Paperboy subscribe walking time:9:00 zone:UTC ${typed}`);
    await eventually(() => expect(ada.text().split('the channel C00PAPERS')).toHaveLength(3));
  });

  it('leaves words alone that name no channel', async () => {
    await ada.say('/papers subscribe walking channel:#nowhere');
    await ada.shows('takes a channel');
    await ada.say('/papers search channel:papers');
    await ada.shows('channel:papers');
    expect(ada.text()).not.toContain('C00PAPERS');
  });

  it('that answers publicly shows who asked', async () => {
    await ada.say('/papers share 2401.12345');
    expect(await grace.shows('Shared by Ada')).toMatchObject({ isPrivate: false });
    expect(await grace.shows('/papers share 2401.12345')).toMatchObject({ author: { name: 'Ada' }, isPrivate: false });
  });

  it('that is refused is shown to nobody else, not even where the answer would be public', async () => {
    await ada.say('/papers share nothing like that');
    expect((await ada.shows('No paper here is called')).isPrivate).toBe(true);
    await ada.say('/papers nonsense');
    await ada.shows('There is no command "nonsense"');
    await settled(grace);
    expect(grace.messages()).toHaveLength(1);
  });

  it.each([
    ['/nonsense x', 'There is no command /nonsense here: all of them begin with /papers.'],
    ['  ', 'There is nothing to send yet: type something.'],
  ])('is refused as %j', async (text, refusal) => {
    expect(await ada.say(text)).toMatchObject({ kind: 'refused', text: refusal, fields: {} });
  });

  it('holds up no other one', async () => {
    const core = createTestCore();
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const other = await playgroundUnderTest({ core });
    await other.platform.start(async (invocation) => {
      if (invocation.kind === 'command' && JSON.stringify(invocation.call).includes('slow')) await slow;
      return other.dispatch(invocation);
    });
    const tab = await other.tab();
    const waiting = tab.say('/papers search slow walking');
    expect(await tab.say('/papers search quick walking')).toMatchObject({ kind: 'done' });
    expect(tab.text()).not.toContain('slow walking');
    release();
    expect(await waiting).toMatchObject({ kind: 'done' });
    await other.close();
  });
});

describe('talk', () => {
  it('is for all in the channel, in lines as they were typed, with links that lead somewhere', async () => {
    await ada.say('Look:\nhttps://example.org/a <b>bold</b>');
    const { html, isPrivate, hasLooks } = await grace.shows('Look:');
    expect(html).toContain('Look:<br><a href="https://example.org/a"');
    expect(html).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect([isPrivate, hasLooks]).toEqual([false, false]);
  });

  it('with a link to a paper has its card below, for all, and once within half an hour', async () => {
    await ada.say('Read https://arxiv.org/abs/2401.12345v2, please');
    const card = await grace.shows('Safe Offline Walking');
    expect(card).toMatchObject({ author: { kind: 'paperboy' }, isPrivate: false });
    await grace.say('I read https://huggingface.co/papers/2401.12345 already');
    await Promise.all([settled(ada), settled(grace)]);
    expect(grace.messages().filter((message) => read(message).includes('No cards here'))).toHaveLength(1);
  });

  it('in a channel of somebody else is refused', async () => {
    expect(await grace.say('Boo', { channel: ada.direct })).toMatchObject({
      kind: 'refused',
      text: 'That channel is not here.',
    });
    expect(await grace.say('Boo', { channel: 'C0NOWHERE' })).toMatchObject({ kind: 'refused' });
  });
});

describe('Paperboy, when it is addressed', () => {
  it('answers a mention below it, for all', async () => {
    await ada.say('Hey @paperboy, search walking');
    const asked = await grace.shows('Hey @paperboy');
    const answer = await grace.shows('Safe Offline Walking');
    expect(answer).toMatchObject({ thread: asked.id, isPrivate: false });
    await eventually(() => expect(grace.messages().find(({ id }) => id === asked.id)?.opened?.replies).toBe(1));
  });

  it('answers alone what concerns one alone, and where it refuses', async () => {
    await ada.say('@Paperboy saved');
    expect(await ada.shows('You saved no paper yet')).toMatchObject({ isPrivate: true });
    await ada.say('@Paperboy show nothing like that');
    const refusal = await ada.shows('No paper here is called');
    expect(refusal.isPrivate).toBe(true);
    expect(refusal.thread).toBeUndefined();
  });

  it('is asked with every word in private, where nothing is marked as private', async () => {
    await ada.say('walking', { channel: ada.direct });
    expect(await ada.shows('Safe Offline Walking')).toMatchObject({ channel: ada.direct, isPrivate: false });
    await settled(grace);
    expect(grace.text()).not.toContain('alking');
  });

  it('knows in a thread what it is about, called either way', async () => {
    await ada.say('/papers share 2401.12345');
    const { id: thread } = await ada.shows('Shared by Ada');
    for (const text of ['/papers summary', '@Paperboy summary']) {
      await grace.say(text, { thread });
    }
    const answers = grace.messages().filter((one) => one.thread === thread && one.author.kind === 'paperboy');
    expect(answers.map(read)).toEqual(Array(2).fill(expect.stringContaining('Keeps robots on their feet.')));
    expect(answers.map(({ isPrivate }) => isPrivate)).toEqual([false, false]);
  });

  it('answers a whole call in a thread there, as privately as anywhere', async () => {
    await ada.say('Let us talk');
    const { id: thread } = await grace.shows('Let us talk');
    await grace.say('/papers search walking', { thread });
    expect(await grace.shows('Safe Offline Walking')).toMatchObject({ thread, isPrivate: true });
  });

  it('speaks by itself, to all in the channel, whatever they do', async () => {
    await playground.platform.post(general, { blocks: [prose('Highlights of the day')] }, 'key');
    for (const tab of [ada, grace]) {
      expect(await tab.shows('Highlights of the day')).toMatchObject({
        author: { kind: 'paperboy' },
        isPrivate: false,
      });
    }
    await playground.platform.post({ ...general, channel: ada.direct }, { blocks: [prose('For you alone')] }, 'key');
    await ada.shows('For you alone');
    await settled(grace);
    expect(grace.text()).not.toContain('For you alone');
  });
});

describe('a control', () => {
  it('turns the page of a list in its place', async () => {
    await ada.say('/papers top all');
    const list = await ada.shows('Page 1 of');
    await ada.press(list, 'Next');
    const turned = await ada.shows('Page 2 of');
    expect(turned).toMatchObject({ id: list.id, isEdited: true, isPrivate: true });
  });

  it('gives others a copy of their own when they turn the page of a list that all see', async () => {
    const document = { blocks: [{ kind: 'actions', controls: [button('Next', 'turn:top all page:2')] }] } as const;
    await playground.platform.post(general, document, 'key');
    const list = await grace.shows('Next');
    await eventually(() => expect(grace.messages()).toHaveLength(2));
    await grace.press(grace.messages()[1], 'Next');
    expect(await grace.shows('Page 2 of')).toMatchObject({ isPrivate: true });
    expect(grace.messages().find(({ id }) => id === list.id)?.isEdited).toBe(false);
    await settled(ada);
    expect(ada.text()).not.toContain('Page 2 of');
  });

  it('of a mention’s answer turns for all when the one who asked presses it', async () => {
    await ada.say('@Paperboy top all');
    await ada.press(await ada.shows('Page 1 of'), 'Next');
    expect(await grace.shows('Page 2 of')).toMatchObject({ isEdited: true, isPrivate: false });
  });

  it('says to all what is for all', async () => {
    await ada.say('/papers show 2401.12345');
    await ada.press(await ada.shows('Keeps robots on their feet.'), 'Share');
    expect(await grace.shows('Shared by Ada')).toMatchObject({ isPrivate: false });
  });

  it('of a message that only somebody else sees does nothing', async () => {
    await ada.say('/papers show 2401.12345');
    const card = await ada.shows('Keeps robots on their feet.');
    for (const message of [card.id, 'never-there']) {
      expect(await grace.ask({ kind: 'press', message, action: actionIn(card, 'Share') })).toMatchObject({
        kind: 'refused',
        text: 'That message is not here any more: what was said is forgotten when Paperboy starts again.',
      });
    }
    expect(await grace.ask({ kind: 'look', message: card.id, as: 'slack' })).toMatchObject({ kind: 'refused' });
    expect(grace.text()).not.toContain('Shared by');
  });

  it('that the message does not have does nothing', async () => {
    const [greeting] = ada.messages();
    const action = 'run:share 2401.12345';
    expect(await ada.ask({ kind: 'press', message: greeting?.id ?? '', action })).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('what you pressed is not in it any more'),
    });
  });

  it('whose meaning is lost says so, as after a restart', async () => {
    const document = { blocks: [{ kind: 'actions', controls: [button('Old', 'run:#lost')] }] } as const;
    await playground.platform.post(general, document, 'key');
    await ada.press(await ada.shows('Old'), 'Old');
    expect(await ada.shows('This button is too old to work.')).toMatchObject({ isPrivate: true });
  });
});

describe('a message of Paperboy', () => {
  it('can be looked at as elsewhere, with the payload to copy', async () => {
    const [greeting] = ada.messages();
    const look = (as: 'slack' | 'discord') => ada.ask({ kind: 'look', message: greeting?.id ?? '', as });
    expect(await look('slack')).toMatchObject({ html: '<p>as in Slack</p>', payload: expect.stringContaining('here') });
    expect(await look('discord')).toMatchObject({ html: '<p>as in Discord</p>' });
  });

  it('alone can', async () => {
    await ada.say('Hello all');
    const { id } = await ada.shows('Hello all');
    expect(await ada.ask({ kind: 'look', message: id, as: 'slack' })).toMatchObject({
      kind: 'refused',
      text: 'Only what Paperboy says looks otherwise elsewhere.',
    });
  });
});
