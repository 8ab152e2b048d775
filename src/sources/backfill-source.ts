import { setTimeout as sleep } from 'node:timers/promises';
import { type CircuitBreakerDeps, withCircuitBreaker } from './circuit-breaker.ts';
import { type IngestResult, ingestListing, type PaperWriter } from './ingest.ts';
import { type PaperSource, SourceError } from './source.ts';
import { acquireSourceLease, type SourceLease } from './source-lease.ts';

export interface BackfillSourceDeps extends CircuitBreakerDeps {
  readonly store: PaperWriter;
  /** This process, for the ledger. */
  readonly owner: string;
  /** Aborted by whoever wants no more: it ends after the part in hand. */
  readonly stopSignal: AbortSignal;
  readonly progress: BackfillProgress;
  readonly wait?: (ms: number) => Promise<void>;
}

/** Shows somebody who waits how far it is. */
export interface BackfillProgress {
  start(title: string, total: number): void;
  /** A part is done. @param newPapers how many were new so far */
  advance(listingKey: string, newPapers: number): void;
  /** Why it does not go on at the moment. */
  showMessage(message: string): void;
  finish(): void;
}

/** What became of one source. */
export interface BackfillReport {
  readonly title: string;
  readonly skippedFinal: number;
  readonly firstListingDay?: string;
  /** Parts that were answered, and how many entries they listed. */
  readonly fetched: number;
  readonly entries: number;
  readonly added: number;
  readonly changed: number;
  /** Why entries were left out. */
  readonly skipReasons: readonly string[];
  readonly failed: readonly { readonly listingKey: string; readonly reason: string }[];
  /** Parts that nobody asked for: it was stopped, or the source gave no answer any more. */
  readonly notAttempted: number;
}

/** A source that gives nothing for so many parts one after the other, each asked for again and again, is left in peace. */
const MAX_CONSECUTIVE_FAILURES = 3;

/** A Paperboy that runs on the same database gets its turn once a minute, for today's list. */
const LEASE_HOLD_MS = 60_000;
const LEASE_YIELD_MS = 2000;

/** A clock that was wrong may have noted that a source wants to be left alone for years. */
const MAX_RATE_LIMIT_WAIT_MS = 60 * 60_000;

/**
 * Asks a source for all that is planned, now, also where it failed lately; one that asked to be left alone, whatever process it told, is
 * waited for. What it answered is kept, whatever comes after.
 */
export async function backfillSource(plan: BackfillPlan, dependencies: BackfillSourceDeps): Promise<BackfillReport> {
  const { repository, store, now, stopSignal, progress } = dependencies;
  const sleepUnlessStopped = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: stopSignal }).catch(() => undefined);
  const { wait = sleepUnlessStopped } = dependencies;
  const { title } = plan.source;
  const source = withCircuitBreaker(withRetries(plan.source, { ...dependencies, wait }), dependencies, { force: true });
  const ingested: IngestResult[] = [];
  const failed: { listingKey: string; reason: string }[] = [];
  let consecutiveFailures = 0;
  let lease: (SourceLease & { readonly since: number }) | undefined;

  const holdLease = async (): Promise<boolean> => {
    if (lease !== undefined && now().getTime() - lease.since >= LEASE_HOLD_MS) {
      await lease.release();
      lease = undefined;
      await wait(LEASE_YIELD_MS);
    }
    if (lease !== undefined && (await lease.renew())) return true;
    const onWait = (): void => progress.showMessage(`another Paperboy asks ${title}, waiting for my turn`);
    const acquired = await acquireSourceLease(source.name, {
      ...{ repository, owner: dependencies.owner, now, signal: stopSignal, onWait },
      timeoutMs: Number.POSITIVE_INFINITY,
    });
    lease = acquired && { ...acquired, since: now().getTime() };
    return lease !== undefined;
  };

  const waitForRateLimit = async (): Promise<void> => {
    const { failure } = await repository.getStatus(source.name);
    const remainingMs = failure?.isRateLimited ? Date.parse(failure.retryAt) - now().getTime() : 0;
    if (remainingMs <= 0) return;
    const waitMs = Math.min(remainingMs, MAX_RATE_LIMIT_WAIT_MS);
    progress.showMessage(`${title} asks to wait; going on in ${Math.ceil(waitMs / 1000)} s`);
    await wait(waitMs);
  };

  progress.start(title, plan.listingKeys.length);
  try {
    for (const listingKey of plan.listingKeys) {
      if (stopSignal.aborted || consecutiveFailures >= MAX_CONSECUTIVE_FAILURES) break;
      await waitForRateLimit();
      if (!(await holdLease())) break;
      try {
        ingested.push(await ingestListing(source, listingKey, { repository, store, now }));
        consecutiveFailures = 0;
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        failed.push({ listingKey, reason: error.message });
        consecutiveFailures = error.kind === 'rejected' ? 0 : consecutiveFailures + 1;
      }
      progress.advance(listingKey, sumField(ingested, 'added'));
    }
  } finally {
    progress.finish();
    await lease?.release();
  }
  return {
    title,
    skippedFinal: plan.skippedFinal,
    ...(plan.firstListingDay !== undefined && { firstListingDay: plan.firstListingDay }),
    fetched: ingested.length,
    entries: sumField(ingested, 'entries'),
    added: sumField(ingested, 'added'),
    changed: sumField(ingested, 'changed'),
    skipReasons: ingested.flatMap((one) => (one.kind === 'listed' ? one.skipReasons : [])),
    failed,
    notAttempted: plan.listingKeys.length - ingested.length - failed.length,
  };
}

