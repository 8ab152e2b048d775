import { z } from 'zod';
import { ClientMessage, INPUT_TOO_LONG_MESSAGE } from './protocol.ts';

type ParsedClientMessage =
  | { readonly kind: 'request'; readonly message: ClientMessage }
  /** It is not understood, and answered under its number. */
  | { readonly kind: 'refused'; readonly requestId: number; readonly text: string }
  /** It is not even a question. */
  | { readonly kind: 'malformed' };

const INVALID_MESSAGE = 'Paperboy does not understand this page: reload it.';

const WithRequestIdSchema = z.object({ ask: z.int().nonnegative() });

/** Reads what a tab sends. What is too long for us is an ordinary mistake; all else that is wrong is another page than ours. */
export function parseClientMessage(text: string): ParsedClientMessage {
  const json = parseJson(text);
  const { success, data: message, error } = ClientMessage.safeParse(json);
  if (success) return { kind: 'request', message };
  const withRequestId = WithRequestIdSchema.safeParse(json);
  if (!withRequestId.success) return { kind: 'malformed' };
  const isTooLong = error.issues.some(({ message }) => message === INPUT_TOO_LONG_MESSAGE);
  return {
    kind: 'refused',
    requestId: withRequestId.data.ask,
    text: isTooLong ? INPUT_TOO_LONG_MESSAGE : INVALID_MESSAGE,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
