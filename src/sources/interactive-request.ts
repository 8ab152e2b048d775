import { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { withTimeout } from '../runtime/retry.ts';
import { formatUtcInstant } from '../text/format.ts';
import { SourceError } from './source-error.ts';
import type { SourceStatus } from './source-repository.ts';

type InteractiveResult<T> = { readonly kind: 'value'; readonly value: T } | LookupFailure;

export type LookupFailure = { readonly kind: 'timed-out' } | { readonly kind: 'failed'; readonly error: SourceError };

/** Requests for people, who don't wait long. */
export interface InteractiveRequests {
  /** @param key identifies the request: while one runs, others with its key share its result */
  run<T>(key: string, work: () => Promise<T>): Promise<InteractiveResult<T>>;
}

interface InteractiveRequestsDeps {
  readonly log: Log;
  readonly timeoutMs: number;
  /** Aborted when nothing can be stored any more. */
  readonly shutdownSignal: AbortSignal;
}

/** A request that times out for its caller still runs to its end. */
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
          // The circuit breaker handles failures of the source.
          if (error instanceof SourceError || shutdownSignal.aborted) return;
          log.error({ err: error }, 'failed to store late response');
        });
        return { kind: 'timed-out' };
      } catch (error) {
        if (error instanceof SourceError) return { kind: 'failed', error };
        throw error;
      }
    },
  };
}

/** @param alternative what to do instead, a sentence */
export function createLookupError(
  title: string,
  failure: LookupFailure,
  { failure: sourceFailure }: SourceStatus,
  alternative: string,
): UserError {
  const cause = failure.kind === 'timed-out' ? {} : { cause: failure.error };
  return new UserError(`${describeLookupFailure(title, failure, sourceFailure)} ${alternative}`, cause);
}

function describeLookupFailure(title: string, failure: LookupFailure, sourceFailure: SourceStatus['failure']): string {
  if (failure.kind === 'timed-out') return `${title} is taking too long to respond. Try again in a moment.`;
  switch (failure.error.kind) {
    case 'unavailable':
    case 'rate-limited':
      return sourceFailure === undefined
        ? `${title} is busy right now. Try again soon.`
        : `${title} has been unavailable since ${formatUtcInstant(sourceFailure.since)}. Try again after ${formatUtcInstant(sourceFailure.retryAt)}.`;
    case 'rejected':
      return `${title} rejected the request.`;
    case 'malformed':
      return `${title} sent a response that Paperboy can't read.`;
  }
}
