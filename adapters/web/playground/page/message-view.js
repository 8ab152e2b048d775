/** @import { MessageView } from '../protocol.ts' */
/** @import { ChatSession } from './chat-session.js' */
/** @import { Connection } from './connection.js' */
import { element, icon } from './element.js';
import { keepFocus } from './keep-focus.js';
import { createPreviewSwitch } from './preview-switch.js';
import { formatDateTime, formatTime, localizeTimes } from './time-format.js';

/**
 * @typedef {object} MessageActions
 * @property {ChatSession} session
 * @property {Connection['request']} request
 * @property {(message: MessageView, button: HTMLElement) => void} runAction
 * @property {((message: MessageView) => void) | undefined} openThread `undefined` within a thread
 */

/** @typedef {ReturnType<typeof createMessageElement>} MessageElement */

const COLOR_COUNT = 6;

/**
 * A message in a channel or thread.
 *
 * @param {MessageView} first
 * @param {MessageActions} actions
 */
export function createMessageElement(first, actions) {
  let message = first;
  const isPaperboy = message.author.kind === 'paperboy';
  const name = authorName(message);
  const article = element('article', { class: 'message', tabindex: -1, 'data-message': message.id });
  const body = element('div', { class: 'message-body' });
  const edited = element('span', { class: 'edited' });
  const foot = element('div', { class: 'message-foot' });
  const { session, request } = actions;
  const preview = message.hasPreviews
    ? createPreviewSwitch({ message: message.id, body, session, request })
    : undefined;
  const thread = element('button', { type: 'button', class: 'open-thread' });
  let shownHtml = '';

  article.append(
    element(
      'div',
      {
        class: isPaperboy ? 'avatar avatar-paperboy' : `avatar avatar-color-${colorIndex(name)}`,
        'aria-hidden': 'true',
      },
      name.slice(0, 1),
    ),
    element(
      'div',
      { class: 'message-main' },
      element(
        'div',
        { class: 'message-head' },
        element('b', {}, name),
        ...(isPaperboy ? [' ', element('span', { class: 'badge' }, 'App')] : []),
        ' ',
        element(
          'time',
          { class: 'at', datetime: message.at, title: formatDateTime(message.at) },
          formatTime(message.at),
        ),
        edited,
      ),
      ...(message.isPrivate ? [element('p', { class: 'private' }, icon('eye'), 'Only you can see this')] : []),
      body,
      ...(preview === undefined ? [] : [preview.panel]),
      foot,
    ),
  );
  if (message.isPrivate) article.classList.add('is-private');
  if (actions.openThread !== undefined && !message.isPrivate) foot.append(thread);
  if (preview !== undefined) foot.append(preview.switch);
  foot.hidden = foot.childElementCount === 0;

  body.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button[data-action]') : null;
    if (button instanceof HTMLElement) actions.runAction(message, button);
  });
  thread.addEventListener('click', () => actions.openThread?.(message));

  /** @param {MessageView} changed */
  const update = (changed) => {
    message = changed;
    article.setAttribute(
      'aria-label',
      `${name}, ${formatTime(message.at)}${message.isPrivate ? ', only you can see this' : ''}`,
    );
    edited.textContent = message.isEdited ? ' (edited)' : '';
    thread.replaceChildren(icon('reply'), describeThread(message, session.replies(message)));
    if (message.html === shownHtml) return;
    const isFirst = shownHtml === '';
    shownHtml = message.html;
    keepFocus(body, article, () => {
      body.innerHTML = message.html;
    });
    localizeTimes(body);
    if (!isFirst) preview?.refresh();
  };
  update(message);

  return { element: article, update };
}

/** @param {MessageView} message */
export function authorName({ author }) {
  return author.kind === 'paperboy' ? 'Paperboy' : author.name;
}

/**
 * @param {MessageView} message
 * @param {number} replies
 */
function describeThread({ openedThread }, replies) {
  if (replies > 0) return `${replies} ${replies === 1 ? 'reply' : 'replies'}`;
  return openedThread === undefined ? 'Reply in thread' : 'Thread: no replies yet';
}

/** @param {string} name */
function colorIndex(name) {
  return [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % COLOR_COUNT;
}
