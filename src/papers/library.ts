import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../runtime/log.ts';
import { titleId } from './identity.ts';
import type { Paper } from './paper.ts';

/** Where the papers are kept that this process and others answer from. */
interface PaperChangeFeed {
  /** The papers that came or changed after a revision, and the revision up to which that is so. */
  changedSince(revision: number): Promise<{ readonly papers: readonly Paper[]; readonly revision: number }>;
}

/** What finds papers among those in memory. */
interface PaperIndexer {
  put(papers: readonly Paper[]): void;
  remove(id: string): void;
}

interface LibraryDeps {
  readonly changeFeed: PaperChangeFeed;
  readonly papers: Papers;
  readonly search: PaperIndexer;
  readonly log: Log;
  readonly pollIntervalMs?: number;
}

/** The papers in memory, kept up with those in the store, whoever changes them. */
export interface Library {
  /** Takes in what has changed. */
  refresh(): Promise<void>;
  /** Ends the looking. */
  stop(): void;
}

const DEFAULT_POLL_INTERVAL_MS = 2000;
/** A paper takes about a millisecond to index: so many at a time let answers through in between. */
const BATCH_SIZE = 20;

/** Fills the papers and the index from the store, then looks every two seconds for what has changed there. */
export async function openLibrary({
  changeFeed,
  papers,
  search,
  log,
  pollIntervalMs = DEFAULT_POLL_INTERVAL_MS,
}: LibraryDeps): Promise<Library> {
  const abortController = new AbortController();
  let revision = -1;
  let previousRefresh = Promise.resolve();

  const applyChanges = async (): Promise<void> => {
    const changed = await changeFeed.changedSince(revision);
    for (let start = 0; start < changed.papers.length; start += BATCH_SIZE) {
      const batch = changed.papers.slice(start, start + BATCH_SIZE);
      papers.put(batch);
      for (const { aliases } of batch) for (const alias of aliases) search.remove(alias);
      search.put(batch);
      if (revision >= 0) await sleep(0);
    }
    revision = changed.revision;
  };
  const refresh = (): Promise<void> => {
    const next = previousRefresh.then(applyChanges);
    previousRefresh = next.catch(() => undefined);
    return next;
  };
  const pollForChanges = async (): Promise<void> => {
    while (!abortController.signal.aborted) {
      await sleep(pollIntervalMs, undefined, { signal: abortController.signal, ref: false }).catch(() => undefined);
      if (abortController.signal.aborted) return;
      await refresh().catch((error: unknown) => log.error({ err: error }, 'the papers in the store can not be read'));
    }
  };

  await refresh();
  void pollForChanges();
  return { refresh, stop: () => abortController.abort() };
}

/** The papers at hand. A paper is found by any id it ever had. */
export interface Papers {
  get(id: string): Paper | undefined;
  byTitle(title: string): Paper | undefined;
  all(): readonly Paper[];
  /** Adds papers, or puts them in the place of those with their ids; those that are an alias of one of them now are gone. */
  put(papers: readonly Paper[]): void;
}

/** Papers in memory, in the order in which they came. */
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
