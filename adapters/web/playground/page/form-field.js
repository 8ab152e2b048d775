/** @import { FieldView } from '../protocol.ts' */
/** @import { Completions } from './combobox.js' */
import { makeCombobox } from './combobox.js';
import { element } from './element.js';

/** @typedef {ReturnType<typeof createField>} Field */

/**
 * A field of a form, with its label, what is said of it, and room for what is wrong with it.
 *
 * @param {FieldView} field
 * @param {(field: string, partial: string) => Promise<Completions | undefined>} suggest
 */
export function createField(field, suggest) {
  const id = `field-${field.name}`;
  const note = element('p', { class: 'field-note', id: `${id}-note` }, noteOf(field));
  const error = element('p', { class: 'field-error', id: `${id}-error` });
  const box = boxOf(field, id);
  const offers =
    box instanceof HTMLInputElement && (field.input.kind === 'list' || field.input.kind === 'suggested')
      ? [
          makeCombobox(box, {
            label: 'Suggestions',
            ask: (partial) => suggest(field.name, partial),
            marksFirst: () => false,
          }).list,
        ]
      : [];
  const mark = field.required ? [' ', element('span', { class: 'required' }, 'required')] : [];

  /** @param {string} text what is wrong; nothing if all is well */
  const refuse = (text) => {
    error.textContent = text;
    const words = [...(text === '' ? [] : [error.id]), ...(note.textContent === '' ? [] : [note.id])];
    if (words.length > 0) box.setAttribute('aria-describedby', words.join(' '));
    else box.removeAttribute('aria-describedby');
    if (text === '') box.removeAttribute('aria-invalid');
    else box.setAttribute('aria-invalid', 'true');
  };
  refuse('');

  const whole = element(
    'div',
    { class: 'field' },
    element('label', { for: id }, field.label, ...mark),
    note,
    box,
    ...offers,
    error,
  );
  // Where there is little room, what is said of a field is seen with it.
  box.addEventListener('focus', () => whole.scrollIntoView({ block: 'nearest' }));

  return {
    name: field.name,
    element: whole,
    value: () => box.value,
    refuse,
    focus: () => box.focus(),
  };
}

/**
 * @param {FieldView} field
 * @param {string} id
 */
function boxOf({ input, value, required }, id) {
  if (input.kind === 'choice') {
    const none = required && value !== '' ? [] : [element('option', { value: '' }, '—')];
    const choices = input.choices.map((choice) =>
      element('option', { value: choice.value, selected: choice.value === value }, choice.label),
    );
    return element('select', { id, 'aria-required': required }, ...none, ...choices);
  }
  // A box for numbers alone would throw away what is none, and Paperboy could not say what is wrong with it.
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
function noteOf({ note, input }) {
  const range = input.kind === 'number' ? `${input.min} to ${input.max}` : '';
  return [note, range].filter(Boolean).join(' · ');
}
