/** @import { Where } from './address.js' */
/** @import { Answer, Connection } from './connection.js' */
import { makeCombobox } from './combobox.js';
import { createDrafts } from './drafts.js';
import { element, icon } from './element.js';

/** @typedef {ReturnType<typeof createComposer>} Composer */

/** What is still the name of a command; what comes after it may be words, which Enter sends. */
const NAMES_A_COMMAND = /^\/\S*$|^\/papers +\S+$/i;

/**
 * The box in which messages are written, in a channel or a thread. What was typed stays in view until Paperboy has taken it, and comes
 * back if it was refused.
 *
 * @param {object} how
 * @param {string} how.id
 * @param {() => Where} how.where
 * @param {Connection['ask']} how.ask
 * @param {(answer: Answer) => void} how.onAnswer
 * @param {() => void} how.onSay
 */
export function createComposer({ id, where, ask, onAnswer, onSay }) {
  const drafts = createDrafts();
  /** @type {string[]} what was said here, the last first */
  const said = [];
  let recalled = -1;

  const box = element('textarea', {
    id,
    rows: 1,
    spellcheck: 'false',
    enterkeyhint: 'send',
    'aria-describedby': `${id}-hint`,
  });
  const send = element('button', { type: 'submit', class: 'send', 'aria-label': 'Send' }, icon('send'));
  const outbox = element('ul', { class: 'outbox', 'aria-label': 'On its way' });
  const notice = element('p', { class: 'notice', role: 'alert' });
  const hint = element(
    'p',
    { class: 'hint', id: `${id}-hint` },
    'Enter sends, Shift+Enter starts a new line, / offers commands',
  );
  const offers = makeCombobox(box, {
    label: 'Suggestions',
    ask: async (line) => {
      const { channel } = where();
      if (line === '' || line.includes('\n') || channel === undefined) return undefined;
      const answer = await ask({ kind: 'complete', channel, line });
      return answer.kind === 'completions' ? answer : undefined;
    },
    marksFirst: (line, { on, offers: all }) =>
      NAMES_A_COMMAND.test(line) && on !== '' && all.every(({ text }) => text.trim() !== on),
  });
  const form = element(
    'form',
    { class: 'composer', novalidate: true },
    offers.list,
    outbox,
    notice,
    element('div', { class: 'box' }, box, send),
    hint,
  );

  /** @param {string} text */
  const put = (text) => {
    box.value = text;
    drafts.set(where(), text);
    growWithText(box);
  };

  /** @param {string} text */
  const say = async (text) => {
    const from = where();
    const { channel, thread } = from;
    if (text.trim() === '' || channel === undefined) return;
    said.unshift(text);
    recalled = -1;
    notice.textContent = '';
    const item = element('li', {}, element('span', {}, 'Sending …'), ' ', text);
    outbox.append(item);
    onSay();
    const answer = await ask({ kind: 'say', channel, text, ...(thread !== undefined && { thread }) });
    item.remove();
    if (answer.kind === 'refused') putBack(text, from, answer.text);
    onAnswer(answer);
  };

  /**
   * @param {string} text
   * @param {Where} from
   * @param {string} why
   */
  const putBack = (text, from, why) => {
    notice.textContent = why;
    const draft = [text, drafts.get(from)].filter(Boolean).join('\n');
    drafts.set(from, draft);
    const now = where();
    if (now.channel === from.channel && now.thread === from.thread) put(draft);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = box.value;
    offers.close();
    put('');
    void say(text);
  });
  box.addEventListener('input', () => put(box.value));
  box.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    } else if (event.key === 'ArrowUp' && (box.value === '' || box.value === said[recalled])) {
      recall(recalled + 1, event);
    } else if (event.key === 'ArrowDown' && recalled >= 0 && box.value === said[recalled]) {
      recall(recalled - 1, event);
    }
  });

  /**
   * @param {number} at
   * @param {KeyboardEvent} event
   */
  const recall = (at, event) => {
    if (at >= said.length) return;
    event.preventDefault();
    recalled = at;
    put(said[at] ?? '');
    box.setSelectionRange(box.value.length, box.value.length);
  };

  return {
    element: form,
    say,
    /** @param {string} label where one writes */
    show: (label) => {
      box.setAttribute('aria-label', label);
      box.placeholder = label;
      box.value = drafts.get(where());
      notice.textContent = '';
      recalled = -1;
      growWithText(box);
    },
    /** @param {string} text why something could not be done; nothing takes it away */
    tell: (text) => {
      notice.textContent = text;
    },
    focus: () => box.focus(),
  };
}

/** @param {HTMLTextAreaElement} box grows with what is in it, where the browser does not see to that itself */
function growWithText(box) {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
