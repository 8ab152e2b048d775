import { isComposing } from './composing.js';
import { present } from './element.js';

const SINGLE_KEYS = 'paperboy.single-keys';

/**
 * What keys do outside of boxes, and the dialog that says so. A key that does something by itself can be switched off: who speaks to the
 * computer may press it without meaning to (https://www.w3.org/TR/WCAG22/#character-key-shortcuts).
 *
 * @param {object} how
 * @param {(step: 1 | -1) => void} how.changeChannel
 * @param {() => boolean} how.closeTop closes what is open above the channel, or beside it, and says whether there was something
 */
export function lookAfterKeys({ changeChannel, closeTop }) {
  const dialog = present('keyboard', HTMLDialogElement);
  const single = present('single-keys', HTMLInputElement);
  single.checked = readSetting();
  single.addEventListener('change', () => keepSetting(single.checked));
  present('open-keyboard', HTMLButtonElement).addEventListener('click', () => dialog.showModal());
  present('close-keyboard', HTMLButtonElement).addEventListener('click', () => dialog.close());

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]') !== null)
      return;
    const { key, altKey } = event;
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) changeChannel(key === 'ArrowUp' ? -1 : 1);
    else if (key === 'Escape' && !isComposing(event)) {
      if (!closeTop()) return;
    } else if (key === '?' && single.checked && !isTyping(event.target)) dialog.showModal();
    else return;
    event.preventDefault();
  });
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof Element && target.matches('input, textarea, select');
}

function readSetting() {
  try {
    return localStorage.getItem(SINGLE_KEYS) !== 'off';
  } catch {
    return true;
  }
}

/** @param {boolean} isOn */
function keepSetting(isOn) {
  try {
    localStorage.setItem(SINGLE_KEYS, isOn ? 'on' : 'off');
  } catch {
    // A browser that keeps nothing: the setting lasts as long as the page.
  }
}
