/** @import { FieldView } from '../protocol.ts' */
/** @import { Completions } from './combobox.js' */
import { makeCombobox } from './combobox.js';
import { element } from './element.js';

/**
 * A form field with its label, description and error.
 *
 * @param {FieldView} field
 * @param {(field: string, partial: string) => Promise<Completions | undefined>} suggest
 */
export function createField(field, suggest) {
  const id = `field-${field.name}`;
  const note = element('p', { class: 'field-note', id: `${id}-note` }, describeField(field));
  const error = element('p', { class: 'field-error', id: `${id}-error` });
  const input = createInput(field, id);
  const suggestions =
    input instanceof HTMLInputElement && (field.input.kind === 'suggested' || field.input.kind === 'must-match')
      ? [
          makeCombobox(input, {
            label: 'Suggestions',
            complete: (partial) => suggest(field.name, partial),
            autoSelectFirst: () => false,
          }).list,
        ]
      : [];
  const required = field.required ? [' ', element('span', { class: 'required' }, 'required')] : [];

  /** @param {string} text may be empty */
  const setError = (text) => {
    error.textContent = text;
    const describedBy = [...(text === '' ? [] : [error.id]), ...(note.textContent === '' ? [] : [note.id])];
    if (describedBy.length > 0) input.setAttribute('aria-describedby', describedBy.join(' '));
    else input.removeAttribute('aria-describedby');
    if (text === '') input.removeAttribute('aria-invalid');
    else input.setAttribute('aria-invalid', 'true');
  };
  setError('');

  const container = element(
    'div',
    { class: 'field' },
    element('label', { for: id }, field.label, ...required),
    note,
    input,
    ...suggestions,
    error,
  );
  // On a small screen, the browser would only scroll to the input, not to its label.
  input.addEventListener('focus', () => container.scrollIntoView({ block: 'nearest' }));

  return {
    name: field.name,
    element: container,
    value: () => input.value,
    setError,
    focus: () => input.focus(),
  };
}

/**
 * @param {FieldView} field
 * @param {string} id
 */
function createInput({ input, value, required }, id) {
  if (input.kind === 'choice') {
    const none = required && value !== '' ? [] : [element('option', { value: '' }, '—')];
    const choices = input.choices.map((choice) =>
      element('option', { value: choice.value, selected: choice.value === value }, choice.label),
    );
    return element('select', { id, 'aria-required': required }, ...none, ...choices);
  }
  // `type="number"` would drop invalid text, and the server could not say what is wrong with it.
  const mode = input.kind === 'number' ? 'numeric' : undefined;
  return element('input', {
    id,
    type: 'text',
    value,
    inputmode: mode,
    autocomplete: 'off',
    'aria-required': required,
  });
}

/** @param {FieldView} field */
function describeField({ description, input }) {
  const range = input.kind === 'number' ? `${input.min} to ${input.max}` : '';
  return [description, range].filter(Boolean).join(' · ');
}
