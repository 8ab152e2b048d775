import { UserError } from '../../errors.ts';
import { formatUtcInstant } from '../../text/show-day.ts';
import type { PaperSource, SourceError } from './source.ts';
import type { SourceStatus } from './source-ledger.ts';

/** Why a source gave no answer, as somebody who waits for it should hear it. */
export type LookupFailure = { readonly kind: 'timed-out' } | { readonly kind: 'failed'; readonly error: SourceError };

/**
 * Says which source gave no answer, since when, and what to do instead.
 *
 * @param alternative a sentence
 */
export function createLookupError(
  { title }: Pick<PaperSource, 'title'>,
  failure: LookupFailure,
  { failure: sourceFailure }: SourceStatus,
  alternative: string,
): UserError {
  const cause = failure.kind === 'timed-out' ? {} : { cause: failure.error };
  return new UserError(`${describeLookupFailure(title, failure, sourceFailure)} ${alternative}`, cause);
}

function describeLookupFailure(title: string, failure: LookupFailure, sourceFailure: SourceStatus['failure']): string {
  if (failure.kind === 'timed-out') return `${title} takes long to answer: try again in a moment.`;
  switch (failure.error.kind) {
    case 'unavailable':
    case 'rate-limited':
      return sourceFailure === undefined
        ? `${title} gives no answer at the moment: try again soon.`
        : `${title} has given no answer since ${formatUtcInstant(sourceFailure.since)}, and is asked again after ${formatUtcInstant(sourceFailure.retryAt)}.`;
    case 'rejected':
      return `${title} refused to answer.`;
    case 'malformed':
      return `${title} gave an answer that can't be read.`;
  }
}
