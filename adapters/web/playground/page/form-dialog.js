/** @import { FormView } from '../protocol.ts' */
/** @import { Connection, TabResponse } from './connection.js' */
import { element } from './element.js';
import { createField } from './form-field.js';

/**
 * Shows a form until it is submitted or canceled. A refused form keeps its values and shows the errors.
 *
 * @param {FormView} form
 * @param {object} options
 * @param {Connection['request']} options.request
 * @param {(response: TabResponse) => void} options.onSubmitted
 */
export function showForm(form, { request, onSubmitted }) {
  const fields = form.fields.map((field) =>
    createField(field, async (name, partial) => {
      const response = await request({ kind: 'suggest', form: form.id, field: name, partial });
      return response.kind === 'completions' ? response : undefined;
    }),
  );
  const notice = element('p', { class: 'notice', role: 'alert' });
  const submitButton = element('button', { type: 'submit', class: 'primary' }, 'Submit');
  const cancelButton = element('button', { type: 'button' }, 'Cancel');
  const title = element('h2', { id: 'form-title' }, form.title);
  const description = element('p', { id: 'form-description', class: 'field-note' }, form.description);
  const body = element(
    'form',
    { class: 'form', novalidate: true },
    element('div', { class: 'form-body' }, title, description, ...fields.map((field) => field.element)),
    element(
      'div',
      { class: 'form-foot' },
      notice,
      element('div', { class: 'form-buttons' }, cancelButton, submitButton),
    ),
  );
  const dialog = element(
    'dialog',
    { class: 'dialog', 'aria-labelledby': title.id, 'aria-describedby': description.id },
    body,
  );

  /** @param {Extract<TabResponse, { kind: 'refused' }>} refusal */
  const showErrors = ({ text, fields: errors }) => {
    for (const field of fields) field.setError(errors[field.name] ?? '');
    const firstInvalid = fields.find(({ name }) => errors[name] !== undefined);
    // The fields already show the whole message.
    notice.textContent = firstInvalid === undefined ? text : 'Fix the marked fields.';
    firstInvalid?.focus();
  };

  const submit = async () => {
    submitButton.setAttribute('aria-busy', 'true');
    notice.textContent = '';
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value()]));
    const response = await request({ kind: 'submit', form: form.id, values });
    submitButton.removeAttribute('aria-busy');
    if (response.kind === 'refused') {
      showErrors(response);
      return;
    }
    dialog.close();
    onSubmitted(response);
  };

  body.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submitButton.getAttribute('aria-busy') !== 'true') void submit();
  });
  cancelButton.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    // The browser has restored the focus, but the selection was in the dialog. Without a selection, Chromium ignores typed text.
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement)) return;
    focused.blur();
    focused.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}
