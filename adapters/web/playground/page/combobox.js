/** @import { CompletionView } from '../protocol.ts' */
import { element } from './element.js';
import { isComposing } from './keyboard.js';

/**
 * @typedef {object} Completions
 * @property {string} replacedText the end of the text, which an item replaces
 * @property {readonly CompletionView[]} items
 */

const DEBOUNCE_MS = 120;
const ROLE = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', autocomplete: 'off' };
let nextListId = 0;

/**
 * Turns a text field into a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Arrow keys move through the list, Tab and Enter
 * accept the selected item, and Escape closes the list.
 *
 * @param {HTMLInputElement | HTMLTextAreaElement} box
 * @param {object} options
 * @param {string} options.label the accessible name of the list
 * @param {(text: string) => Promise<Completions | undefined>} options.complete completes the text before the cursor
 * @param {(text: string, completions: Completions) => boolean} options.autoSelectFirst whether the first item starts selected
 * @returns {{ list: HTMLUListElement, close: () => void }} the list, to be placed next to the field
 */
export function makeCombobox(box, { label, complete, autoSelectFirst }) {
  const list = element('ul', {
    class: 'suggestions',
    role: 'listbox',
    id: `suggestions-${nextListId++}`,
    'aria-label': label,
    hidden: true,
  });
  /** @type {Completions} */
  let shown = { replacedText: '', items: [] };
  let shownFor = '';
  let selected = -1;
  /** @type {number | undefined} */
  let timer;

  for (const [name, value] of Object.entries({ ...ROLE, 'aria-controls': list.id })) box.setAttribute(name, value);

  const isOpen = () => !list.hidden;

  const textBeforeCursor = () => box.value.slice(0, box.selectionStart ?? box.value.length);

  const close = () => {
    clearTimeout(timer);
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };

  /** @param {number} index */
  const select = (index) => {
    selected = index;
    for (const [optionIndex, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(optionIndex === index));
      if (optionIndex === index) option.scrollIntoView({ block: 'nearest' });
    }
    if (index < 0) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', `${list.id}-${index}`);
  };

  /** @param {number} index */
  const accept = (index) => {
    const item = shown.items[index];
    if (item === undefined || textBeforeCursor() !== shownFor) return;
    const before = shownFor.slice(0, shownFor.length - shown.replacedText.length) + item.text;
    // The rest of the word at the cursor is replaced too.
    const after = box.value.slice(shownFor.length).replace(/^[^\s"]+/, '');
    box.value = before + (before.endsWith(' ') ? after.trimStart() : after);
    box.setSelectionRange(before.length, before.length);
    close();
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };

  /** @param {Completions} completions */
  const show = (completions) => {
    shown = completions;
    shownFor = textBeforeCursor();
    list.replaceChildren(
      ...completions.items.map(({ text, description }, index) => {
        const details = description === '' ? [] : [element('span', { class: 'suggestion-description' }, description)];
        const attributes = { role: 'option', id: `${list.id}-${index}` };
        const option = element('li', attributes, element('span', {}, text), ...details);
        option.addEventListener('click', () => accept(index));
        return option;
      }),
    );
    list.hidden = completions.items.length === 0;
    box.setAttribute('aria-expanded', String(isOpen()));
    select(isOpen() && autoSelectFirst(shownFor, completions) ? 0 : -1);
    if (isOpen()) list.scrollIntoView({ block: 'nearest' });
  };

  const update = async () => {
    const text = textBeforeCursor();
    const completions = await complete(text);
    // A slow response may be about text that has changed since.
    if (textBeforeCursor() !== text || document.activeElement !== box) return;
    if (completions?.items.some((item) => item.text !== completions.replacedText)) show(completions);
    else close();
  };

  // A click on an item leaves the focus in the field.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  box.addEventListener('blur', close);
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(update, DEBOUNCE_MS);
  });
  box.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || isComposing(event) || !isOpen()) return;
    // Enter means the typed text if the list is older than that.
    if (event.key === 'Enter' && (selected < 0 || textBeforeCursor() !== shownFor)) return close();
    const last = shown.items.length - 1;
    if (event.key === 'ArrowDown') select(selected >= last ? 0 : selected + 1);
    else if (event.key === 'ArrowUp') select(selected <= 0 ? last : selected - 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) accept(Math.max(selected, 0));
    else if (event.key === 'Enter' && !event.shiftKey) accept(selected);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  return { list, close };
}
