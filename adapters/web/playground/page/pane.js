/** @import { MessageView } from '../protocol.ts' */
/** @import { Where } from './address.js' */
/** @import { Answer, Connection } from './connection.js' */
/** @import { Room } from './room.js' */
/** @import { Drafts } from './drafts.js' */
import { createComposer } from './composer.js';
import { present } from './element.js';
import { createTimeline } from './timeline.js';

/** @typedef {ReturnType<typeof createPane>} Pane */

/**
 * A place to read and write in: the channel, or the thread beside it. What was asked there is answered there.
 *
 * @param {'channel' | 'thread'} id
 * @param {object} how
 * @param {Room} how.room
 * @param {Connection['ask']} how.ask
 * @param {() => Where} how.where
 * @param {Drafts} how.drafts
 * @param {(answer: Answer, pane: Pane) => void} how.onAnswer
 * @param {((message: MessageView) => void) | undefined} how.openThread
 */
export function createPane(id, { room, ask, where, drafts, onAnswer, openThread }) {
  const log = present(`${id}-log`, HTMLElement);
  const newer = present(`${id}-newer`, HTMLButtonElement);

  /**
   * A button is pressed once, however often it is clicked, until there is an answer.
   *
   * @param {MessageView} message
   * @param {HTMLElement} button
   */
  const press = async (message, button) => {
    const action = button.dataset['action'];
    if (action === undefined || button.getAttribute('aria-busy') === 'true') return;
    const shown = button.closest('details.menu')?.querySelector('summary') ?? button;
    for (const one of [button, shown]) markBusy(one, true);
    shown.focus();
    composer.tell('');
    timeline.follow();
    const answer = await ask({ kind: 'press', message: message.id, action });
    for (const one of [button, shown]) markBusy(one, false);
    timeline.unfollow();
    onAnswer(answer, pane);
  };

  const timeline = createTimeline(log, newer, { room, ask, press, openThread });
  const composer = createComposer({
    id: `${id}-box`,
    ...{ where, drafts, ask, longest: room.longest },
    onSay: () => timeline.follow(),
    onAnswer: (answer) => {
      timeline.unfollow();
      onAnswer(answer, pane);
    },
  });
  present(`${id}-composer`, HTMLElement).append(composer.element);

  const pane = {
    timeline,
    composer,
    /**
     * @param {string} label what the box is for
     * @param {readonly MessageView[]} messages
     * @param {readonly Node[]} beginning what stands above the first
     */
    show: (label, messages, beginning) => {
      timeline.show(messages, beginning);
      composer.show(label);
    },
  };
  return pane;
}

/**
 * Shows that a control works on something. It can't be pressed meanwhile, but keeps the focus.
 *
 * @param {HTMLElement} control
 * @param {boolean} isBusy
 */
function markBusy(control, isBusy) {
  for (const name of ['aria-busy', 'aria-disabled']) {
    if (isBusy) control.setAttribute(name, 'true');
    else control.removeAttribute(name);
  }
}
