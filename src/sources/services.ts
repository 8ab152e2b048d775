import type { Papers } from '../papers/library.ts';
import { type DayRangeInput, runBackfill } from './backfill.ts';
import type { BackfillProgress } from './backfill-source.ts';
import { type CircuitBreakerDeps, withCircuitBreaker } from './circuit-breaker.ts';
import { createSkippedEntryLog, type PaperWriter } from './ingest.ts';
import { LivePaperLookup, type PaperLookup } from './lookup.ts';
import { type SourcePoller, startSourcePoller } from './poller.ts';
import type { PaperSource } from './source.ts';

interface SourceServicesDeps extends CircuitBreakerDeps {
  readonly store: PaperWriter;
  /** The papers in memory, which `refresh` updates from the store. */
  readonly library: { refresh(): Promise<void> };
  readonly papers: Papers;
  /** Identifies this process as the holder of leases. */
  readonly owner: string;
  /** Aborted when nothing can be stored any more. */
  readonly shutdownSignal: AbortSignal;
}

/** What the program does with its sources. */
export interface SourceServices {
  readonly lookup: PaperLookup;
  startPoller(): SourcePoller;
  /** Runs `paperboy refresh`, see `runBackfill`. */
  backfill(
    input: DayRangeInput,
    options: { readonly progress: BackfillProgress; readonly stopSignal: AbortSignal },
  ): Promise<{ readonly text: string; readonly isComplete: boolean }>;
}

export function createSourceServices(
  sources: readonly PaperSource[],
  dependencies: SourceServicesDeps,
): SourceServices {
  const protectedSources = sources.map((source) => withCircuitBreaker(source, dependencies));
  const deps = {
    ...dependencies,
    sources: protectedSources,
    logSkippedEntries: createSkippedEntryLog(dependencies.log),
  };
  return {
    lookup: new LivePaperLookup(deps),
    startPoller: () => startSourcePoller(deps),
    backfill: (input, options) => runBackfill(input, { ...dependencies, ...options, sources }),
  };
}
