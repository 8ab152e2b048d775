/** @import { MessageView } from '../protocol.ts' */
/** @import { MessageActions, MessageElement } from './message-view.js' */
import { element } from './element.js';
import { authorName, createMessageElement } from './message-view.js';
import { formatDay } from './time-format.js';

/** @typedef {ReturnType<typeof createTimeline>} Timeline */

/** Messages of one person within this time are grouped under one name. */
const GROUPING_WINDOW_MS = 5 * 60_000;
const NEAR_END_PX = 80;
const SCROLL_SETTLE_MS = 300;

/**
 * The messages of a channel or thread. Screen readers announce new messages, but not those that were there before.
 *
 * @param {HTMLElement} log the scrolling region
 * @param {HTMLButtonElement} newer scrolls to new messages; shown to people who have scrolled up
 * @param {MessageActions} actions
 */
export function createTimeline(log, newer, actions) {
  /** @type {Map<string, MessageElement>} */
  let elements = new Map();
  /** @type {MessageView | undefined} */
  let last;
  let follows = false;
  // A scrolling region must be reachable with the keyboard.
  log.tabIndex = 0;

  const isNearEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;

  /** @param {MessageView} message */
  const renderMessage = (message) => {
    const messageElement = elements.get(message.id) ?? createMessageElement(message, actions);
    messageElement.update(message);
    messageElement.element.classList.toggle('is-grouped', last !== undefined && isGroupedWith(message, last));
    const isNewDay = last === undefined || formatDay(last.at) !== formatDay(message.at);
    last = message;
    const day = element('p', { class: 'day' }, element('span', {}, formatDay(message.at)));
    return { messageElement, nodes: isNewDay ? [day, messageElement.element] : [messageElement.element] };
  };

  /** @param {HTMLElement} [from] the message whose beginning stays visible, however long it is */
  const scrollToEnd = (from) => {
    const end = log.scrollHeight - log.clientHeight;
    log.scrollTop = from === undefined ? end : Math.min(end, from.offsetTop - log.offsetTop - 12);
    // On a very small screen the page scrolls, not the log.
    if (end <= 0) from?.scrollIntoView({ block: 'nearest' });
    newer.hidden = true;
  };

  newer.addEventListener('click', () => {
    scrollToEnd();
    log.focus();
  });
  log.addEventListener('scroll', () => {
    if (isNearEnd()) newer.hidden = true;
  });
  log.addEventListener('keydown', (event) => moveFocus(event, log));

  return {
    /**
     * Replaces all messages.
     *
     * @param {readonly MessageView[]} messages
     * @param {readonly Node[]} beginning shown above the first message
     */
    show: (messages, beginning) => {
      const active = document.activeElement;
      log.setAttribute('aria-live', 'off');
      last = undefined;
      /** @type {Map<string, MessageElement>} */
      const kept = new Map();
      const nodes = messages.flatMap((message) => {
        const rendered = renderMessage(message);
        kept.set(message.id, rendered.messageElement);
        return rendered.nodes;
      });
      const keepsScroll = [...kept.keys()].some((id) => elements.has(id)) && !isNearEnd();
      const { scrollTop } = log;
      elements = kept;
      log.replaceChildren(...beginning, ...nodes);
      // The focus stays on a message that is still there.
      if (active instanceof HTMLElement && log.contains(active)) active.focus({ preventScroll: true });
      if (keepsScroll) log.scrollTop = scrollTop;
      else scrollToEnd();
      setTimeout(() => log.setAttribute('aria-live', 'polite'), SCROLL_SETTLE_MS);
    },
    /**
     * Adds a message, or updates it.
     *
     * @param {MessageView} message
     */
    put: (message) => {
      const known = elements.get(message.id);
      if (known !== undefined) {
        known.update(message);
        return;
      }
      const wasNearEnd = isNearEnd();
      const { messageElement, nodes } = renderMessage(message);
      elements.set(message.id, messageElement);
      log.append(...nodes);
      if (wasNearEnd || follows || actions.session.isMine(message)) scrollToEnd(messageElement.element);
      else newer.hidden = false;
    },
    /** Scrolls to new messages until `unfollow`, while a request of this pane is pending. */
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
      const found = elements.get(id)?.element;
      const opener = found?.querySelector('.open-thread');
      (opener instanceof HTMLElement ? opener : found)?.focus();
      return found !== undefined;
    },
  };
}

/**
 * @param {MessageView} message
 * @param {MessageView} previous
 */
function isGroupedWith(message, previous) {
  return (
    message.author.kind === 'person' &&
    authorName(message) === authorName(previous) &&
    message.isPrivate === previous.isPrivate &&
    Date.parse(message.at) - Date.parse(previous.at) < GROUPING_WINDOW_MS &&
    formatDay(message.at) === formatDay(previous.at)
  );
}

/** Elements that handle arrow keys themselves. */
const INTERACTIVE_SELECTOR = 'pre, details[open], details[open] *';

/**
 * Arrow keys move between messages. Up moves from within a message to its beginning first.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLElement} log
 */
function moveFocus(event, log) {
  const { key, target } = event;
  if (!(target instanceof Element) || target.matches(INTERACTIVE_SELECTOR)) return;
  if (event.altKey || (key !== 'ArrowUp' && key !== 'ArrowDown')) return;
  const messages = [...log.querySelectorAll('.message')].filter((one) => one instanceof HTMLElement);
  const index = messages.findIndex((one) => one.contains(target));
  if (index === -1 && target !== log) return;
  const previous = messages[index] === target ? index - 1 : index;
  const next = index === -1 ? messages.length - 1 : key === 'ArrowUp' ? previous : index + 1;
  messages[Math.min(Math.max(next, 0), messages.length - 1)]?.focus();
  event.preventDefault();
}
