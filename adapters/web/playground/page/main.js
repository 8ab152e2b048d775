/** @import { MessageView } from '../protocol.ts' */
/** @import { Answer, News, Question, State } from './connection.js' */
import { addressOf, goTo, readAddress } from './address.js';
import { createChannelList, titleOf } from './channel-list.js';
import { connect } from './connection.js';
import { createDrafts } from './drafts.js';
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
const drafts = createDrafts();
const channels = createChannelList();
const status = present('status', HTMLElement);
const people = present('people', HTMLElement);
const channelName = present('channel-name', HTMLElement);
const threadName = present('thread-name', HTMLElement);
const threadPart = present('thread', HTMLElement);
/** @type {import('./address.js').Where} */
let where = { channel: undefined, thread: undefined };
/** @type {State} */
let state = 'connecting';
let cameBack = false;

const connection = connect({
  join: () => ({ kind: 'join', ...seat, zone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
  onNews,
  onState: (changed) => {
    state = changed;
    status.textContent = STATES[state];
    status.dataset['state'] = state;
    cameBack ||= state === 'lost';
  },
  longest: room.longest,
});

/** @param {Question} question */
function ask(question) {
  // Who goes on has read what was said of the connection.
  if (question.kind === 'say' || question.kind === 'press') status.textContent = STATES[state];
  return connection.ask(question);
}

const main = createPane('channel', {
  room,
  ask,
  where: () => ({ channel: where.channel, thread: undefined }),
  drafts,
  onAnswer: takeAnswer,
  openThread: ({ id }) => {
    if (where.thread === id) thread.composer.focus();
    else goTo({ channel: where.channel, thread: id });
  },
});
const thread = createPane('thread', {
  ...{ room, ask, drafts, where: () => where, onAnswer: takeAnswer, openThread: undefined },
});

/** @param {News} news */
function onNews(news) {
  switch (news.kind) {
    case 'welcome':
      status.textContent = greeting(news, room.enter(news));
      cameBack = false;
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

/**
 * What somebody should know who comes in; nobody has to be told that a page that was just opened is connected.
 *
 * @param {import('./room.js').Welcome} welcome
 * @param {boolean} isForgotten whether what was said before is gone
 */
function greeting({ person: { name } }, isForgotten) {
  return [
    ...(cameBack ? ['Connected again.'] : []),
    ...(isForgotten ? ['Paperboy was started anew: what was said here before is gone.'] : []),
    ...(name.startsWith(`${seat.name} `) ? [`The name ${seat.name} is taken here, so you are ${name}.`] : []),
  ].join(' ');
}

/** @param {MessageView} message */
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
  if (wanted.thread !== undefined && !isThere) leaveBehind(wanted);
  showThread(before.thread);
}

/** @param {import('./address.js').Where} gone the place of a thread that is not here: what was typed there goes to the channel */
function leaveBehind(gone) {
  const draft = drafts.take(gone);
  const rest = draft === '' ? '' : ' What you wrote there stands in the box now.';
  main.composer.putBack(draft, where, `That thread is not here any more.${rest}`);
  history.replaceState(null, '', addressOf(where));
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
  } else if (before !== undefined && !main.timeline.focus(before)) main.composer.focus();
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

function closeTop() {
  return channels.close() || closeThread();
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
  seat: () => ({ ...seat, name: room.person()?.name ?? seat.name }),
  onChange: (changed) => {
    seat = keepSeat(changed);
    connection.restart();
  },
});
lookAfterKeys({
  closeTop,
  changeChannel: (step) => {
    channels.close();
    const all = room.channels();
    const at = all.findIndex(({ id }) => id === where.channel);
    goTo({ channel: all[(at + step + all.length) % all.length]?.id, thread: undefined });
    main.composer.focus();
  },
});
