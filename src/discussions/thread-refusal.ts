import type { Place } from '../chat/place.ts';
import { explainPostRefusal, type FailureExplanation } from '../chat/refusal-in-words.ts';

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
