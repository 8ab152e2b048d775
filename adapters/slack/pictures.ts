import { RespondError } from '@slack/bolt';
import { refusalOf } from './outcome.ts';

/** What Slack says of blocks, of a view and of cards that it does not take. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid_blocks', 'invalid_arguments', 'invalid_unfurls_format']);

/**
 * Sends a message, a view or cards, and where Slack refuses that, the same without pictures: Slack fetches each, and refuses the whole
 * when one can't be had. A refusal is certain, so nothing is said twice.
 */
export async function sendIllustrated<T, R>(what: T, send: (what: T) => Promise<R>): Promise<R> {
  try {
    return await send(what);
  } catch (error) {
    const plain = withoutPictures(what);
    if (!isRefusal(error) || JSON.stringify(plain) === JSON.stringify(what)) throw error;
    return send(plain);
  }
}

/** The same without any picture in its blocks. */
export function withoutPictures<T>(part: T): T {
  if (Array.isArray(part)) return part.filter((one) => !isPicture(one)).map(withoutPictures) as T;
  if (typeof part !== 'object' || part === null) return part;
  const kept = Object.entries(part).filter(([, value]) => !isPicture(value));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPictures(value)])) as T;
}

function isPicture(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'image';
}

/** A response URL says no more than 400 (java-slack-sdk#1017). */
function isRefusal(error: unknown): boolean {
  return REFUSALS.has(refusalOf(error) ?? '') || (error instanceof RespondError && error.statusCode === 400);
}
