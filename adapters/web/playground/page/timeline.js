/** @import { MessageView } from '../protocol.ts' */
/** @import { MessageDeeds, MessageElement } from './message-view.js' */
import { element } from './element.js';
import { authorOf, createMessageView } from './message-view.js';
import { dayOf } from './times.js';

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/** What somebody says within this time after their last message stands below it without their name. */
const TOGETHER_MS = 5 * 60_000;
const NEAR_END_PX = 80;
const SETTLED_MS = 300;

/**
 * Messages in their order. New ones are read out; those that were there before are not.
 *
 * @param {HTMLElement} log the region that scrolls
 * @param {HTMLButtonElement} newer leads to the end, where somebody reads further up
 * @param {MessageDeeds} deeds
 */
export function createTimeline(log, newer, deeds) {
  /** @type {Map<string, MessageElement>} */
  let views = new Map();
  /** @type {MessageView | undefined} */
  let last;
  let follows = false;
  // What scrolls has to be reached with the keyboard.
  log.tabIndex = 0;

  const isNearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;

  /** @param {MessageView} message */
  const piecesOf = (message) => {
    const view = views.get(message.id) ?? createMessageView(message, deeds);
    view.update(message);
    view.element.classList.toggle('is-next', last !== undefined && belongsTo(message, last));
    const isOtherDay = last === undefined || dayOf(last.at) !== dayOf(message.at);
    last = message;
    const day = element('p', { class: 'day' }, element('span', {}, dayOf(message.at)));
    return { view, nodes: isOtherDay ? [day, view.element] : [view.element] };
  };

  /** @param {HTMLElement} [from] what is to be read first: its beginning is shown, however long it is */
  const toEnd = (from) => {
    const end = log.scrollHeight - log.clientHeight;
    log.scrollTop = from === undefined ? end : Math.min(end, from.offsetTop - log.offsetTop - 12);
    // On a very small screen the page scrolls, not the log.
    if (end <= 0) from?.scrollIntoView({ block: 'nearest' });
    newer.hidden = true;
  };

  newer.addEventListener('click', () => {
    toEnd();
    log.focus();
  });
  log.addEventListener('scroll', () => {
    if (isNearEnd()) newer.hidden = true;
  });
  log.addEventListener('keydown', (event) => step(event, log));

  return {
    /**
     * Shows these messages in the place of those that were there.
     *
     * @param {readonly MessageView[]} messages
     * @param {readonly Node[]} beginning what stands above the first
     */
    show: (messages, beginning) => {
      const active = document.activeElement;
      log.setAttribute('aria-live', 'off');
      last = undefined;
      /** @type {Map<string, MessageElement>} */
      const kept = new Map();
      const nodes = messages.flatMap((message) => {
        const pieces = piecesOf(message);
        kept.set(message.id, pieces.view);
        return pieces.nodes;
      });
      const stays = [...kept.keys()].some((id) => views.has(id)) && !isNearEnd();
      const { scrollTop } = log;
      views = kept;
      log.replaceChildren(...beginning, ...nodes);
      // Whoever stood on a message that is still there stays on it.
      if (active instanceof HTMLElement && log.contains(active)) active.focus({ preventScroll: true });
      if (stays) log.scrollTop = scrollTop;
      else toEnd();
      setTimeout(() => log.setAttribute('aria-live', 'polite'), SETTLED_MS);
    },
    /**
     * Shows a message that is new, or has changed.
     *
     * @param {MessageView} message
     */
    put: (message) => {
      const known = views.get(message.id);
      if (known !== undefined) {
        known.update(message);
        return;
      }
      const wasNearEnd = isNearEnd();
      const { view, nodes } = piecesOf(message);
      views.set(message.id, view);
      log.append(...nodes);
      if (wasNearEnd || follows || deeds.room.isMine(message)) toEnd(view.element);
      else newer.hidden = false;
    },
    /** Something was asked here: what comes of it is what one wants to see. */
    follow: () => {
      follows = true;
    },
    unfollow: () => {
      follows = false;
    },
    /**
     * @param {string} id
     * @returns {boolean} whether there is such a message
     */
    focus: (id) => {
      const view = views.get(id);
      const opener = view?.element.querySelector('.open-thread');
      (opener instanceof HTMLElement ? opener : view?.element)?.focus();
      return view !== undefined;
    },
  };
}

/**
 * @param {MessageView} message
 * @param {MessageView} before
 */
function belongsTo(message, before) {
  return (
    message.author.kind === 'person' &&
    authorOf(message) === authorOf(before) &&
    message.isPrivate === before.isPrivate &&
    Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS &&
    dayOf(message.at) === dayOf(before.at)
  );
}

/** What has arrows of its own. */
const STEERED = 'pre, details[open], details[open] *';

/**
 * The arrows lead from message to message; up, from what is in one, to its beginning.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement} log
 */
function step(event, log) {
  const { key, target } = event;
  if (!(target instanceof Element) || target.matches(STEERED)) return;
  if (event.altKey || (key !== 'ArrowUp' && key !== 'ArrowDown')) return;
  const messages = [...log.querySelectorAll('.message')].filter((one) => one instanceof HTMLElement);
  const at = messages.findIndex((one) => one.contains(target));
  if (at === -1 && target !== log) return;
  const before = messages[at] === target ? at - 1 : at;
  const next = at === -1 ? messages.length - 1 : key === 'ArrowUp' ? before : at + 1;
  messages[Math.min(Math.max(next, 0), messages.length - 1)]?.focus();
  event.preventDefault();
}
