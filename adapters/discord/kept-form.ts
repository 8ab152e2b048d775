import { z } from 'zod';
import { MAX_ACTION_LENGTH } from '../../src/chat/action.ts';
import type { OptionValues } from '../../src/chat/invocation.ts';
import type { Keepsakes } from '../../src/chat/keepsakes.ts';
import { UserError } from '../../src/errors.ts';

/** A form by its command and the values in it, as typed. */
export interface KeptForm {
  readonly command: string;
  readonly values: OptionValues;
}

const FORM = 'form:';
const KEPT = '#';

const Written = z.tuple([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))]);

/**
 * A form as a text that Discord keeps with a modal or with the button that opens it again, so that both work after a restart. Unlike the
 * call of an action, which is read as typed text, it gives every value back as it was. Long ones go to the keepsakes.
 */
export function encodeForm({ command, values }: KeptForm, keepsakes: Keepsakes): string {
  const written = JSON.stringify([command, values]);
  const fits = FORM.length + written.length <= MAX_ACTION_LENGTH;
  return FORM + (fits ? written : KEPT + keepsakes.keep(written));
}

/** Whether this is what a form's button does, and no action. */
export function isForm(encoded: string): boolean {
  return encoded.startsWith(FORM);
}

/** @throws UserError when it is none of ours, or older than what was kept for it */
export function decodeForm(encoded: string, keepsakes: Keepsakes): KeptForm {
  const text = isForm(encoded) ? encoded.slice(FORM.length) : '';
  const written = text.startsWith(KEPT) ? keepsakes.recall(text.slice(KEPT.length)) : text;
  const read = Written.safeParse(parsed(written ?? ''));
  if (read.success) return { command: read.data[0], values: read.data[1] };
  throw new UserError('This form is too old to work. Send the command again for a fresh one.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
