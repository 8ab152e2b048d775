import { type Document, emphasis, note, prose } from '../../chat/document.ts';
import type { PostFailure, Thread } from '../../chat/platform.ts';
import { explainThreadRefusal, formatExplanation, type PlatformTraits } from '../../chat/platform-traits.ts';
import type { Paper } from '../../papers/paper.ts';
import { UserError, unreachable } from '../../runtime/errors.ts';
import { texToText } from '../../text/tex/index.ts';

/** @param status the predicate of a sentence about the discussion */
export function describeOpenThread(paper: Paper, thread: Thread | undefined, status = 'is open'): Document {
  const title = formatTitle(paper);
  const url = thread?.url;
  return {
    blocks: [
      url === undefined
        ? prose('The discussion of ', title, ` ${status}, in a thread in this channel.`)
        : prose('The discussion of ', title, ` ${status}: `, { kind: 'link', text: 'Go to thread', url }),
    ],
  };
}

/** Another person is opening the discussion. */
export function describeOpeningInProgress(paper: Paper): Document {
  return {
    blocks: [
      prose('The discussion of ', formatTitle(paper), ' is being opened.'),
      note('Try again in a moment to get the link.'),
    ],
  };
}

/** The card was posted; its thread is delayed. */
export function describeThreadPending(paper: Paper): Document {
  return {
    blocks: [
      prose('The card for ', formatTitle(paper), ' is in the channel. Its thread opens in a moment.'),
      note('The platform is busy, so Paperboy retries automatically. Try again later to get the link.'),
    ],
  };
}

export function describeCardUnknown(paper: Paper, reason: string): Document {
  return {
    blocks: [
      prose("Can't tell whether the card for ", formatTitle(paper), ` was posted: ${reason}.`),
      note('Paperboy checks this and opens the discussion automatically. Try again in a few minutes to get the link.'),
    ],
  };
}

export function createCardRefusedError(failure: PostFailure, traits: PlatformTraits): UserError {
  return new UserError(`No discussion was opened. ${describeThreadFailure(failure, traits)} Then try again.`);
}

export function createThreadRefusedError(reason: string, traits: PlatformTraits): UserError {
  const { cause, fix } = explainThreadRefusal(reason, traits);
  return new UserError(
    `The card is in the channel, but its thread couldn't be opened: ${cause}. ${fix} Then try again.`,
  );
}

export function createThreadPostponedError(reason: string, traits: PlatformTraits): UserError {
  const { cause, fix } = explainThreadRefusal(reason, traits);
  return new UserError(
    `The card is in the channel, but its thread can't be opened yet: ${cause}. ${fix} Paperboy retries automatically for a day.`,
  );
}

/** Explains a failure in one or two sentences, and what to do about it. */
export function describeThreadFailure(failure: PostFailure, traits: PlatformTraits): string {
  switch (failure.kind) {
    case 'forbidden':
    case 'gone':
    case 'failed':
      return formatExplanation(explainThreadRefusal(failure.reason, traits));
    case 'rate-limited':
      return `The platform is limiting requests. Wait ${Math.max(1, Math.ceil(failure.retryAfterMs / 1000))} seconds.`;
    case 'unavailable':
    case 'unknown':
      return `The platform can't be reached (${failure.reason}). Wait a few minutes.`;
    default:
      return unreachable(failure);
  }
}

function formatTitle(paper: Paper) {
  return emphasis(texToText(paper.title));
}
