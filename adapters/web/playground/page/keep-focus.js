const FOCUSABLE = 'button, summary, a[href]';

/**
 * Changes the content of an element. If the focus was in it, the focus moves to the control with the same action or else the same label,
 * such as "Next" on the next page, and otherwise to the fallback.
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
  const label = active.textContent;
  change();
  if (parent.contains(active)) return;
  const candidates = [...parent.querySelectorAll(FOCUSABLE)].filter((one) => one instanceof HTMLElement);
  const same = candidates.find((one) => action !== undefined && one.dataset['action'] === action);
  const corresponding = same ?? candidates.find((one) => one.textContent === label);
  // An item of a closed menu can't take the focus, but the menu can.
  const menu = corresponding?.closest('details:not([open])')?.querySelector('summary');
  (menu ?? corresponding ?? fallback).focus();
}
