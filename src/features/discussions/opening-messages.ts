import { type Document, emphasis, note, prose } from '../../chat/document.ts';
import type { Place } from '../../chat/place.ts';
import {
  explainPostRefusal,
  type FailureExplanation,
  formatExplanation,
  type PostFailure,
  type Thread,
} from '../../chat/platform.ts';
import type { Paper } from '../../papers/paper.ts';
import { UserError, unreachable } from '../../runtime/errors.ts';
import { texToText } from '../../text/tex/index.ts';

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

interface ThreadRefusal extends FailureExplanation {
  /** It may pass without anybody doing anything about it, so the thread is tried again by and by. */
  readonly isTransient?: boolean;
}

/** What a refusal means that opens a thread or its card, where that is something else than for another post. */
const THREAD_REFUSALS: readonly (ThreadRefusal & { readonly platform: string; readonly reason: RegExp })[] = [
  {
    platform: 'discord',
    reason: /\b50013\b/,
    cause: 'Paperboy may not open threads in this channel',
    fix: 'Give Paperboy the permissions Send Messages, Create Public Threads and Send Messages in Threads in it.',
  },
  {
    platform: 'discord',
    reason: /\b16000[67]\b/,
    cause: 'the server has as many open threads as Discord allows',
    fix: 'Close some of them.',
    isTransient: true,
  },
  {
    platform: 'discord',
    reason: /\b40067\b/,
    cause: 'each post in this forum needs a tag, and all its tags are for moderators',
    fix: 'Add a tag that everybody may use.',
  },
  {
    platform: 'discord',
    reason: /\b10008\b/,
    cause: 'somebody deleted the card',
    fix: 'Ask whoever manages the channel to leave it there.',
  },
];

/** What a refusal about a thread means to the people in a place, from the reason that the platform gave. */
export function describeThreadRefusal(reason: string, place: Pick<Place, 'platform'>): ThreadRefusal {
  const known = THREAD_REFUSALS.find((refusal) => refusal.platform === place.platform && refusal.reason.test(reason));
  return known ?? explainPostRefusal(reason, place);
}
