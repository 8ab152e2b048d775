import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { button, prose } from '../../../../src/chat/document.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { eventually, findAction, openPlayground, type TestPlayground, type TestTab, textOf } from './playground.ts';

let playground: TestPlayground;
let ada: TestTab;
let grace: TestTab;

beforeEach(async () => {
  playground = await openPlayground();
  await playground.platform.start(playground.dispatch);
  ada = await playground.openTab({ name: 'Ada' });
  grace = await playground.openTab({ name: 'Grace' });
});

afterEach(() => playground.close());

const general = { platform: 'web', tenant: 'local', channel: 'C0GENERAL' };

describe('joining the playground', () => {
  it('shows the channels, the direct channel with Paperboy, and the welcome message', async () => {
    const [welcome] = ada.received;
    expect(welcome).toMatchObject({
      kind: 'welcome',
      person: { name: 'Ada', canManage: true },
      maxInputLength: 4000,
      channels: [
        { name: 'general' },
        { name: 'papers' },
        { name: 'reading-group' },
        { id: ada.direct, kind: 'direct' },
      ],
      messages: [{ channel: 'C0GENERAL', author: { kind: 'paperboy' }, isPrivate: false, hasPreviews: true }],
    });
    expect(ada.text()).toContain('Paperboy finds research papers');
  });

  it('lists everyone who is online once, until they leave', async () => {
    const again = await playground.openTab({ name: 'Ada' });
    const people = (tab: TestTab) => tab.received.filter(({ kind }) => kind === 'people').at(-1);
    expect(people(again)).toEqual({ kind: 'people', names: ['Ada', 'Grace'] });
    grace.socket.close();
    again.socket.close();
    await eventually(() => expect(people(ada)).toEqual({ kind: 'people', names: ['Ada'] }));
  });

  it('makes tabs with the same secret the same person, and keeps the secret from others', async () => {
    const [again, other] = await Promise.all([
      playground.openTab({ name: 'Ada' }),
      playground.openTab({ name: 'Ada', key: 'another-secret-of-a-tab' }),
    ]);
    expect(again.id).toBe(ada.id);
    expect(other.id).not.toBe(ada.id);
    expect(JSON.stringify(grace.received)).not.toContain('ada-0');
  });

  it('shows earlier messages', async () => {
    await ada.send('Has anybody slept?');
    const later = await playground.openTab({ name: 'Alan' });
    expect(later.text()).toContain('Has anybody slept?');
  });

  it('changes the name and the permission of a tab that joins again', async () => {
    const later = await playground.openTab({ name: 'Alan' });
    later.socket.send(JSON.stringify({ kind: 'join', key: 'alan-000000000000000', name: 'Turing', canManage: false }));
    await eventually(() => expect(later.received.filter(({ kind }) => kind === 'welcome')).toHaveLength(2));
    expect(later.received.filter(({ kind }) => kind === 'welcome').at(-1)).toMatchObject({
      person: { id: later.id, name: 'Turing', canManage: false },
    });
  });
});

describe('a command in a channel', () => {
  it('is answered privately, below the typed command, in all tabs of the person', async () => {
    const second = await playground.openTab({ name: 'Ada' });
    expect(await ada.send('/papers search walking')).toMatchObject({ kind: 'done' });
    const answer = await second.findMessage('Safe Offline Walking');
    expect(answer).toMatchObject({ isPrivate: true, author: { kind: 'paperboy' }, channel: 'C0GENERAL' });
    const [typed] = second.messages().slice(-2);
    expect(typed).toMatchObject({ isPrivate: true, author: { kind: 'person', id: ada.id, name: 'Ada' } });
    expect(typed && textOf(typed)).toContain('/papers search walking');
    await grace.sync();
    expect(grace.text()).not.toContain('walking');
  });

  it('shows the help if only /papers is typed', async () => {
    await ada.send('/papers');
    expect((await ada.findMessage('/papers subscribe')).isPrivate).toBe(true);
  });

  it.each([
    'channel:#papers',
    'channel:papers',
    'Channel:#Papers',
    'channel:"#papers"',
    'channel:C00PAPERS',
    'channel:https://papers.example.com/playground/#C00PAPERS',
    'channel:http://127.0.0.1:3000/playground/#C00PAPERS/a-thread',
  ])('accepts a channel by name, id or link: %s', async (typed) => {
    await ada.send(`/papers subscribe walking time:9:00 zone:UTC ${typed}`);
    expect(await ada.findMessage('the channel C00PAPERS')).toMatchObject({ isPrivate: true, channel: 'C0GENERAL' });
    expect(ada.text()).toContain(`/papers subscribe walking time:9:00 zone:UTC ${typed}`);
    await ada.send(`@Paperboy subscribe walking time:9:00 zone:UTC ${typed}`);
    await eventually(() => expect(ada.text().split('the channel C00PAPERS')).toHaveLength(3));
  });

  it('does not replace words that are not the name of a channel', async () => {
    await ada.send('/papers subscribe walking channel:#nowhere');
    await ada.findMessage('must be a channel');
    await ada.send('/papers search channel:papers');
    await ada.findMessage('channel:papers');
    expect(ada.text()).not.toContain('C00PAPERS');
  });

  it('is shown to everyone if its reply is public', async () => {
    await ada.send('/papers share 2401.12345');
    expect(await grace.findMessage('Shared by Ada')).toMatchObject({ isPrivate: false });
    expect(await grace.findMessage('/papers share 2401.12345')).toMatchObject({
      author: { name: 'Ada' },
      isPrivate: false,
    });
  });

  it('is answered privately if it is refused, even if its reply would be public', async () => {
    await ada.send('/papers share nothing like that');
    expect((await ada.findMessage('No paper is called')).isPrivate).toBe(true);
    await ada.send('/papers nonsense');
    await ada.findMessage('There is no command "nonsense"');
    await grace.sync();
    expect(grace.messages()).toHaveLength(1);
  });

  it.each([
    ['/nonsense x', 'There is no command /nonsense. Commands start with /papers.'],
    ['  ', 'Type a message first.'],
  ])('is refused if it is %j', async (text, refusal) => {
    expect(await ada.send(text)).toMatchObject({ kind: 'refused', text: refusal, fields: {} });
  });

  it('does not block other commands', async () => {
    const core = createTestCore();
    let release = (): void => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const other = await openPlayground({ core });
    await other.platform.start(async (invocation) => {
      if (invocation.kind === 'command' && JSON.stringify(invocation.call).includes('slow')) await slow;
      return other.dispatch(invocation);
    });
    const tab = await other.openTab();
    const waiting = tab.send('/papers search slow walking');
    expect(await tab.send('/papers search quick walking')).toMatchObject({ kind: 'done' });
    expect(tab.text()).not.toContain('slow walking');
    release();
    expect(await waiting).toMatchObject({ kind: 'done' });
    await other.close();
  });
});

