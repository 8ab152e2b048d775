/** @import { MessageView } from '../protocol.ts' */
/** @import { Connection } from './connection.js' */
/** @import { Room } from './room.js' */
import { element, icon } from './element.js';
import { keepFocus } from './keep-focus.js';
import { createLookSwitch } from './look-switch.js';
import { hourOf, localise, wholeTime } from './times.js';

/**
 * @typedef {object} MessageDeeds
 * @property {Room} room
 * @property {Connection['ask']} ask
 * @property {(message: MessageView, button: HTMLElement) => void} press
 * @property {((message: MessageView) => void) | undefined} openThread nothing where one is in a thread already
 */

/** @typedef {ReturnType<typeof createMessageView>} MessageElement */

/** From how many people's names colours are told apart. */
const TINTS = 6;

/**
 * A message in a channel or a thread.
 *
 * @param {MessageView} first
 * @param {MessageDeeds} deeds
 */
export function createMessageView(first, deeds) {
  let message = first;
  const isPaperboy = message.author.kind === 'paperboy';
  const name = authorOf(message);
  const article = element('article', { class: 'message', tabindex: -1, 'data-message': message.id });
  const body = element('div', { class: 'message-body' });
  const edited = element('span', { class: 'edited' });
  const foot = element('div', { class: 'message-foot' });
  const look = message.hasLooks ? createLookSwitch({ message: message.id, body, ask: deeds.ask }) : undefined;
  const thread = element('button', { type: 'button', class: 'open-thread' });
  let shown = '';

  article.append(
    element(
      'div',
      { class: isPaperboy ? 'avatar avatar-paperboy' : `avatar tint-${tintOf(name)}`, 'aria-hidden': 'true' },
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
        element('time', { class: 'at', datetime: message.at, title: wholeTime(message.at) }, hourOf(message.at)),
        edited,
      ),
      ...(message.isPrivate ? [element('p', { class: 'private' }, icon('eye'), 'Only you can see this')] : []),
      body,
      ...(look === undefined ? [] : [look.panel]),
      foot,
    ),
  );
  if (message.isPrivate) article.classList.add('is-private');
  if (deeds.openThread !== undefined && !message.isPrivate) foot.append(thread);
  if (look !== undefined) foot.append(look.switch);
  foot.hidden = foot.childElementCount === 0;

  body.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest('button[data-action]') : null;
    if (button instanceof HTMLElement) deeds.press(message, button);
  });
  thread.addEventListener('click', () => deeds.openThread?.(message));

  /** @param {MessageView} changed */
  const update = (changed) => {
    message = changed;
    article.setAttribute(
      'aria-label',
      `${name}, ${hourOf(message.at)}${message.isPrivate ? ', only you can see this' : ''}`,
    );
    edited.textContent = message.isEdited ? ' (edited)' : '';
    thread.replaceChildren(icon('reply'), threadWords(message, deeds.room.replies(message)));
    if (message.html === shown) return;
    const isFirst = shown === '';
    shown = message.html;
    keepFocus(body, article, () => {
      body.innerHTML = message.html;
    });
    localise(body);
    if (!isFirst) look?.refresh();
  };
  update(message);

  return { element: article, update, message: () => message };
}

/** @param {MessageView} message */
export function authorOf({ author }) {
  return author.kind === 'paperboy' ? 'Paperboy' : author.name;
}

/**
 * @param {MessageView} message
 * @param {number} replies
 */
function threadWords({ opened }, replies) {
  if (replies > 0) return `${replies} ${replies === 1 ? 'reply' : 'replies'}`;
  return opened === undefined ? 'Reply in thread' : 'Thread: no reply yet';
}

/** @param {string} name */
function tintOf(name) {
  return [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % TINTS;
}
