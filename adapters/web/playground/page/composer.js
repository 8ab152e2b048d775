/** @import { Where } from './address.js' */
/** @import { Answer, Connection } from './connection.js' */
/** @import { Drafts } from './drafts.js' */
import { addressOf } from './address.js';
import { makeCombobox } from './combobox.js';
import { isComposing } from './composing.js';
import { element, icon } from './element.js';
import { tooLong } from './too-long.js';

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
 * @param {Drafts} how.drafts
 * @param {() => number} how.longest how many characters a message may have
 * @param {Connection['ask']} how.ask
 * @param {(answer: Answer) => void} how.onAnswer
 * @param {() => void} how.onSay
 */
export function createComposer({ id, where, drafts, longest, ask, onAnswer, onSay }) {
  /** @type {string[]} what was said here, the last first */
  const said = [];
  let recalled = -1;
  /** Where the box was shown last. */
  let shownAt = '';

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
    const wrong = tooLong(text, longest());
    if (wrong !== '') tell(wrong);
    else if (box.ariaInvalid === 'true') tell('');
    box.ariaInvalid = wrong === '' ? null : 'true';
  };

  /** @param {string} text why something could not be done */
  const tell = (text) => {
    // What stands there already is not read out again.
    if (notice.textContent !== text) notice.textContent = text;
  };

  /** @param {string} text */
  const say = async (text) => {
    const from = where();
    const { channel, thread } = from;
    if (text.trim() === '' || channel === undefined) return;
    said.unshift(text);
    recalled = -1;
    tell('');
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
    tell(why);
    const draft = [text, drafts.get(from)].filter(Boolean).join('\n');
    drafts.set(from, draft);
    const now = where();
    if (now.channel === from.channel && now.thread === from.thread) put(draft);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = box.value;
    if (tooLong(text, longest()) !== '') return;
    offers.close();
    put('');
    void say(text);
  });
  box.addEventListener('input', () => put(box.value));
  box.addEventListener('keydown', (event) => {
    if (isComposing(event)) return;
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
    putBack,
    /** @param {string} label where one writes */
    show: (label) => {
      box.setAttribute('aria-label', label);
      box.placeholder = label;
      const address = addressOf(where());
      // What is said of the text in the box is still so when the same is shown anew.
      if (address !== shownAt) tell('');
      shownAt = address;
      recalled = -1;
      put(drafts.get(where()));
    },
    tell,
    focus: () => box.focus(),
  };
}

/** @param {HTMLTextAreaElement} box grows with what is in it, where the browser does not see to that itself */
function growWithText(box) {
  if (CSS.supports('field-sizing', 'content')) return;
  box.style.height = 'auto';
  box.style.height = `${box.scrollHeight}px`;
}
