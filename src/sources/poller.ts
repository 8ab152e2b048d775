import type { Log } from '../runtime/log.ts';
import { withTimeout } from '../runtime/retry.ts';
import { startScheduler } from '../runtime/scheduler.ts';
import { DRAIN_TIMEOUT_MS } from '../runtime/task-tracker.ts';
import { type IngestDeps, ingestListing, type LogSkippedEntries } from './ingest.ts';
import { dueListings, polledDays, retryIntervalMs } from './polling-schedule.ts';
import { type PaperSource, SourceError } from './source.ts';
import { acquireSourceLease } from './source-lease.ts';
import { TRENDING_LISTING } from './source-repository.ts';

/** Keeps the papers current: looks every minute for what is due at the sources. */
export interface SourcePoller {
  /** Looks now. */
  pollNow(): void;
  /** Finishes the part in hand, in time; what comes later is not kept. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  lastRunAgeMs(): number;
}

interface SourcePollerDeps extends Omit<SourcePollDeps, 'abortSignal'> {
  readonly sources: readonly PaperSource[];
  readonly drainTimeoutMs?: number;
}

/** Looks at once and at every full minute. A source that fails keeps no other from being asked. */
export function startSourcePoller({
  sources,
  drainTimeoutMs = DRAIN_TIMEOUT_MS,
  ...dependencies
}: SourcePollerDeps): SourcePoller {
  const [stopController, abortController] = [new AbortController(), new AbortController()];
  const { repository, owner, log } = dependencies;
  const polls = sources.map((source) =>
    createSourcePoll(source, { ...dependencies, abortSignal: abortController.signal }),
  );
  const run = async (): Promise<void> => {
    const results = await Promise.allSettled(polls.map((poll) => poll(stopController.signal)));
    const failed = results.find((result) => result.status === 'rejected');
    // Whoever stopped it may have closed the store since.
    if (failed !== undefined && !abortController.signal.aborted) throw failed.reason;
  };
  const scheduler = startScheduler({ run, log });

  return {
    pollNow: scheduler.wake,
    lastRunAgeMs: scheduler.lastTickAgeMs,
    async stop() {
      stopController.abort();
      const isDrained = await withTimeout(
        scheduler.stop().then(() => true),
        drainTimeoutMs,
      );
      abortController.abort();
      if (!isDrained) await Promise.all(sources.map(({ name }) => repository.releaseLease(name, owner)));
    },
  };
}

export interface SourcePollDeps extends Omit<IngestDeps, 'requestOptions'> {
  /** The papers in memory, which take in what has changed in the store. */
  readonly library: { refresh(): Promise<void> };
  readonly logSkippedEntries: LogSkippedEntries;
  /** This process, for the ledger. */
  readonly owner: string;
  readonly log: Log;
  /** Aborted when it is too late to keep anything. */
  readonly abortSignal: AbortSignal;
}

/** So few at a time that the newest list, which comes first, is never late for what was missed. */
const MAX_LISTINGS_PER_RUN = 6;

/** A `paperboy refresh` beside this process gives way once a minute. */
const LEASE_TIMEOUT_MS = 65_000;

const BASE_BACKOFF_MS = 10 * 60_000;
const MAX_BACKOFF_MS = 6 * 60 * 60_000;

/**
 * Asks a source for what is due, each time it is called, unless another process has its turn. A part that can't be had is left alone for a
 * while, longer each time; a source that is down ends the round.
 *
 * @returns resolves when the round is over; nothing new begins once it is stopped
 */
export function createSourcePoll(
  source: PaperSource,
  { repository, store, library, logSkippedEntries, owner, now, log, abortSignal }: SourcePollDeps,
): (stopSignal: AbortSignal) => Promise<void> {
  const postponed = new Map<string, { readonly until: number; readonly attempts: number }>();

  const findDueListings = async (): Promise<string[]> => {
    const at = now();
    const knownListings = await repository.getListings(
      source.name,
      polledDays(source, at)[0] ?? source.firstDay,
      TRENDING_LISTING,
    );
    const listingKeys = dueListings(
      source,
      new Map(knownListings.map((listingKey) => [listingKey.key, listingKey])),
      at,
    );
    for (const listingKey of postponed.keys()) if (!listingKeys.includes(listingKey)) postponed.delete(listingKey);
    return listingKeys
      .filter((listingKey) => (postponed.get(listingKey)?.until ?? 0) <= at.getTime())
      .slice(0, MAX_LISTINGS_PER_RUN);
  };

  const postpone = (listingKey: string, error: SourceError): void => {
    const attempts = postponed.get(listingKey)?.attempts ?? 0;
    const backoffMs = Math.min(BASE_BACKOFF_MS * 2 ** attempts, MAX_BACKOFF_MS);
    postponed.set(listingKey, { until: now().getTime() + backoffMs, attempts: attempts + 1 });
    if (attempts > 0) return;
    log.warn(
      { source: source.name, part: listingKey, err: error },
      'a list could not be taken, what was known of it stays',
    );
  };

  /** @returns whether the source may be asked for more */
  const ingest = async (listingKey: string): Promise<boolean> => {
    try {
      const ingested = await ingestListing(source, listingKey, {
        repository,
        store,
        now,
        requestOptions: { signal: abortSignal },
      });
      if (ingested.kind === 'not-published') {
        postponed.set(listingKey, { until: now().getTime() + retryIntervalMs(source, listingKey, now()), attempts: 0 });
      }
      if (ingested.kind !== 'listed') return true;
      const { added, changed, skipReasons } = ingested;
      logSkippedEntries(source.name, listingKey, skipReasons);
      if (added > 0) log.info({ source: source.name, part: listingKey, added, changed }, 'new papers');
      await library.refresh();
      return true;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      // The circuit has said so, and knows how long to wait.
      if (error.kind === 'unavailable' || error.kind === 'rate-limited') return false;
      postpone(listingKey, error);
      return true;
    }
  };

  return async (stopSignal) => {
    const lease = await acquireSourceLease(source.name, {
      repository,
      owner,
      now,
      signal: stopSignal,
      timeoutMs: LEASE_TIMEOUT_MS,
    });
    if (lease === undefined) return;
    try {
      for (const listingKey of await findDueListings()) {
        if (stopSignal.aborted || !(await lease.renew()) || !(await ingest(listingKey))) return;
      }
    } finally {
      if (!abortSignal.aborted) await lease.release();
    }
  };
}
