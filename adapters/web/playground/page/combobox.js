/** @import { CompletionView } from '../protocol.ts' */
import { isComposing } from './composing.js';
import { element } from './element.js';

/**
 * What may stand in the place of the end of a text, or of what stands before the cursor.
 *
 * @typedef {object} Completions
 * @property {string} on the end of the text that an offer takes the place of
 * @property {readonly CompletionView[]} offers
 */

const PAUSE_MS = 120;
const ROLE = { role: 'combobox', 'aria-autocomplete': 'list', 'aria-expanded': 'false', autocomplete: 'off' };
let lists = 0;

/**
 * Makes a combobox of a box (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/): what it offers stands in a list that the arrows move
 * through. Tab and Enter take the offer that is marked, Escape closes the list.
 *
 * @param {HTMLInputElement | HTMLTextAreaElement} box
 * @param {object} how
 * @param {string} how.label what is offered, for those who don't see it
 * @param {(text: string) => Promise<Completions | undefined>} how.ask what may stand there, for the text before the cursor
 * @param {(text: string, completions: Completions) => boolean} how.marksFirst whether the first offer is marked before somebody moves to it
 * @returns {{ list: HTMLUListElement, close: () => void }} the list, to be put beside the box
 */
export function makeCombobox(box, { label, ask, marksFirst }) {
  const list = element('ul', {
    class: 'offers',
    role: 'listbox',
    id: `offers-${lists++}`,
    'aria-label': label,
    hidden: true,
  });
  /** @type {Completions} */
  let shown = { on: '', offers: [] };
  let shownFor = '';
  let marked = -1;
  /** @type {number | undefined} */
  let timer;

  for (const [name, value] of Object.entries({ ...ROLE, 'aria-controls': list.id })) box.setAttribute(name, value);

  const isOpen = () => !list.hidden;

  const before = () => box.value.slice(0, box.selectionStart ?? box.value.length);

  const close = () => {
    clearTimeout(timer);
    list.hidden = true;
    box.setAttribute('aria-expanded', 'false');
    box.removeAttribute('aria-activedescendant');
  };

  /** @param {number} at */
  const mark = (at) => {
    marked = at;
    for (const [index, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(index === at));
      if (index === at) option.scrollIntoView({ block: 'nearest' });
    }
    if (at < 0) box.removeAttribute('aria-activedescendant');
    else box.setAttribute('aria-activedescendant', `${list.id}-${at}`);
  };

  /** @param {number} at */
  const take = (at) => {
    const offer = shown.offers[at];
    if (offer === undefined || before() !== shownFor) return;
    const kept = shownFor.slice(0, shownFor.length - shown.on.length) + offer.text;
    // Of the word that the cursor stands in, the rest is replaced too.
    const behind = box.value.slice(shownFor.length).replace(/^[^\s"]+/, '');
    box.value = kept + (kept.endsWith(' ') ? behind.trimStart() : behind);
    box.setSelectionRange(kept.length, kept.length);
    close();
    box.dispatchEvent(new Event('input', { bubbles: true }));
  };

  /** @param {Completions} completions */
  const show = (completions) => {
    shown = completions;
    shownFor = before();
    list.replaceChildren(
      ...completions.offers.map(({ text, says }, at) => {
        const words = says === '' ? [] : [element('span', { class: 'offer-says' }, says)];
        const option = element('li', { role: 'option', id: `${list.id}-${at}` }, element('span', {}, text), ...words);
        option.addEventListener('click', () => take(at));
        return option;
      }),
    );
    list.hidden = completions.offers.length === 0;
    box.setAttribute('aria-expanded', String(isOpen()));
    mark(isOpen() && marksFirst(shownFor, completions) ? 0 : -1);
    if (isOpen()) list.scrollIntoView({ block: 'nearest' });
  };

  const look = async () => {
    const text = before();
    const completions = await ask(text);
    // A slow answer is about what stood there before.
    if (before() !== text || document.activeElement !== box) return;
    if (completions?.offers.some((offer) => offer.text !== completions.on)) show(completions);
    else close();
  };

  // Who presses an offer keeps the focus in the box.
  list.addEventListener('pointerdown', (event) => event.preventDefault());
  box.addEventListener('blur', close);
  box.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE_MS);
  });
  box.addEventListener('keydown', (event) => {
    if (!(event instanceof KeyboardEvent) || isComposing(event) || !isOpen()) return;
    // Who types faster than there are answers means what stands in the box, not what is still offered for less of it.
    if (event.key === 'Enter' && (marked < 0 || before() !== shownFor)) return close();
    const last = shown.offers.length - 1;
    if (event.key === 'ArrowDown') mark(marked >= last ? 0 : marked + 1);
    else if (event.key === 'ArrowUp') mark(marked <= 0 ? last : marked - 1);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Tab' && !event.shiftKey) take(Math.max(marked, 0));
    else if (event.key === 'Enter' && !event.shiftKey) take(marked);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  return { list, close };
}
