import { requireElement } from './element.js';

const SINGLE_KEYS = 'paperboy.single-keys';

/**
 * Keyboard shortcuts outside of text fields, and the dialog that lists them. Single-key shortcuts can be turned off, because speech input
 * can trigger them by accident (https://www.w3.org/TR/WCAG22/#character-key-shortcuts).
 *
 * @param {object} options
 * @param {(step: 1 | -1) => void} options.changeChannel
 * @param {() => boolean} options.closeTop closes the sidebar or the thread; returns whether one was open
 */
export function initKeyboardShortcuts({ changeChannel, closeTop }) {
  const dialog = requireElement('keyboard', HTMLDialogElement);
  const singleKeys = requireElement('single-keys', HTMLInputElement);
  singleKeys.checked = readSetting();
  singleKeys.addEventListener('change', () => saveSetting(singleKeys.checked));
  requireElement('open-keyboard', HTMLButtonElement).addEventListener('click', () => dialog.showModal());
  requireElement('close-keyboard', HTMLButtonElement).addEventListener('click', () => dialog.close());

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || document.querySelector('dialog[open]') !== null)
      return;
    const { key, altKey } = event;
    if (altKey && (key === 'ArrowUp' || key === 'ArrowDown')) changeChannel(key === 'ArrowUp' ? -1 : 1);
    else if (key === 'Escape' && !isComposing(event)) {
      if (!closeTop()) return;
    } else if (key === '?' && singleKeys.checked && !isTyping(event.target)) dialog.showModal();
    else return;
    event.preventDefault();
  });
}

/**
 * Whether a key belongs to an input method, whose Enter accepts a word. Safari ends the composition before it reports that Enter, but with
 * the code 229 (https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode).
 *
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
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
function saveSetting(isOn) {
  try {
    localStorage.setItem(SINGLE_KEYS, isOn ? 'on' : 'off');
  } catch {
    // Without storage, the setting lasts until the page is closed.
  }
}
