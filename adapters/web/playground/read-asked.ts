import { z } from 'zod';
import { FromTab, TOO_LONG } from './protocol.ts';

type Reading =
  | { readonly kind: 'asked'; readonly asked: FromTab }
  /** It is not understood, and answered under its number. */
  | { readonly kind: 'refused'; readonly ask: number; readonly text: string }
  /** It is not even a question. */
  | { readonly kind: 'nonsense' };

const NOT_UNDERSTOOD = 'Paperboy does not understand this page: reload it.';

const Numbered = z.object({ ask: z.int().nonnegative() });

/** Reads what a tab sends. What is too long for us is an ordinary mistake; all else that is wrong is another page than ours. */
export function readAsked(sent: string): Reading {
  const json = parsed(sent);
  const { success, data: asked, error } = FromTab.safeParse(json);
  if (success) return { kind: 'asked', asked };
  const numbered = Numbered.safeParse(json);
  if (!numbered.success) return { kind: 'nonsense' };
  const isTooLong = error.issues.some(({ message }) => message === TOO_LONG);
  return { kind: 'refused', ask: numbered.data.ask, text: isTooLong ? TOO_LONG : NOT_UNDERSTOOD };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
