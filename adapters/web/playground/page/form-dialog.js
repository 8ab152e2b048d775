/** @import { FormView } from '../protocol.ts' */
/** @import { Answer, Connection } from './connection.js' */
import { element } from './element.js';
import { createField } from './form-field.js';

/**
 * Shows a form until it is taken or given up. A refusal keeps what was typed, and says at the fields what is wrong with them.
 *
 * @param {FormView} form
 * @param {object} how
 * @param {Connection['ask']} how.ask
 * @param {(answer: Answer) => void} how.onTaken
 */
export function showForm(form, { ask, onTaken }) {
  const fields = form.fields.map((field) =>
    createField(field, async (name, partial) => {
      const answer = await ask({ kind: 'suggest', form: form.id, field: name, partial });
      return answer.kind === 'completions' ? answer : undefined;
    }),
  );
  const notice = element('p', { class: 'notice', role: 'alert' });
  const submit = element('button', { type: 'submit', class: 'primary' }, 'Submit');
  const cancel = element('button', { type: 'button' }, 'Cancel');
  const title = element('h2', { id: 'form-title' }, form.title);
  const description = element('p', { id: 'form-description', class: 'field-note' }, form.description);
  const body = element(
    'form',
    { class: 'form', novalidate: true },
    element('div', { class: 'form-body' }, title, description, ...fields.map((field) => field.element)),
    element('div', { class: 'form-foot' }, notice, element('div', { class: 'form-buttons' }, cancel, submit)),
  );
  const dialog = element(
    'dialog',
    { class: 'dialog', 'aria-labelledby': title.id, 'aria-describedby': description.id },
    body,
  );

  /** @param {Extract<Answer, { kind: 'refused' }>} refusal */
  const refuse = ({ text, fields: wrong }) => {
    for (const field of fields) field.refuse(wrong[field.name] ?? '');
    // What is said at a field need not be said twice.
    const isSaid = fields.some(({ name }) => wrong[name] !== undefined);
    notice.textContent = isSaid ? 'Something has to be put right first.' : text;
    fields.find(({ name }) => wrong[name] !== undefined)?.focus();
  };

  const send = async () => {
    submit.setAttribute('aria-busy', 'true');
    notice.textContent = '';
    const values = Object.fromEntries(fields.map((field) => [field.name, field.value()]));
    const answer = await ask({ kind: 'submit', form: form.id, values });
    submit.removeAttribute('aria-busy');
    if (answer.kind === 'refused') {
      refuse(answer);
      return;
    }
    dialog.close();
    onTaken(answer);
  };

  body.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submit.getAttribute('aria-busy') !== 'true') void send();
  });
  cancel.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  fields[0]?.focus();
}
