/** @import { MessageView } from '../protocol.ts' */
/** @import { Welcome } from './chat-session.js' */
/** @import { ServerEvent, State, TabRequest, TabResponse } from './connection.js' */
/** @import { ChatLocation } from './location-hash.js' */
/** @import { Pane } from './pane.js' */
import { createChannelList, titleOf } from './channel-list.js';
import { createChatSession } from './chat-session.js';
import { connect } from './connection.js';
import { createDrafts } from './drafts.js';
import { requireElement } from './element.js';
import { renderExampleCommands } from './example-commands.js';
import { showForm } from './form-dialog.js';
import { initKeyboardShortcuts } from './keyboard.js';
import { formatLocationHash, navigateTo, parseLocationHash } from './location-hash.js';
import { initMenus } from './menus.js';
import { createPane } from './pane.js';
import { initProfileDialog } from './profile-dialog.js';
import { claimProfile, saveProfile } from './user-profile.js';

/** @type {Readonly<Record<State, string>>} */
const STATES = {
  connecting: 'Connecting …',
  connected: '',
  lost: 'Connection lost. Reconnecting …',
};

let profile = await claimProfile();
/** The name to join with: the profile's at first, then the one that the server assigned, so that a reconnect keeps it. */
let joinName = profile.name;
const session = createChatSession();
const drafts = createDrafts();
const channels = createChannelList();
const status = requireElement('status', HTMLElement);
const people = requireElement('people', HTMLElement);
const channelName = requireElement('channel-name', HTMLElement);
const threadName = requireElement('thread-name', HTMLElement);
const threadPane = requireElement('thread', HTMLElement);
/** @type {ChatLocation} */
let current = { channel: undefined, thread: undefined };
/** @type {State} */
let state = 'connecting';
let hasReconnected = false;

const connection = connect({
  join: () => ({
    kind: 'join',
    ...profile,
    name: joinName,
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }),
  onEvent,
  onState: (changed) => {
    state = changed;
    status.textContent = STATES[state];
    status.dataset['state'] = state;
    hasReconnected ||= state === 'lost';
  },
  maxInputLength: session.maxInputLength,
});

/** @param {TabRequest} tabRequest */
function request(tabRequest) {
  // A notice about the connection has been read by then.
  if (tabRequest.kind === 'message' || tabRequest.kind === 'action') status.textContent = STATES[state];
  return connection.request(tabRequest);
}

const main = createPane('channel', {
  session,
  request,
  location: () => ({ channel: current.channel, thread: undefined }),
  drafts,
  onResponse,
  openThread: ({ id }) => {
    if (current.thread === id) thread.composer.focus();
    else navigateTo({ channel: current.channel, thread: id });
  },
});
const thread = createPane('thread', {
  ...{ session, request, drafts, location: () => current, onResponse, openThread: undefined },
});

/** @param {ServerEvent} event */
function onEvent(event) {
  switch (event.kind) {
    case 'welcome':
      status.textContent = welcomeNotice(event, session.start(event));
      joinName = event.person.name;
      hasReconnected = false;
      channels.set(event.channels);
      requireElement('my-name', HTMLElement).textContent = event.person.name;
      return navigate('reloaded');
    case 'people':
      people.textContent = event.names.join(', ');
      return undefined;
    case 'message':
      return onMessageReceived(event.message);
  }
}

/**
 * Empty for a page that was just opened.
 *
 * @param {Welcome} welcome
 * @param {boolean} hasRestarted whether Paperboy has restarted
 */
function welcomeNotice({ person: { name } }, hasRestarted) {
  return [
    ...(hasReconnected ? ['Reconnected.'] : []),
    ...(hasRestarted ? ['Paperboy has restarted, and earlier messages are gone.'] : []),
    ...(name.startsWith(`${joinName} `) ? [`The name ${joinName} is taken, so you are ${name}.`] : []),
  ].join(' ');
}

