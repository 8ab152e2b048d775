/** @import { Connection, TabResponse } from './connection.js' */
/** @import { Drafts } from './drafts.js' */
/** @import { ChatLocation } from './location-hash.js' */
import { makeCombobox } from './combobox.js';
import { element, icon } from './element.js';
import { lengthError } from './input-limits.js';
import { isComposing } from './keyboard.js';
import { formatLocationHash } from './location-hash.js';

/** @typedef {ReturnType<typeof createComposer>} Composer */

/** A line that ends within the name of a command. Text after the name may be free text, which Enter sends. */
const COMMAND_NAME_PATTERN = /^\/\S*$|^\/papers +\S+$/i;

/**
 * The message box of a channel or thread. A sent text stays visible until there is a response, and comes back if it was refused.
 *
 * @param {object} options
 * @param {string} options.id
 * @param {() => ChatLocation} options.location
 * @param {Drafts} options.drafts
 * @param {() => number} options.maxLength in characters
 * @param {Connection['request']} options.request
 * @param {(response: TabResponse) => void} options.onResponse
 * @param {() => void} options.onSend
 */
export function createComposer({ id, location, drafts, maxLength, request, onResponse, onSend }) {
  /** @type {string[]} sent texts, newest first */
  const history = [];
  let historyIndex = -1;
  /** The location that the box was last shown for. */
  let shownAt = '';

  const box = element('textarea', {
    id,
    rows: 1,
    spellcheck: 'false',
    enterkeyhint: 'send',
    'aria-describedby': `${id}-hint`,
  });
  const sendButton = element('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
  const outbox = element('ul', { class: 'outbox', 'aria-label': 'Sending' });
  const notice = element('p', { class: 'notice', role: 'alert' });
  const hint = element(
    'p',
    { class: 'hint', id: `${id}-hint` },
    'Enter to send, Shift+Enter for a new line, / for commands',
  );
  const suggestions = makeCombobox(box, {
    label: 'Suggestions',
    complete: async (line) => {
      const { channel } = location();
      if (line === '' || line.includes('\n') || channel === undefined) return undefined;
      const response = await request({ kind: 'complete', channel, line });
      return response.kind === 'completions' ? response : undefined;
    },
    autoSelectFirst: (line, { replacedText, items }) =>
      COMMAND_NAME_PATTERN.test(line) && replacedText !== '' && items.every(({ text }) => text.trim() !== replacedText),
  });
  const form = element(
    'form',
    { class: 'composer', novalidate: true },
    suggestions.list,
    outbox,
    notice,
    element('div', { class: 'box' }, box, sendButton),
    hint,
  );

  /** @param {string} text */
  const setText = (text) => {
    box.value = text;
    drafts.set(location(), text);
    autoGrow(box);
    const error = lengthError(text, maxLength());
    if (error !== '') showNotice(error);
    else if (box.ariaInvalid === 'true') showNotice('');
    box.ariaInvalid = error === '' ? null : 'true';
  };

  /** @param {string} text an error, or `''` */
  const showNotice = (text) => {
    // Screen readers would announce an unchanged text again.
    if (notice.textContent !== text) notice.textContent = text;
  };

  /** @param {string} text */
  const send = async (text) => {
    const sentFrom = location();
    const { channel, thread } = sentFrom;
    if (text.trim() === '' || channel === undefined) return;
    history.unshift(text);
    historyIndex = -1;
    showNotice('');
    const item = element('li', {}, element('span', {}, 'Sending …'), ' ', text);
    outbox.append(item);
    onSend();
    const response = await request({ kind: 'message', channel, text, ...(thread !== undefined && { thread }) });
    item.remove();
    if (response.kind === 'refused') restoreDraft(text, sentFrom, response.text);
    onResponse(response);
  };

  /**
   * Puts a text in front of the draft of its location.
   *
   * @param {string} text
   * @param {ChatLocation} draftLocation
   * @param {string} reason
   */
  const restoreDraft = (text, draftLocation, reason) => {
    showNotice(reason);
    const draft = [text, drafts.get(draftLocation)].filter(Boolean).join('\n');
    drafts.set(draftLocation, draft);
    const current = location();
    if (current.channel === draftLocation.channel && current.thread === draftLocation.thread) setText(draft);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = box.value;
    if (lengthError(text, maxLength()) !== '') return;
    suggestions.close();
    setText('');
    void send(text);
  });
  box.addEventListener('input', () => setText(box.value));
  box.addEventListener('keydown', (event) => {
    if (isComposing(event)) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'ArrowUp' && (box.value === '' || box.value === history[historyIndex])) {
      recall(historyIndex + 1, event);
    } else if (event.key === 'ArrowDown' && historyIndex >= 0 && box.value === history[historyIndex]) {
      recall(historyIndex - 1, event);
    }
  });

  /**
   * @param {number} index
   * @param {KeyboardEvent} event
   */
  const recall = (index, event) => {
    if (index >= history.length) return;
    event.preventDefault();
    historyIndex = index;
    setText(history[index] ?? '');
    box.setSelectionRange(box.value.length, box.value.length);
  };

  return {
    element: form,
    send,
    restoreDraft,
    /** @param {string} label the placeholder */
    show: (label) => {
      box.setAttribute('aria-label', label);
      box.placeholder = label;
      const hash = formatLocationHash(location());
      // A notice about the text in the box stays if the same location is shown again.
      if (hash !== shownAt) showNotice('');
      shownAt = hash;
      historyIndex = -1;
      setText(drafts.get(location()));
    },
    showNotice,
    focus: () => box.focus(),
  };
}

/** @param {HTMLTextAreaElement} box for browsers that don't support `field-sizing` */
function autoGrow(box) {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
