import type { Log } from '../runtime/log.ts';
import { backoffMs } from '../runtime/retry.ts';
import type { RequestOptions } from './http-client.ts';
import type { PaperSource } from './source.ts';
import { SourceError } from './source-error.ts';
import type { SourceRepository } from './source-repository.ts';

export interface CircuitBreakerDeps {
  readonly repository: SourceRepository;
  readonly log: Log;
  readonly now: () => Date;
  /** From 0 inclusive to 1 exclusive. */
  readonly random: () => number;
}

/**
 * A source behind a circuit breaker: after a failure, requests fail at once for a minute, then for two, up to an hour, or for as long as
 * the source asked for. The state is in the database, for all processes.
 *
 * @param options.force send requests even while the circuit is open
 */
export function withCircuitBreaker(
  source: PaperSource,
  dependencies: CircuitBreakerDeps,
  { force = false }: { readonly force?: boolean } = {},
): PaperSource {
  const breaker = new CircuitBreaker(source, dependencies, force);
  // A rejected search may be the fault of the person who worded it.
  const [scheduled, onDemand] = [{ countsRejections: true }, { countsRejections: false }];
  return {
    name: source.name,
    descriptor: source.descriptor,
    fetchDay: (day, etag, options) => breaker.run(() => source.fetchDay(day, etag, options), options, scheduled),
    fetchTrending: (etag, options) => breaker.run(() => source.fetchTrending(etag, options), options, scheduled),
    search: (query, limit, options) => breaker.run(() => source.search(query, limit, options), options, onDemand),
    fetchPaper: (id, options) => breaker.run(() => source.fetchPaper(id, options), options, onDemand),
    fetchComments: (id, options) => breaker.run(() => source.fetchComments(id, options), options, onDemand),
  };
}

const MINUTE_MS = 60_000;
const MAX_BACKOFF_MS = 60 * MINUTE_MS;
/** Longer pauses are shortened to this, and a later `retryAt` is taken for the work of a wrong clock. */
const MAX_RATE_LIMIT_PAUSE_MS = 24 * 60 * MINUTE_MS;
/** A shorter pause comes from our own queue, and says nothing about the source. */
const BRIEF_RATE_LIMIT_MS = 10_000;
/** A rejected or malformed listing may be that listing's fault; as many in a row are the source's. */
const MAX_CONSECUTIVE_REJECTIONS = 3;

class CircuitBreaker {
  readonly #name: string;
  readonly #title: string;
  readonly #deps: CircuitBreakerDeps;
  readonly #force: boolean;
  #consecutiveRejections = 0;
  #lastRecovered: string | undefined;
  #pendingWrite = Promise.resolve();

  constructor({ name, descriptor }: PaperSource, deps: CircuitBreakerDeps, force: boolean) {
    this.#name = name;
    this.#title = descriptor.title;
    this.#deps = deps;
    this.#force = force;
  }

  /** @throws SourceError; the signal's reason if it's aborted */
  async run<T>(
    send: () => Promise<T>,
    requestOptions: RequestOptions | undefined,
    { countsRejections }: { readonly countsRejections: boolean },
  ): Promise<T> {
    const { repository, now } = this.#deps;
    const { failure } = await repository.getStatus(this.#name);
    const openForMs = failure === undefined ? 0 : Date.parse(failure.retryAt) - now().getTime();
    const isOpen = openForMs > 0 && openForMs <= MAX_RATE_LIMIT_PAUSE_MS;
    if (isOpen && failure !== undefined && !this.#force) {
      const message = `${this.#title} has been failing since ${failure.since}: ${failure.reason}`;
      throw new SourceError('unavailable', message, { retryAfterMs: openForMs });
    }
    try {
      const result = await send().catch((error: unknown) => {
        throw requestOptions?.signal?.aborted ? error : toSourceError(error, this.#title);
      });
      await this.#recordSuccess(failure?.since);
      return result;
    } catch (error) {
      if (error instanceof SourceError && this.#isFailure(error, countsRejections)) {
        // One at a time, so that requests that fail together count as one failure.
        const write = this.#pendingWrite.then(() => this.#recordFailure(error));
        this.#pendingWrite = write.catch(() => undefined);
        await write;
      }
      throw error;
    }
  }

  #isFailure({ kind, retryAfterMs = MAX_BACKOFF_MS }: SourceError, countsRejections: boolean): boolean {
    if (kind === 'rate-limited') return retryAfterMs > BRIEF_RATE_LIMIT_MS;
    if (kind === 'unavailable') return true;
    if (countsRejections) this.#consecutiveRejections += 1;
    return countsRejections && this.#consecutiveRejections >= MAX_CONSECUTIVE_REJECTIONS;
  }

  async #recordFailure(error: SourceError): Promise<void> {
    const { repository, now, random, log } = this.#deps;
    const at = now();
    const { failure } = await repository.getStatus(this.#name);
    const isRateLimited = error.kind === 'rate-limited';
    if (failure !== undefined && failure.retryAt > at.toISOString() && !isRateLimited) return;
    const retryAt = new Date(at.getTime() + openDurationMs(error, (failure?.count ?? 0) + 1, random)).toISOString();
    const reason = error.message;
    await repository.recordFailure(this.#name, { at: at.toISOString(), retryAt, reason, isRateLimited });
    if (failure === undefined)
      log.warn({ source: this.#name, reason, retryAt }, 'source unavailable, serving stored papers');
  }

  async #recordSuccess(failedSince: string | undefined): Promise<void> {
    const { repository, now, log } = this.#deps;
    this.#consecutiveRejections = 0;
    await repository.recordSuccess(this.#name, now().toISOString());
    if (failedSince === undefined || failedSince === this.#lastRecovered) return;
    this.#lastRecovered = failedSince;
    log.info({ source: this.#name, since: failedSince }, 'source recovered');
  }
}

/** Any other error comes from a response that nobody foresaw. It must not stop other listings from being fetched. */
function toSourceError(error: unknown, title: string): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError('malformed', `${title} returned an unexpected response`, { cause: error });
}

function openDurationMs({ kind, retryAfterMs }: SourceError, failures: number, random: () => number): number {
  return kind === 'rate-limited' && retryAfterMs !== undefined
    ? Math.min(retryAfterMs, MAX_RATE_LIMIT_PAUSE_MS)
    : backoffMs(failures, { baseMs: MINUTE_MS, maxMs: MAX_BACKOFF_MS, random });
}
