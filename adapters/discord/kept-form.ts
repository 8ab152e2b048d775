import { z } from 'zod';
import { MAX_ACTION_LENGTH } from '../../src/chat/action.ts';
import type { OptionValues } from '../../src/chat/invocation.ts';
import type { ActionStore } from '../../src/chat/keepsakes.ts';
import { UserError } from '../../src/errors.ts';

/** A form by its command and the values in it, as typed. */
export interface FormState {
  readonly command: string;
  readonly values: OptionValues;
}

const FORM_PREFIX = 'form:';
const STORED_PREFIX = '#';

const FormStateSchema = z.tuple([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))]);

/**
 * A form as a text that Discord keeps with a modal or with the button that opens it again, so that both work after a restart. Unlike the
 * call of an action, which is read as typed text, it gives every value back as it was. Long ones go to the keepsakes.
 */
export function encodeFormState({ command, values }: FormState, actionStore: ActionStore): string {
  const json = JSON.stringify([command, values]);
  const fits = FORM_PREFIX.length + json.length <= MAX_ACTION_LENGTH;
  return FORM_PREFIX + (fits ? json : STORED_PREFIX + actionStore.put(json));
}

/** Whether this is what a form's button does, and no action. */
export function isFormState(encoded: string): boolean {
  return encoded.startsWith(FORM_PREFIX);
}

/** @throws UserError when it is none of ours, or older than what was kept for it */
export function decodeFormState(encoded: string, actionStore: ActionStore): FormState {
  const text = isFormState(encoded) ? encoded.slice(FORM_PREFIX.length) : '';
  const json = text.startsWith(STORED_PREFIX) ? actionStore.get(text.slice(STORED_PREFIX.length)) : text;
  const result = FormStateSchema.safeParse(parseJson(json ?? ''));
  if (result.success) return { command: result.data[0], values: result.data[1] };
  throw new UserError('This form is too old to work. Send the command again for a fresh one.');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
