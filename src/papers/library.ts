import { setTimeout as sleep } from 'node:timers/promises';
import PQueue from 'p-queue';
import type { Log } from '../runtime/log.ts';
import { titleId } from './identity.ts';
import type { Paper } from './paper.ts';

interface LibraryDeps {
  readonly changeFeed: {
    /** The papers added or changed after a revision, and the revision that includes them. */
    changedSince(revision: number): Promise<{ readonly papers: readonly Paper[]; readonly revision: number }>;
  };
  readonly papers: Papers;
  readonly search: { put(papers: readonly Paper[]): void; remove(id: string): void };
  readonly log: Log;
  readonly pollIntervalMs?: number;
}

/** Keeps the papers and the search index in memory up to date with the store, which other processes change too. */
export interface Library {
  /** Loads changes made before this call. */
  refresh(): Promise<void>;
  /** Stops polling. */
  stop(): void;
}

const DEFAULT_POLL_INTERVAL_MS = 2000;
/** Indexing takes about 1 ms per paper. The event loop gets a turn between batches. */
const BATCH_SIZE = 20;

/** Loads all papers from the store, then polls it for changes. */
export async function openLibrary({
  changeFeed,
  papers,
  search,
  log,
  pollIntervalMs = DEFAULT_POLL_INTERVAL_MS,
}: LibraryDeps): Promise<Library> {
  const refreshes = new PQueue({ concurrency: 1 });
  let revision = -1;

  const applyChanges = async (): Promise<void> => {
    const changes = await changeFeed.changedSince(revision);
    for (let start = 0; start < changes.papers.length; start += BATCH_SIZE) {
      const batch = changes.papers.slice(start, start + BATCH_SIZE);
      papers.put(batch);
      for (const { aliases } of batch) for (const alias of aliases) search.remove(alias);
      search.put(batch);
      if (revision >= 0) await sleep(0);
    }
    revision = changes.revision;
  };
  const refresh = (): Promise<void> => refreshes.add(applyChanges);

  await refresh();
  const poll = setInterval(() => {
    if (refreshes.pending > 0) return;
    refresh().catch((error: unknown) => log.error({ err: error }, 'failed to refresh papers from the store'));
  }, pollIntervalMs).unref();
  return { refresh, stop: () => clearInterval(poll) };
}

/** The papers in memory, found by current and former ids. */
export interface Papers {
  get(id: string): Paper | undefined;
  byTitle(title: string): Paper | undefined;
  all(): readonly Paper[];
  /** Adds or replaces papers, and removes those whose id has become an alias. */
  put(papers: readonly Paper[]): void;
}

/** Papers in insertion order. */
export function createPapers(papers: readonly Paper[] = []): Papers {
  const byOwnId = new Map<string, Paper>();
  const byAnyId = new Map<string, Paper>();
  let cachedList: readonly Paper[] | undefined;
  const put = (changed: readonly Paper[]): void => {
    for (const paper of changed) {
      for (const alias of paper.aliases) byOwnId.delete(alias);
      byOwnId.set(paper.id, paper);
      for (const id of [...paper.aliases, paper.id]) byAnyId.set(id, paper);
    }
    cachedList = undefined;
  };
  put(papers);
  return {
    get: (id) => byAnyId.get(id),
    byTitle: (title) => byAnyId.get(titleId(title)),
    all: () => {
      cachedList ??= [...byOwnId.values()];
      return cachedList;
    },
    put,
  };
}
