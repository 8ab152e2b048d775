import { UserError } from '../../errors.ts';
import { showInstant } from '../../text/show-day.ts';
import type { LiveSource, SourceError } from './source.ts';
import type { SourceStanding } from './source-ledger.ts';

/** Why a source gave no answer, as somebody who waits for it should hear it. */
export type Trouble = { readonly kind: 'late' } | { readonly kind: 'failed'; readonly error: SourceError };

/**
 * Says which source gave no answer, since when, and what to do instead.
 *
 * @param instead a sentence
 */
export function sourceTrouble(
  { title }: Pick<LiveSource, 'title'>,
  trouble: Trouble,
  { failing }: SourceStanding,
  instead: string,
): UserError {
  const cause = trouble.kind === 'late' ? {} : { cause: trouble.error };
  return new UserError(`${whatIsWrong(title, trouble, failing)} ${instead}`, cause);
}

function whatIsWrong(title: string, trouble: Trouble, failing: SourceStanding['failing']): string {
  if (trouble.kind === 'late') return `${title} takes long to answer: try again in a moment.`;
  switch (trouble.error.kind) {
    case 'down':
    case 'limited':
      return failing === undefined
        ? `${title} gives no answer at the moment: try again soon.`
        : `${title} has given no answer since ${showInstant(failing.since)}, and is asked again after ${showInstant(failing.until)}.`;
    case 'refused':
      return `${title} refused to answer.`;
    case 'malformed':
      return `${title} gave an answer that can't be read.`;
  }
}
