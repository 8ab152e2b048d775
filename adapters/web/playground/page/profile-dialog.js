/** @import { UserProfile } from './user-profile.js' */
import { requireElement } from './element.js';
import { isName } from './user-profile.js';

/**
 * The dialog to change the name and the permission.
 *
 * @param {object} options
 * @param {() => UserProfile} options.profile
 * @param {(profile: UserProfile) => void} options.onChange
 */
export function initProfileDialog({ profile, onChange }) {
  const dialog = requireElement('profile', HTMLDialogElement);
  const name = requireElement('profile-name', HTMLInputElement);
  const canManage = requireElement('profile-can-manage', HTMLInputElement);
  const error = requireElement('profile-error', HTMLElement);

  requireElement('open-profile', HTMLButtonElement).addEventListener('click', () => {
    name.value = profile().name;
    canManage.checked = profile().canManage;
    setError('');
    dialog.showModal();
  });
  requireElement('profile-cancel', HTMLButtonElement).addEventListener('click', () => dialog.close());
  requireElement('profile-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isName(name.value)) {
      setError('Enter a name that others can read.');
      name.focus();
      return;
    }
    dialog.close();
    onChange({ ...profile(), name: name.value.trim(), canManage: canManage.checked });
  });

  /** @param {string} text may be empty */
  const setError = (text) => {
    error.textContent = text;
    if (text === '') name.removeAttribute('aria-invalid');
    else name.setAttribute('aria-invalid', 'true');
  };
}