describe('a message to others', () => {
  it('is shown to everyone, with its line breaks and links', async () => {
    await ada.send('Look:\nhttps://example.org/a <b>bold</b>');
    const { html, isPrivate, hasPreviews } = await grace.findMessage('Look:');
    expect(html).toContain('Look:<br><a href="https://example.org/a"');
    expect(html).toContain('&lt;b&gt;bold&lt;/b&gt;');
    expect([isPrivate, hasPreviews]).toEqual([false, false]);
  });

  it('gets a card for a paper it links to, at most once in half an hour', async () => {
    await ada.send('Read https://arxiv.org/abs/2401.12345v2, please');
    const card = await grace.findMessage('Safe Offline Walking');
    expect(card).toMatchObject({ author: { kind: 'paperboy' }, isPrivate: false });
    await grace.send('I read https://huggingface.co/papers/2401.12345 already');
    await Promise.all([ada.sync(), grace.sync()]);
    expect(grace.messages().filter((message) => textOf(message).includes('Turn off previews'))).toHaveLength(1);
  });

  it('is refused in a channel the person is not in', async () => {
    expect(await grace.send('Boo', { channel: ada.direct })).toMatchObject({
      kind: 'refused',
      text: "This channel doesn't exist.",
    });
    expect(await grace.send('Boo', { channel: 'C0NOWHERE' })).toMatchObject({ kind: 'refused' });
  });
});

describe('a message to Paperboy', () => {
  it('is answered in a thread on it, for everyone', async () => {
    await ada.send('Hey @paperboy, search walking');
    const asked = await grace.findMessage('Hey @paperboy');
    const answer = await grace.findMessage('Safe Offline Walking');
    expect(answer).toMatchObject({ thread: asked.id, isPrivate: false });
    await eventually(() => expect(grace.messages().find(({ id }) => id === asked.id)?.openedThread?.replies).toBe(1));
  });

  it('is answered privately if the reply is personal or a refusal', async () => {
    await ada.send('@Paperboy saved');
    expect(await ada.findMessage('Your reading list is empty')).toMatchObject({ isPrivate: true });
    await ada.send('@Paperboy show nothing like that');
    const refusal = await ada.findMessage('No paper is called');
    expect(refusal.isPrivate).toBe(true);
    expect(refusal.thread).toBeUndefined();
  });

  it('needs no mention in the direct channel, where replies are not marked as private', async () => {
    await ada.send('walking', { channel: ada.direct });
    expect(await ada.findMessage('Safe Offline Walking')).toMatchObject({ channel: ada.direct, isPrivate: false });
    await grace.sync();
    expect(grace.text()).not.toContain('alking');
  });

  it('is about the paper of the thread if it names none, with or without a mention', async () => {
    await ada.send('/papers share 2401.12345');
    const { id: thread } = await ada.findMessage('Shared by Ada');
    for (const text of ['/papers summary', '@Paperboy summary']) {
      await grace.send(text, { thread });
    }
    const answers = grace.messages().filter((one) => one.thread === thread && one.author.kind === 'paperboy');
    expect(answers.map(textOf)).toEqual(Array(2).fill(expect.stringContaining('Keeps robots on their feet.')));
    expect(answers.map(({ isPrivate }) => isPrivate)).toEqual([false, false]);
  });

  it('is answered privately in a thread if it is a complete command', async () => {
    await ada.send('Let us talk');
    const { id: thread } = await grace.findMessage('Let us talk');
    await grace.send('/papers search walking', { thread });
    expect(await grace.findMessage('Safe Offline Walking')).toMatchObject({ thread, isPrivate: true });
  });
});

