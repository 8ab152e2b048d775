import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from '../runtime/retry.ts';
import { type CircuitBreakerDeps, withCircuitBreaker } from './circuit-breaker.ts';
import { type IngestResult, ingestListing, type PaperWriter } from './ingest.ts';
import type { PaperSource } from './source.ts';
import { SourceError } from './source-error.ts';
import { acquireSourceLease, type SourceLease } from './source-lease.ts';

export interface BackfillSourceDeps extends CircuitBreakerDeps {
  readonly store: PaperWriter;
  /** Identifies this process as the holder of leases. */
  readonly owner: string;
  /** Stops after the current listing. */
  readonly stopSignal: AbortSignal;
  readonly progress: BackfillProgress;
  /** Must return early once stopped. */
  readonly wait?: (ms: number) => Promise<void>;
}

export interface BackfillProgress {
  start(title: string, listings: number): void;
  /** A listing is done. @param newPapers so far */
  advance(key: string, newPapers: number): void;
  /** Says why it's waiting. */
  showMessage(message: string): void;
  finish(): void;
}

/** Which listings to fetch from a source, in this order. */
export interface BackfillPlan {
  readonly source: PaperSource;
  readonly listingKeys: readonly string[];
  /** Days that are left out because their stored listing is final. */
  readonly skippedFinal: number;
  /** Set if the requested range starts before the first listing: its day. */
  readonly firstListingDay?: string;
}

export interface BackfillReport extends Pick<BackfillPlan, 'skippedFinal' | 'firstListingDay'> {
  readonly title: string;
  /** Listings. */
  readonly fetched: number;
  readonly entries: number;
  /** Papers. */
  readonly added: number;
  readonly changed: number;
  readonly skipReasons: readonly string[];
  readonly failed: readonly FailedListing[];
  /** Listings that weren't reached, because it was stopped or the source kept failing. */
  readonly notAttempted: number;
}

interface FailedListing {
  readonly key: string;
  readonly reason: string;
}

/** After as many failed listings in a row, each retried, the source is given up. */
const MAX_CONSECUTIVE_FAILURES = 3;

/** A running Paperboy on the same database gets the lease once a minute, to poll today's listing. */
const LEASE_HOLD_MS = 60_000;
const LEASE_YIELD_MS = 2000;

/** A later `retryAt` was recorded by a wrong clock. */
const MAX_RATE_LIMIT_WAIT_MS = 60 * 60_000;

/**
 * Fetches the planned listings, also if the source failed recently, but waits if it asked any process to wait. Each listing is stored as
 * it comes.
 */
export function backfillSource(plan: BackfillPlan, deps: BackfillSourceDeps): Promise<BackfillReport> {
  const sleepUnlessStopped = (ms: number): Promise<void> =>
    sleep(ms, undefined, { signal: deps.stopSignal }).catch(() => undefined);
  return new BackfillRun(plan, { wait: sleepUnlessStopped, ...deps }).run();
}

type BackfillRunDeps = Required<BackfillSourceDeps>;

class BackfillRun {
  readonly #plan: BackfillPlan;
  readonly #deps: BackfillRunDeps;
  readonly #title: string;
  readonly #source: PaperSource;
  readonly #ingested: IngestResult[] = [];
  readonly #failed: FailedListing[] = [];
  #consecutiveFailures = 0;
  #lease: (SourceLease & { readonly since: number }) | undefined;

  constructor(plan: BackfillPlan, deps: BackfillRunDeps) {
    this.#plan = plan;
    this.#deps = deps;
    this.#title = plan.source.descriptor.title;
    this.#source = withCircuitBreaker(withRetries(plan.source, deps), deps, { force: true });
  }