/** @param {MessageView} message */
function onMessageReceived(message) {
  const isNew = session.put(message);
  const isHere = message.channel === current.channel;
  // A reply in a closed thread shows in the reply count.
  if (isNew && (!isHere || document.hidden) && !session.isMine(message)) channels.markUnread(message.channel);
  if (!isHere) return;
  if (message.thread === undefined) main.timeline.put(message);
  const isInThread = current.thread === message.id || current.thread === message.thread;
  if (current.thread !== undefined && isInThread) thread.timeline.put(message);
  const threadStart = session.message(message.thread);
  if (threadStart !== undefined) main.timeline.put(threadStart);
}

/**
 * Shows the channel and thread of the URL, or the first channel if it doesn't exist.
 *
 * @param {'reloaded' | 'moved'} reason `reloaded`: the messages have changed
 */
function navigate(reason) {
  const previous = current;
  const wanted = parseLocationHash();
  const channel = session.channel(wanted.channel) ?? session.channels()[0];
  if (channel === undefined) return;
  const threadStart = session.message(wanted.thread);
  const hasThread = threadStart !== undefined && threadStart.channel === channel.id && threadStart.thread === undefined;
  current = { channel: channel.id, thread: hasThread ? threadStart.id : undefined };
  const title = titleOf(channel);
  channels.show(channel.id);
  channelName.textContent = title;
  if (reason === 'reloaded' || channel.id !== previous.channel) {
    const beginning = renderExampleCommands(title, main.composer.send);
    main.show(`Message ${title}`, session.inChannel(channel.id), [beginning]);
  }
  if (wanted.thread !== undefined && !hasThread) moveDraft(wanted);
  showThread(previous.thread);
}

/** @param {ChatLocation} staleLocation a thread that no longer exists; its draft moves to the channel */
function moveDraft(staleLocation) {
  const draft = drafts.take(staleLocation);
  const hint = draft === '' ? '' : ' Your draft is in the message box.';
  main.composer.restoreDraft(draft, current, `This thread no longer exists.${hint}`);
  history.replaceState(null, '', formatLocationHash(current));
}

/** @param {string | undefined} previous the thread that was open */
function showThread(previous) {
  const isOpen = current.thread !== undefined;
  threadPane.hidden = !isOpen;
  document.body.classList.toggle('has-thread', isOpen);
  if (current.thread !== undefined) {
    threadName.textContent = session.message(current.thread)?.openedThread?.title || 'Thread';
    thread.show('Reply in thread', session.inThread(current.thread), []);
    if (current.thread !== previous) thread.composer.focus();
  } else if (previous !== undefined && !main.timeline.focus(previous)) main.composer.focus();
}

/**
 * @param {TabResponse} response
 * @param {Pane} pane of the request
 */
function onResponse(response, pane) {
  if (response.kind === 'refused') pane.composer.showNotice(response.text);
  if (response.kind === 'form') showForm(response.form, { request, onSubmitted: (next) => onResponse(next, pane) });
}

/** @param {HTMLAnchorElement} link */
function isLinkToThisPage({ origin, pathname, hash }) {
  return origin === location.origin && pathname === location.pathname && hash !== '';
}

function closeTop() {
  return channels.close() || closeThread();
}

function closeThread() {
  if (current.thread === undefined) return false;
  navigateTo({ channel: current.channel, thread: undefined });
  return true;
}

addEventListener('hashchange', () => navigate('moved'));
document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[target]') : null;
  if (!(link instanceof HTMLAnchorElement) || !isLinkToThisPage(link) || event.ctrlKey || event.metaKey) return;
  // A new tab would be a different person.
  event.preventDefault();
  location.hash = link.hash;
});
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) channels.show(current.channel);
});
requireElement('close-thread', HTMLButtonElement).addEventListener('click', closeThread);
requireElement('skip', HTMLAnchorElement).addEventListener('click', (event) => {
  event.preventDefault();
  main.composer.focus();
});
initMenus();
initProfileDialog({
  profile: () => ({ ...profile, name: joinName }),
  onChange: (changed) => {
    profile = saveProfile(changed);
    joinName = profile.name;
    connection.restart();
  },
});
initKeyboardShortcuts({
  closeTop,
  changeChannel: (step) => {
    channels.close();
    const all = session.channels();
    const index = all.findIndex(({ id }) => id === current.channel);
    navigateTo({ channel: all[(index + step + all.length) % all.length]?.id, thread: undefined });
    main.composer.focus();
  },
});
