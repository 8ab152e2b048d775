import { RespondError, type types } from '@slack/bolt';
import { plainTextObject } from './escape.ts';
import { LIMITS } from './limits.ts';
import { slackErrorCode } from './outcome.ts';

/** A block or an element with a picture: of an address, or of a file that Slack has. */
interface ImagePart {
  readonly type: 'image';
  readonly alt_text: string;
  readonly slack_file?: object;
}

/** What Slack says of blocks, of a view and of cards that it does not take. */
const INVALID_CONTENT_ERRORS: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_arguments',
  'invalid_unfurls_format',
]);

/**
 * Sends a message, a view or cards, and where Slack refuses that, the same without pictures: Slack fetches each, and refuses the whole
 * when one can't be had. A chart is told in words then. A refusal is certain, so nothing is said twice.
 */
export async function sendWithImageFallback<T, R>(content: T, send: (what: T) => Promise<R>): Promise<R> {
  try {
    return await send(content);
  } catch (error) {
    const contentWithoutImages = removeImages(content);
    if (!isInvalidContentError(error) || JSON.stringify(contentWithoutImages) === JSON.stringify(content)) throw error;
    return send(contentWithoutImages);
  }
}

/** The same without any picture in its blocks, and with what a chart shows in words. */
export function removeImages<T>(part: T): T {
  if (Array.isArray(part))
    return part.flatMap((item) => (isImage(item) ? altTextBlocks(item) : [removeImages(item)])) as T;
  if (typeof part !== 'object' || part === null) return part;
  const keptEntries = Object.entries(part).filter(([, value]) => !isImage(value));
  return Object.fromEntries(keptEntries.map(([key, value]) => [key, removeImages(value)])) as T;
}

/** A picture of a paper says nothing that its paper does not. */
function altTextBlocks(image: ImagePart): types.ContextBlock[] {
  if (image.slack_file === undefined) return [];
  return [{ type: 'context', elements: [plainTextObject(image.alt_text, LIMITS.contextText)] }];
}

function isImage(part: unknown): part is ImagePart {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'image';
}

/** A response URL says no more than 400 (java-slack-sdk#1017). */
function isInvalidContentError(error: unknown): boolean {
  return (
    INVALID_CONTENT_ERRORS.has(slackErrorCode(error) ?? '') ||
    (error instanceof RespondError && error.statusCode === 400)
  );
}