  async run(): Promise<BackfillReport> {
    const { progress, stopSignal } = this.#deps;
    const { listingKeys } = this.#plan;
    progress.start(this.#title, listingKeys.length);
    try {
      for (const key of listingKeys) {
        if (stopSignal.aborted || this.#consecutiveFailures >= MAX_CONSECUTIVE_FAILURES) break;
        await this.#waitForRateLimit();
        if (!(await this.#holdLease())) break;
        await this.#ingest(key);
        progress.advance(key, sumField(this.#ingested, 'added'));
      }
    } finally {
      progress.finish();
      await this.#lease?.release();
    }
    return toReport(this.#plan, this.#ingested, this.#failed);
  }

  async #waitForRateLimit(): Promise<void> {
    const { repository, now, progress, wait } = this.#deps;
    const { failure } = await repository.getStatus(this.#source.name);
    const remainingMs = failure?.isRateLimited ? Date.parse(failure.retryAt) - now().getTime() : 0;
    if (remainingMs <= 0) return;
    const waitMs = Math.min(remainingMs, MAX_RATE_LIMIT_WAIT_MS);
    progress.showMessage(`rate limited, continuing in ${Math.ceil(waitMs / 1000)} s`);
    await wait(waitMs);
  }

  /** False if stopped while waiting for it. */
  async #holdLease(): Promise<boolean> {
    const { repository, owner, now, progress, stopSignal: signal, wait } = this.#deps;
    if (this.#lease !== undefined && now().getTime() - this.#lease.since >= LEASE_HOLD_MS) {
      await this.#lease.release();
      this.#lease = undefined;
      await wait(LEASE_YIELD_MS);
    }
    if (this.#lease !== undefined && (await this.#lease.renew())) return true;
    const onWait = (): void => progress.showMessage('waiting for another Paperboy process to finish polling');
    const options = { repository, owner, now, signal, onWait, timeoutMs: Number.POSITIVE_INFINITY };
    const acquired = await acquireSourceLease(this.#source.name, options);
    this.#lease = acquired && { ...acquired, since: now().getTime() };
    return this.#lease !== undefined;
  }

  async #ingest(key: string): Promise<void> {
    try {
      this.#ingested.push(await ingestListing(this.#source, key, this.#deps));
      this.#consecutiveFailures = 0;
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      this.#failed.push({ key, reason: error.message });
      this.#consecutiveFailures = error.kind === 'rejected' ? 0 : this.#consecutiveFailures + 1;
    }
  }
}

function toReport(
  { source, listingKeys, skippedFinal, firstListingDay }: BackfillPlan,
  ingested: readonly IngestResult[],
  failed: readonly FailedListing[],
): BackfillReport {
  return {
    title: source.descriptor.title,
    skippedFinal,
    ...(firstListingDay !== undefined && { firstListingDay }),
    fetched: ingested.length,
    entries: sumField(ingested, 'entries'),
    added: sumField(ingested, 'added'),
    changed: sumField(ingested, 'changed'),
    skipReasons: ingested.flatMap((one) => (one.kind === 'listed' ? one.skipReasons : [])),
    failed,
    notAttempted: listingKeys.length - ingested.length - failed.length,
  };
}

function sumField(ingested: readonly IngestResult[], field: 'entries' | 'added' | 'changed'): number {
  return ingested.reduce((total, one) => total + (one.kind === 'listed' ? one[field] : 0), 0);
}

function withRetries(source: PaperSource, deps: BackfillRunDeps): PaperSource {
  return {
    ...source,
    fetchDay: (...args) => retry(() => source.fetchDay(...args), deps),
    fetchTrending: (...args) => retry(() => source.fetchTrending(...args), deps),
  };
}

const MAX_RETRIES = 3;
const BASE_RETRY_DELAY_MS = 2000;
/** Twice as long as the window of a usual rate limit. */
const MAX_RETRY_DELAY_MS = 10 * 60_000;

/** With exponential backoff, or as long as the source asked to wait. Rejected requests aren't retried. @throws SourceError the last one */
async function retry<T>(
  attempt: () => Promise<T>,
  { wait, random, stopSignal, progress }: BackfillRunDeps,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLastAttempt = failures > MAX_RETRIES || stopSignal.aborted;
      if (!(error instanceof SourceError) || error.kind === 'rejected' || isLastAttempt) throw error;
      const delayMs = Math.min(
        error.retryAfterMs ?? backoffMs(failures, { baseMs: BASE_RETRY_DELAY_MS, random }),
        MAX_RETRY_DELAY_MS,
      );
      progress.showMessage(`${error.message}; retrying in ${Math.ceil(delayMs / 1000)} s`);
      await wait(delayMs);
    }
  }
}
