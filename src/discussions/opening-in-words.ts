import { type Document, emphasis, note, prose } from '../chat/document.ts';
import type { Place } from '../chat/place.ts';
import type { PostFailure, Thread } from '../chat/platform.ts';
import { formatExplanation } from '../chat/refusal-in-words.ts';
import { UserError, unreachable } from '../errors.ts';
import type { Paper } from '../papers/paper.ts';
import { texToText } from '../text/tex.ts';
import { describeThreadRefusal } from './thread-refusal.ts';

/** Where a discussion is. @param status how it stands there, in words that go on after its name */
export function describeOpenThread(paper: Paper, thread: Thread | undefined, status = 'is here'): Document {
  const title = formatPaperTitle(paper);
  const url = thread?.url;
  if (url === undefined)
    return { blocks: [prose('The discussion of ', title, ` ${status}, in a thread of this channel.`)] };
  return { blocks: [prose('The discussion of ', title, ` ${status}: `, { kind: 'link', text: 'go there', url })] };
}

/** That somebody else opens it just now. */
export function describeOpeningInProgress(paper: Paper): Document {
  return {
    blocks: [
      prose('The discussion of ', formatPaperTitle(paper), ' is being opened just now.'),
      note('Do this again in a moment to be led there.'),
    ],
  };
}

/** That the card is there, and the thread is not yet. */
export function describeThreadPending(paper: Paper): Document {
  return {
    blocks: [
      prose('The card of ', formatPaperTitle(paper), ' is in the channel, and its thread comes in a moment.'),
      note('The platform has much to do just now. It goes on by itself; do this again to be led there.'),
    ],
  };
}

/** That nobody can tell whether the card is there. */
export function describeCardUnknown(paper: Paper, reason: string): Document {
  return {
    blocks: [
      prose('Nobody knows whether the card of ', formatPaperTitle(paper), ` is in the channel: ${reason}.`),
      note('It is looked for, and the discussion opens by itself. Do this again in a few minutes to be led there.'),
    ],
  };
}

/** That nothing was opened, and what would mend that. */
export function createCardRefusedError(failure: PostFailure, place: Place): UserError {
  return new UserError(`No discussion was opened. ${describeThreadFailure(failure, place)} Then do this again.`);
}

/** That the card stands there without a thread, and what would mend that. */
export function createThreadRefusedError(reason: string, place: Place): UserError {
  const { cause, fix } = describeThreadRefusal(reason, place);
  return new UserError(
    `The card is in the channel, but no thread could be opened on it: ${cause}. ${fix} Then do this again.`,
  );
}

/** That the card stands there without a thread for now. */
export function createThreadPostponedError(reason: string, place: Place): UserError {
  const { cause, fix } = describeThreadRefusal(reason, place);
  return new UserError(
    `The card is in the channel, but no thread can be opened on it yet: ${cause}. ${fix} It is tried again by itself, for a day.`,
  );
}

/** Why something about a thread did not work, and what mends it, in whole sentences. */
export function describeThreadFailure(failure: PostFailure, place: Place): string {
  switch (failure.kind) {
    case 'forbidden':
    case 'gone':
    case 'failed':
      return formatExplanation(describeThreadRefusal(failure.reason, place));
    case 'rate-limited':
      return `Too much is asked of the platform just now: wait ${Math.max(1, Math.ceil(failure.retryAfterMs / 1000))} seconds.`;
    case 'unavailable':
    case 'unknown':
      return `It can't be reached just now (${failure.reason}): wait a few minutes.`;
    default:
      return unreachable(failure);
  }
}

function formatPaperTitle(paper: Paper) {
  return emphasis(texToText(paper.title));
}