function withRetries(
  source: PaperSource,
  dependencies: BackfillSourceDeps & { readonly wait: (ms: number) => Promise<void> },
): PaperSource {
  const { progress } = dependencies;
  const onRetry = (error: SourceError, ms: number): void =>
    progress.showMessage(`${error.message}; asking again in ${Math.ceil(ms / 1000)} s`);
  const retry = <T>(attempt: () => Promise<T>): Promise<T> => withRetry(attempt, { ...dependencies, onRetry });
  return {
    ...source,
    fetchDay: (...args) => retry(() => source.fetchDay(...args)),
    fetchTrending: (...args) => retry(() => source.fetchTrending(...args)),
  };
}

function sumField(ingested: readonly IngestResult[], field: 'entries' | 'added' | 'changed'): number {
  return ingested.reduce((total, one) => total + (one.kind === 'listed' ? one[field] : 0), 0);
}

/** What a source is to be asked for, in this order. */
export interface BackfillPlan {
  readonly source: PaperSource;
  readonly listingKeys: readonly string[];
  /** How many days are left out, because what is known of them is how they stay. */
  readonly skippedFinal: number;
  /** The day of the first list, where a span began before it. */
  readonly firstListingDay?: string;
}

interface RetryDeps {
  /** Waits, and ends early when nobody wants the answer any more. */
  readonly wait: (delayMs: number) => Promise<void>;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly stopSignal: AbortSignal;
  /** Called before it waits. */
  readonly onRetry: (error: SourceError, delayMs: number) => void;
}

const MAX_RETRIES = 3;
const BASE_RETRY_DELAY_MS = 2000;
/** A window of Hugging Face's limit is five minutes long (https://huggingface.co/docs/hub/rate-limits). */
const MAX_RETRY_DELAY_MS = 10 * 60_000;

/**
 * Asks up to three times more, waiting longer each time, or for as long as the source asks for. What it refuses is not asked again.
 *
 * @throws SourceError of the last time
 */
async function withRetry<T>(attempt: () => Promise<T>, dependencies: RetryDeps): Promise<T> {
  const { wait, random, stopSignal, onRetry } = dependencies;
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLastAttempt = failures >= MAX_RETRIES || stopSignal.aborted;
      if (!(error instanceof SourceError) || error.kind === 'rejected' || isLastAttempt) throw error;
      const delayMs = Math.min(
        error.retryAfterMs ?? BASE_RETRY_DELAY_MS * 2 ** failures * (0.75 + random() / 2),
        MAX_RETRY_DELAY_MS,
      );
      onRetry(error, delayMs);
      await wait(delayMs);
    }
  }
}
