import type { Log } from '../runtime/log.ts';
import { type PaperSource, type RequestOptions, SourceError } from './source.ts';
import type { SourceRepository } from './source-repository.ts';

/**
 * A source behind its circuit: while it is known to fail it is not asked, and a `SourceError` says since when.
 *
 * @param breakerOptions see `createCircuit`
 */
export function withCircuitBreaker(
  source: PaperSource,
  dependencies: CircuitBreakerDeps,
  breakerOptions: { readonly force?: boolean } = {},
): PaperSource {
  const [scheduled, onDemand] = [{ countsRejections: true }, { countsRejections: false }];
  const protect = createCircuitBreaker(source, dependencies, breakerOptions);
  return {
    name: source.name,
    title: source.title,
    firstDay: source.firstDay,
    newestDay: (now) => source.newestDay(now),
    fetchDay: (day, etag, requestOptions) =>
      protect({ ...scheduled, requestOptions, send: () => source.fetchDay(day, etag, requestOptions) }),
    fetchTrending: (etag, requestOptions) =>
      protect({ ...scheduled, requestOptions, send: () => source.fetchTrending(etag, requestOptions) }),
    search: (query, limit, requestOptions) =>
      protect({ ...onDemand, requestOptions, send: () => source.search(query, limit, requestOptions) }),
    fetchPaper: (id, requestOptions) =>
      protect({ ...onDemand, requestOptions, send: () => source.fetchPaper(id, requestOptions) }),
    fetchComments: (id, requestOptions) =>
      protect({ ...onDemand, requestOptions, send: () => source.fetchComments(id, requestOptions) }),
  };
}

export interface CircuitBreakerDeps {
  readonly repository: SourceRepository;
  readonly log: Log;
  readonly now: () => Date;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

interface ProtectedRequest<T> {
  readonly send: () => Promise<T>;
  readonly requestOptions: RequestOptions | undefined;
  /** Whether we worded it: what people word may well be refused by a source that is well. */
  readonly countsRejections: boolean;
}

const MINUTE_MS = 60_000;
const MAX_BACKOFF_MS = 60 * MINUTE_MS;
/** A source that asks to wait for longer is asked all the same: it may not have meant it. */
const MAX_RATE_LIMIT_PAUSE_MS = 24 * 60 * MINUTE_MS;

/** A request that only had to wait for its turn says nothing about the source. */
const BRIEF_RATE_LIMIT_MS = 10_000;

/** A list that is refused or can't be read may be that list's fault; so many in a row are the source's. */
const MAX_CONSECUTIVE_REJECTIONS = 3;

/**
 * Asks a source, unless it failed a short while ago: then nobody does for a minute, then for two, and so on up to an hour, or for as long as
 * it asked for. That stands in the ledger, for all processes. It is logged when that begins, and when it ends.
 *
 * @param force for a person who wants it to be asked now
 */
function createCircuitBreaker(
  { name, title }: Pick<PaperSource, 'name' | 'title'>,
  { repository, log, now, random }: CircuitBreakerDeps,
  { force = false } = {},
): <T>(request: ProtectedRequest<T>) => Promise<T> {
  let consecutiveRejections = 0;
  let lastRecovered: string | undefined;
  let pendingWrite = Promise.resolve();

  const isFailure = (error: SourceError, countsRejections: boolean): boolean => {
    if (error.kind === 'rate-limited') return (error.retryAfterMs ?? MAX_BACKOFF_MS) > BRIEF_RATE_LIMIT_MS;
    if (error.kind === 'unavailable') return true;
    if (countsRejections) consecutiveRejections += 1;
    return countsRejections && consecutiveRejections >= MAX_CONSECUTIVE_REJECTIONS;
  };

  const recordFailure = async (error: SourceError): Promise<void> => {
    const at = now();
    const { failure } = await repository.getStatus(name);
    const isRateLimited = error.kind === 'rate-limited';
    if (failure !== undefined && failure.retryAt > at.toISOString() && !isRateLimited) return;
    const retryAt = new Date(at.getTime() + backoffMs(error, failure?.count ?? 0, random));
    const reason = error.message;
    await repository.recordFailure(name, {
      at: at.toISOString(),
      retryAt: retryAt.toISOString(),
      reason,
      isRateLimited,
    });
    if (failure === undefined)
      log.warn({ source: name, reason, until: retryAt }, `${title} can not be asked, what is here stays`);
  };

  const recordSuccess = async (failedSince: string | undefined): Promise<void> => {
    consecutiveRejections = 0;
    await repository.recordSuccess(name, now().toISOString());
    if (failedSince === undefined || failedSince === lastRecovered) return;
    lastRecovered = failedSince;
    log.info({ source: name, since: failedSince }, `${title} answers again`);
  };

  return async ({ send, requestOptions, countsRejections }) => {
    const { failure } = await repository.getStatus(name);
    const openForMs = failure === undefined ? 0 : Date.parse(failure.retryAt) - now().getTime();
    // A longer rest was noted by a clock that was wrong.
    const isOpen = openForMs > 0 && openForMs <= MAX_RATE_LIMIT_PAUSE_MS;
    if (isOpen && failure !== undefined && !force) {
      const message = `${title} has given no answer since ${failure.since}: ${failure.reason}`;
      throw new SourceError('unavailable', message, { retryAfterMs: openForMs });
    }
    try {
      const result = await send().catch((error: unknown) => {
        throw requestOptions?.signal?.aborted ? error : toSourceError(error, title);
      });
      await recordSuccess(failure?.since);
      return result;
    } catch (error) {
      if (error instanceof SourceError && isFailure(error, countsRejections)) {
        // One after the other: several requests that fail together are one failure.
        const write = pendingWrite.then(() => recordFailure(error));
        pendingWrite = write.catch(() => undefined);
        await write;
      }
      throw error;
    }
  };
}

/** Whatever else goes wrong while an answer is read, is an answer that nobody foresaw: it must not keep the other lists from being asked for. */
function toSourceError(error: unknown, title: string): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError('malformed', `${title} gave an answer that Paperboy does not understand`, { cause: error });
}

/** Processes that were refused together don't come back together: up to a quarter more or less, and never before it was asked for. */
function backoffMs({ kind, retryAfterMs }: SourceError, failureCount: number, random: () => number): number {
  if (kind === 'rate-limited' && retryAfterMs !== undefined) return Math.min(retryAfterMs, MAX_RATE_LIMIT_PAUSE_MS);
  return Math.min(MINUTE_MS * 2 ** failureCount, MAX_BACKOFF_MS) * (0.75 + random() / 2);
}
