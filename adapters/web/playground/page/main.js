/** @import { MessageShown } from '../protocol.ts' */
/** @import { Answer, News, Question, State } from './connection.js' */
import { goTo, readAddress } from './address.js';
import { createChannelList, titleOf } from './channel-list.js';
import { connect } from './connection.js';
import { present } from './element.js';
import { showForm } from './form-dialog.js';
import { lookAfterKeys } from './keyboard.js';
import { lookAfterMenus } from './menus.js';
import { createPane } from './pane.js';
import { createRoom } from './room.js';
import { keepSeat, takeSeat } from './seat.js';
import { lookAfterSeat } from './seat-dialog.js';
import { starters } from './starters.js';

/** @type {Readonly<Record<State, string>>} */
const STATES = {
  connecting: 'Connecting …',
  connected: '',
  lost: 'The connection is lost. What you type stays; it will be back by itself …',
};

let seat = await takeSeat();
const room = createRoom();
const channels = createChannelList();
const status = present('status', HTMLElement);
const people = present('people', HTMLElement);
const channelName = present('channel-name', HTMLElement);
const threadName = present('thread-name', HTMLElement);
const threadPart = present('thread', HTMLElement);
/** @type {import('./address.js').Where} */
let where = { channel: undefined, thread: undefined };
let cameBack = false;

const connection = connect({
  join: () => ({ kind: 'join', ...seat, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
  onNews,
  onState: (state) => {
    // Nobody has to be told that a page that was just opened is connected.
    status.textContent = state === 'connected' && cameBack ? 'Connected again' : STATES[state];
    status.dataset['state'] = state;
    cameBack ||= state === 'lost';
  },
});
/** @param {Question} question */
const ask = (question) => connection.ask(question);

const main = createPane('channel', {
  room,
  ask,
  where: () => ({ channel: where.channel, thread: undefined }),
  onAnswer: takeAnswer,
  openThread: ({ id }) => {
    if (where.thread === id) thread.composer.focus();
    else goTo({ channel: where.channel, thread: id });
  },
});
const thread = createPane('thread', { room, ask, where: () => where, onAnswer: takeAnswer, openThread: undefined });

/** @param {News} news */
function onNews(news) {
  switch (news.kind) {
    case 'welcome':
      room.enter(news);
      channels.set(news.channels);
      present('my-name', HTMLElement).textContent = news.person.name;
      return show('anew');
    case 'people':
      people.textContent = news.names.join(', ');
      return undefined;
    case 'message':
      return take(news.message);
  }
}

/** @param {MessageShown} message */
function take(message) {
  const isNew = room.put(message);
  const isHere = message.channel === where.channel;
  // A reply in a thread that is closed shows in the number of replies.
  if (isNew && (!isHere || document.hidden) && !room.isMine(message)) channels.markUnread(message.channel);
  if (!isHere) return;
  if (message.thread === undefined) main.timeline.put(message);
  const isInThread = where.thread === message.id || where.thread === message.thread;
  if (where.thread !== undefined && isInThread) thread.timeline.put(message);
  // The number of replies stands on the message that the thread starts from.
  const root = room.message(message.thread);
  if (root !== undefined) main.timeline.put(root);
}

/**
 * Shows what the address names; a channel that there is not is the first one.
 *
 * @param {'anew' | 'elsewhere'} how with other messages than there were, or at another address
 */
function show(how) {
  const before = where;
  const wanted = readAddress();
  const channel = room.channel(wanted.channel) ?? room.channels()[0];
  if (channel === undefined) return;
  const root = room.message(wanted.thread);
  const isThere = root !== undefined && root.channel === channel.id && root.thread === undefined;
  where = { channel: channel.id, thread: isThere ? root.id : undefined };
  const title = titleOf(channel);
  channels.show(channel.id);
  channelName.textContent = title;
  if (how === 'anew' || channel.id !== before.channel) {
    main.show(`Message ${title}`, room.inChannel(channel.id), [starters(title, main.composer.say)]);
  }
  if (wanted.thread !== undefined && !isThere) main.composer.tell('That thread is not here any more.');
  showThread(before.thread);
}

/** @param {string | undefined} before the thread that was open */
function showThread(before) {
  const isOpen = where.thread !== undefined;
  threadPart.hidden = !isOpen;
  document.body.classList.toggle('has-thread', isOpen);
  if (where.thread !== undefined) {
    threadName.textContent = room.message(where.thread)?.opened?.title || 'Thread';
    thread.show('Reply in thread', room.inThread(where.thread), []);
    if (where.thread !== before) thread.composer.focus();
  } else if (before !== undefined) main.timeline.focus(before);
}

/**
 * @param {Answer} answer
 * @param {import('./pane.js').Pane} pane where it was asked
 */
function takeAnswer(answer, pane) {
  if (answer.kind === 'refused') pane.composer.tell(answer.text);
  if (answer.kind === 'form') showForm(answer.form, { ask, onTaken: (next) => takeAnswer(next, pane) });
}

/** @param {HTMLAnchorElement} link */
function isOfThisPage({ origin, pathname, hash }) {
  return origin === location.origin && pathname === location.pathname && hash !== '';
}

function closeThread() {
  if (where.thread === undefined) return false;
  goTo({ channel: where.channel, thread: undefined });
  return true;
}

addEventListener('hashchange', () => show('elsewhere'));
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[target]') : null;
  if (!(link instanceof HTMLAnchorElement) || !isOfThisPage(link) || event.ctrlKey || event.metaKey) return;
  // Another tab would be somebody else.
  event.preventDefault();
  location.hash = link.hash;
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) channels.show(where.channel);
});
present('close-thread', HTMLButtonElement).addEventListener('click', closeThread);
present('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault();
  main.composer.focus();
});
lookAfterMenus();
lookAfterSeat({
  seat: () => seat,
  onChange: (changed) => {
    seat = keepSeat(changed);
    connection.restart();
  },
});
lookAfterKeys({
  closeThread,
  changeChannel: (step) => {
    const all = room.channels();
    const at = all.findIndex(({ id }) => id === where.channel);
    goTo({ channel: all[(at + step + all.length) % all.length]?.id, thread: undefined });
    main.composer.focus();
  },
});
