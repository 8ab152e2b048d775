import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Paper } from './paper.ts';
import type { Papers } from './papers.ts';

/** Where the papers are kept that this process and others answer from. */
interface PaperSource {
  /** The papers that came or changed after a revision, and the revision up to which that is so. */
  changedSince(revision: number): Promise<{ readonly papers: readonly Paper[]; readonly revision: number }>;
}

/** What finds papers among those in memory. */
interface Index {
  put(papers: readonly Paper[]): void;
  remove(id: string): void;
}

interface Dependencies {
  readonly source: PaperSource;
  readonly papers: Papers;
  readonly search: Index;
  readonly log: Log;
  readonly everyMs?: number;
}

/** The papers in memory, kept up with those in the store, whoever changes them. */
export interface Library {
  /** Takes in what has changed. */
  refresh(): Promise<void>;
  /** Ends the looking. */
  stop(): void;
}

const EVERY_MS = 2000;
/** A paper takes about a millisecond to index: so many at a time let answers through in between. */
const SLICE = 20;

/** Fills the papers and the index from the store, then looks every two seconds for what has changed there. */
export async function openLibrary({ source, papers, search, log, everyMs = EVERY_MS }: Dependencies): Promise<Library> {
  const stopping = new AbortController();
  let revision = -1;
  let last = Promise.resolve();

  const takeIn = async (): Promise<void> => {
    const changed = await source.changedSince(revision);
    for (let start = 0; start < changed.papers.length; start += SLICE) {
      const slice = changed.papers.slice(start, start + SLICE);
      papers.put(slice);
      for (const { aliases } of slice) for (const alias of aliases) search.remove(alias);
      search.put(slice);
      if (revision >= 0) await sleep(0);
    }
    revision = changed.revision;
  };
  const refresh = (): Promise<void> => {
    const next = last.then(takeIn);
    last = next.catch(() => undefined);
    return next;
  };
  const follow = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await sleep(everyMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      await refresh().catch((error: unknown) => log.error({ err: error }, 'the papers in the store can not be read'));
    }
  };

  await refresh();
  void follow();
  return { refresh, stop: () => stopping.abort() };
}
