const FOCUSABLE = 'button, summary, a[href]';

/**
 * Changes what is in an element. Where somebody's focus stood in it, it stands on the corresponding control afterwards: the one that does
 * the same, or is called the same, as "Next" is on the next page. Where there is none, it stands on the fallback, never on nothing.
 *
 * @param {HTMLElement} parent
 * @param {HTMLElement} fallback
 * @param {() => void} change
 */
export function keepFocus(parent, fallback, change) {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !parent.contains(active)) {
    change();
    return;
  }
  const { action } = active.dataset;
  const words = active.textContent;
  change();
  if (parent.contains(active)) return;
  const candidates = [...parent.querySelectorAll(FOCUSABLE)].filter((one) => one instanceof HTMLElement);
  const same = candidates.find((one) => action !== undefined && one.dataset['action'] === action);
  const corresponding = same ?? candidates.find((one) => one.textContent === words);
  // What is in a closed menu can't have the focus; the menu can.
  const menu = corresponding?.closest('details:not([open])')?.querySelector('summary');
  (menu ?? corresponding ?? fallback).focus();
}
