/** @import { MessageView } from '../protocol.ts' */
/** @import { ChatSession } from './chat-session.js' */
/** @import { Connection, TabResponse } from './connection.js' */
/** @import { Drafts } from './drafts.js' */
/** @import { ChatLocation } from './location-hash.js' */
import { createComposer } from './composer.js';
import { requireElement } from './element.js';
import { createTimeline } from './timeline.js';

/** @typedef {ReturnType<typeof createPane>} Pane */

/**
 * The channel or the thread: a timeline and a composer.
 *
 * @param {'channel' | 'thread'} id
 * @param {object} options
 * @param {ChatSession} options.session
 * @param {Connection['request']} options.request
 * @param {() => ChatLocation} options.location
 * @param {Drafts} options.drafts
 * @param {(response: TabResponse, pane: Pane) => void} options.onResponse
 * @param {((message: MessageView) => void) | undefined} options.openThread
 */
export function createPane(id, { session, request, location, drafts, onResponse, openThread }) {
  const log = requireElement(`${id}-log`, HTMLElement);
  const newer = requireElement(`${id}-newer`, HTMLButtonElement);

  /**
   * A button ignores further clicks until there is a response.
   *
   * @param {MessageView} message
   * @param {HTMLElement} button
   */
  const runAction = async (message, button) => {
    const action = button.dataset['action'];
    if (action === undefined || button.getAttribute('aria-busy') === 'true') return;
    const visibleControl = button.closest('details.menu')?.querySelector('summary') ?? button;
    for (const control of [button, visibleControl]) setBusy(control, true);
    visibleControl.focus();
    composer.showNotice('');
    timeline.follow();
    const response = await request({ kind: 'action', message: message.id, action });
    for (const control of [button, visibleControl]) setBusy(control, false);
    timeline.unfollow();
    onResponse(response, pane);
  };

  const timeline = createTimeline(log, newer, { session, request, runAction, openThread });
  const composer = createComposer({
    id: `${id}-box`,
    ...{ location, drafts, request, maxLength: session.maxInputLength },
    onSend: () => timeline.follow(),
    onResponse: (response) => {
      timeline.unfollow();
      onResponse(response, pane);
    },
  });
  requireElement(`${id}-composer`, HTMLElement).append(composer.element);

  const pane = {
    timeline,
    composer,
    /**
     * @param {string} label the placeholder of the message box
     * @param {readonly MessageView[]} messages
     * @param {readonly Node[]} beginning shown above the first message
     */
    show: (label, messages, beginning) => {
      timeline.show(messages, beginning);
      composer.show(label);
    },
  };
  return pane;
}

/**
 * A busy control is disabled, but keeps the focus.
 *
 * @param {HTMLElement} control
 * @param {boolean} isBusy
 */
function setBusy(control, isBusy) {
  for (const name of ['aria-busy', 'aria-disabled']) {
    if (isBusy) control.setAttribute(name, 'true');
    else control.removeAttribute(name);
  }
}
