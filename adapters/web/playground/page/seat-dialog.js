/** @import { Seat } from './seat.js' */
import { present } from './element.js';
import { isName } from './seat.js';

/**
 * The dialog in which one changes one's name and what one may do.
 *
 * @param {object} how
 * @param {() => Seat} how.seat
 * @param {(seat: Seat) => void} how.onChange
 */
export function lookAfterSeat({ seat, onChange }) {
  const dialog = present('seat', HTMLDialogElement);
  const name = present('seat-name', HTMLInputElement);
  const manages = present('seat-manages', HTMLInputElement);
  const error = present('seat-error', HTMLElement);

  present('open-seat', HTMLButtonElement).addEventListener('click', () => {
    name.value = seat().name;
    manages.checked = seat().manages;
    refuse('');
    dialog.showModal();
  });
  present('seat-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close());
  present('seat-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isName(name.value)) {
      refuse('Type a name, for others to know who speaks.');
      name.focus();
      return;
    }
    dialog.close();
    onChange({ ...seat(), name: name.value.trim(), manages: manages.checked });
  });

  /** @param {string} text */
  const refuse = (text) => {
    error.textContent = text;
    if (text === '') name.removeAttribute('aria-invalid');
    else name.setAttribute('aria-invalid', 'true');
  };
}