describe('a post', () => {
  it('is shown to everyone in its channel', async () => {
    await playground.platform.post(general, { blocks: [prose('Highlights of the day')] }, 'key');
    for (const tab of [ada, grace]) {
      expect(await tab.findMessage('Highlights of the day')).toMatchObject({
        author: { kind: 'paperboy' },
        isPrivate: false,
      });
    }
    await playground.platform.post({ ...general, channel: ada.direct }, { blocks: [prose('For you alone')] }, 'key');
    await ada.findMessage('For you alone');
    await grace.sync();
    expect(grace.text()).not.toContain('For you alone');
  });
});

describe('a button', () => {
  it('turns the page of a list in place', async () => {
    await ada.send('/papers top all');
    const list = await ada.findMessage('Page 1 of');
    await ada.press(list, 'Next');
    const turned = await ada.findMessage('Page 2 of');
    expect(turned).toMatchObject({ id: list.id, isEdited: true, isPrivate: true });
  });

  it('gives others a private copy when they turn the page of a public list', async () => {
    const document = { blocks: [{ kind: 'actions', controls: [button('Next', 'turn:top all page:2')] }] } as const;
    await playground.platform.post(general, document, 'key');
    const list = await grace.findMessage('Next');
    await eventually(() => expect(grace.messages()).toHaveLength(2));
    await grace.press(grace.messages()[1], 'Next');
    expect(await grace.findMessage('Page 2 of')).toMatchObject({ isPrivate: true });
    expect(grace.messages().find(({ id }) => id === list.id)?.isEdited).toBe(false);
    await ada.sync();
    expect(ada.text()).not.toContain('Page 2 of');
  });

  it('turns the page for everyone if the person who asked presses it', async () => {
    await ada.send('@Paperboy top all');
    await ada.press(await ada.findMessage('Page 1 of'), 'Next');
    expect(await grace.findMessage('Page 2 of')).toMatchObject({ isEdited: true, isPrivate: false });
  });

  it('can post a public reply', async () => {
    await ada.send('/papers show 2401.12345');
    await ada.press(await ada.findMessage('Keeps robots on their feet.'), 'Share');
    expect(await grace.findMessage('Shared by Ada')).toMatchObject({ isPrivate: false });
  });

  it('is refused if the message is visible to somebody else only', async () => {
    await ada.send('/papers show 2401.12345');
    const card = await ada.findMessage('Keeps robots on their feet.');
    for (const message of [card.id, 'never-there']) {
      expect(await grace.request({ kind: 'action', message, action: findAction(card, 'Share') })).toMatchObject({
        kind: 'refused',
        text: 'This message no longer exists. Messages are lost when Paperboy restarts.',
      });
    }
    expect(await grace.request({ kind: 'preview', message: card.id, platform: 'slack' })).toMatchObject({
      kind: 'refused',
    });
    expect(grace.text()).not.toContain('Shared by');
  });

  it('is refused if the message does not have it', async () => {
    const [welcome] = ada.messages();
    const action = 'run:share 2401.12345';
    expect(await ada.request({ kind: 'action', message: welcome?.id ?? '', action })).toMatchObject({
      kind: 'refused',
      text: expect.stringContaining('no longer has that button'),
    });
  });

  it('explains that it has expired if its action is no longer stored', async () => {
    const document = { blocks: [{ kind: 'actions', controls: [button('Old', 'run:#lost')] }] } as const;
    await playground.platform.post(general, document, 'key');
    await ada.press(await ada.findMessage('Old'), 'Old');
    expect(await ada.findMessage('This button has expired.')).toMatchObject({ isPrivate: true });
  });
});

describe('a preview', () => {
  it('shows a message from Paperboy as on another platform, with the payload', async () => {
    const [welcome] = ada.messages();
    const preview = (platform: string) => ada.request({ kind: 'preview', message: welcome?.id ?? '', platform });
    expect(await preview('slack')).toMatchObject({
      html: '<p>as in Slack</p>',
      payload: expect.stringContaining('here'),
    });
    expect(await preview('discord')).toMatchObject({ html: '<p>as in Discord</p>' });
  });

  it('is refused for messages of people', async () => {
    await ada.send('Hello all');
    const { id } = await ada.findMessage('Hello all');
    expect(await ada.request({ kind: 'preview', message: id, platform: 'slack' })).toMatchObject({
      kind: 'refused',
      text: 'Only messages from Paperboy have previews.',
    });
  });

  it('is refused for an unknown platform', async () => {
    const [welcome] = ada.messages();
    expect(await ada.request({ kind: 'preview', message: welcome?.id ?? '', platform: 'toString' })).toMatchObject({
      kind: 'refused',
      text: "There's no preview for this platform.",
    });
  });
});
