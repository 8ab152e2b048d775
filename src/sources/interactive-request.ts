import { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { withTimeout } from '../runtime/retry.ts';
import { formatUtcInstant } from '../text/format.ts';
import { type PaperSource, SourceError } from './source.ts';
import type { SourceStatus } from './source-repository.ts';

/** What came of asking a source for somebody who waits. */
type InteractiveResult<T> = { readonly kind: 'value'; readonly value: T } | LookupFailure;

/** Asks sources for people who wait: not for long, and for the same thing once at a time. */
export interface InteractiveRequests {
  /** @param key what is asked for: others who ask for it meanwhile get the same answer */
  run<T>(key: string, work: () => Promise<T>): Promise<InteractiveResult<T>>;
}

interface InteractiveRequestsDeps {
  readonly log: Log;
  readonly timeoutMs: number;
  /** Aborted once nothing can be kept any more. */
  readonly shutdownSignal: AbortSignal;
}

/** Whoever has waited `patienceMs` is told that it is late; the work goes on, and others who ask for the same join it. */
export function createInteractiveRequests({
  log,
  timeoutMs,
  shutdownSignal,
}: InteractiveRequestsDeps): InteractiveRequests {
  const inFlight = new Map<string, Promise<unknown>>();
  const joinOrStart = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const running = inFlight.get(key) as Promise<T> | undefined;
    if (running !== undefined) return running;
    const started = work().finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };

  return {
    async run(key, work) {
      const task = joinOrStart(key, work);
      try {
        const tagged = task.then((value) => ({ kind: 'value' as const, value }));
        const result = await withTimeout(tagged, timeoutMs);
        if (result !== undefined) return result;
        task.catch((error: unknown) => {
          // That a source fails is known to its circuit.
          if (error instanceof SourceError || shutdownSignal.aborted) return;
          log.error({ err: error }, 'what a source answered late could not be kept');
        });
        return { kind: 'timed-out' };
      } catch (error) {
        if (error instanceof SourceError) return { kind: 'failed', error };
        throw error;
      }
    },
  };
}

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
