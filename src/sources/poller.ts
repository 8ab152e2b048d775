import type { Log } from '../runtime/log.ts';
import { backoffMs, withTimeout } from '../runtime/retry.ts';
import { startScheduler } from '../runtime/scheduler.ts';
import { DRAIN_TIMEOUT_MS } from '../runtime/task-tracker.ts';
import { type IngestDeps, ingestListing, type LogSkippedEntries } from './ingest.ts';
import { dueListings, polledDays, retryIntervalMs } from './polling-schedule.ts';
import type { PaperSource } from './source.ts';
import { SourceError } from './source-error.ts';
import { acquireSourceLease } from './source-lease.ts';
import { TRENDING_LISTING } from './source-repository.ts';

/** Polls the sources once a minute. */
export interface SourcePoller {
  pollNow(): void;
  /** Finishes the current listing within the drain timeout. A later response isn't stored. */
  stop(): Promise<void>;
  /** Since the last scheduled run. */
  lastRunAgeMs(): number;
}

interface SourcePollerDeps extends Omit<SourcePollDeps, 'abortSignal'> {
  readonly sources: readonly PaperSource[];
  readonly drainTimeoutMs?: number;
}

/** Polls now and at every full minute. A failing source doesn't hold up the others. */
export function startSourcePoller({
  sources,
  drainTimeoutMs = DRAIN_TIMEOUT_MS,
  ...dependencies
}: SourcePollerDeps): SourcePoller {
  const [stopController, abortController] = [new AbortController(), new AbortController()];
  const { repository, owner, log } = dependencies;
  const deps = { ...dependencies, abortSignal: abortController.signal };
  const polls = sources.map((source) => new SourcePoll(source, deps));
  const run = async (): Promise<void> => {
    const results = await Promise.allSettled(polls.map((poll) => poll.run(stopController.signal)));
    const failed = results.find((result) => result.status === 'rejected');
    // After an abort the store may be closed.
    if (failed !== undefined && !abortController.signal.aborted) throw failed.reason;
  };
  const scheduler = startScheduler({ run, log });

  return {
    pollNow: scheduler.wake,
    lastRunAgeMs: scheduler.lastTickAgeMs,
    async stop() {
      stopController.abort();
      const drained = scheduler.stop().then(() => true);
      const isDrained = await withTimeout(drained, drainTimeoutMs);
      abortController.abort();
      if (!isDrained) await Promise.all(sources.map(({ name }) => repository.releaseLease(name, owner)));
    },
  };
}

export interface SourcePollDeps extends Omit<IngestDeps, 'requestOptions'> {
  /** The papers in memory, which `refresh` updates from the store. */
  readonly library: { refresh(): Promise<void> };
  readonly logSkippedEntries: LogSkippedEntries;
  /** Identifies this process as the holder of leases. */
  readonly owner: string;
  readonly log: Log;
  /** Aborted when nothing can be stored any more. */
  readonly abortSignal: AbortSignal;
}

/** Few, so that catching up doesn't delay the newest listing, which comes first in every run. */
const MAX_LISTINGS_PER_RUN = 6;

/** A `paperboy refresh` in another process yields once a minute. */
const LEASE_TIMEOUT_MS = 65_000;

const BASE_BACKOFF_MS = 10 * 60_000;
const MAX_BACKOFF_MS = 6 * 60 * 60_000;

/** Polls one source. */
export class SourcePoll {
  readonly #source: PaperSource;
  readonly #deps: SourcePollDeps;
  /** By listing key. */
  readonly #postponed = new Map<string, { readonly until: number; readonly attempts: number }>();

  constructor(source: PaperSource, deps: SourcePollDeps) {
    this.#source = source;
    this.#deps = deps;
  }

  /**
   * Fetches the due listings, unless another process is doing so. A listing that fails is postponed, longer each time; the run ends if the
   * source is down.
   *
   * @param stopSignal starts nothing new once it's aborted
   */
  async run(stopSignal: AbortSignal): Promise<void> {
    const leaseOptions = { ...this.#deps, signal: stopSignal, timeoutMs: LEASE_TIMEOUT_MS };
    const lease = await acquireSourceLease(this.#source.name, leaseOptions);
    if (lease === undefined) return;
    try {
      for (const key of await this.#findDueListings()) {
        if (stopSignal.aborted || !(await lease.renew()) || !(await this.#ingest(key))) return;
      }
    } finally {
      if (!this.#deps.abortSignal.aborted) await lease.release();
    }
  }

  async #findDueListings(): Promise<string[]> {
    const { name, descriptor } = this.#source;
    const now = this.#deps.now();
    const oldestDay = polledDays(descriptor, now)[0] ?? descriptor.firstDay;
    const listings = await this.#deps.repository.getListings(name, oldestDay, TRENDING_LISTING);
    const keys = dueListings(descriptor, new Map(listings.map((listing) => [listing.key, listing])), now);
    for (const key of this.#postponed.keys()) if (!keys.includes(key)) this.#postponed.delete(key);
    return keys.filter((key) => (this.#postponed.get(key)?.until ?? 0) <= now.getTime()).slice(0, MAX_LISTINGS_PER_RUN);
  }

  /** @returns whether to go on with the next listing */
  async #ingest(key: string): Promise<boolean> {
    const { library, logSkippedEntries, now, log, abortSignal: signal } = this.#deps;
    const { name, descriptor } = this.#source;
    try {
      const ingested = await ingestListing(this.#source, key, { ...this.#deps, requestOptions: { signal } });
      if (ingested.kind === 'not-published') {
        this.#postponed.set(key, { until: now().getTime() + retryIntervalMs(descriptor, key, now()), attempts: 0 });
      }
      if (ingested.kind !== 'listed') return true;
      const { added, changed, skipReasons } = ingested;
      logSkippedEntries(name, key, skipReasons);
      if (added > 0) log.info({ source: name, listing: key, added, changed }, 'stored new papers');
      await library.refresh();
      return true;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // The circuit breaker has logged it, and decides when to retry.
      if (error.kind === 'unavailable' || error.kind === 'rate-limited') return false;
      this.#postpone(key, error);
      return true;
    }
  }

  #postpone(key: string, error: SourceError): void {
    const attempts = (this.#postponed.get(key)?.attempts ?? 0) + 1;
    const delayMs = backoffMs(attempts, { baseMs: BASE_BACKOFF_MS, maxMs: MAX_BACKOFF_MS });
    this.#postponed.set(key, { until: this.#deps.now().getTime() + delayMs, attempts });
    if (attempts > 1) return;
    this.#deps.log.warn({ source: this.#source.name, listing: key, err: error }, 'failed to ingest listing');
  }
}
