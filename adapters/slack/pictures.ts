import { RespondError, type types } from '@slack/bolt';
import { plainText } from './escape.ts';
import { LIMITS } from './limits.ts';
import { refusalOf } from './outcome.ts';

/** A block or an element with a picture: of an address, or of a file that Slack has. */
interface Pictured {
  readonly type: 'image';
  readonly alt_text: string;
  readonly slack_file?: object;
}

/** What Slack says of blocks, of a view and of cards that it does not take. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid_blocks', 'invalid_arguments', 'invalid_unfurls_format']);

/**
 * Sends a message, a view or cards, and where Slack refuses that, the same without pictures: Slack fetches each, and refuses the whole
 * when one can't be had. A chart is told in words then. A refusal is certain, so nothing is said twice.
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

/** The same without any picture in its blocks, and with what a chart shows in words. */
export function withoutPictures<T>(part: T): T {
  if (Array.isArray(part)) return part.flatMap((one) => (isPicture(one) ? inWords(one) : [withoutPictures(one)])) as T;
  if (typeof part !== 'object' || part === null) return part;
  const kept = Object.entries(part).filter(([, value]) => !isPicture(value));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutPictures(value)])) as T;
}

/** A picture of a paper says nothing that its paper does not. */
function inWords(picture: Pictured): types.ContextBlock[] {
  if (picture.slack_file === undefined) return [];
  return [{ type: 'context', elements: [plainText(picture.alt_text, LIMITS.contextText)] }];
}

function isPicture(part: unknown): part is Pictured {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'image';
}

/** A response URL says no more than 400 (java-slack-sdk#1017). */
function isRefusal(error: unknown): boolean {
  return REFUSALS.has(refusalOf(error) ?? '') || (error instanceof RespondError && error.statusCode === 400);
}
