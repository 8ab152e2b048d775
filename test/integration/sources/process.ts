import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createPapers, openLibrary } from '../../../src/papers/library.ts';
import { SearchIndex } from '../../../src/search/index.ts';
import { createSkippedEntryLog } from '../../../src/sources/ingest.ts';
import { openStore } from '../../../src/store/database.ts';
import { SqlPaperRepository } from '../../../src/store/repositories/paper-repository.ts';
import { SqlSourceRepository } from '../../../src/store/repositories/source-status-repository.ts';
import { createMemoryLog } from '../../fakes/log.ts';

/** A clock that a test sets. */
export function createClock(at = '2026-11-20T12:00:00.000Z') {
  let ms = Date.parse(at);
  return {
    now: () => new Date(ms),
    passMinutes: (minutes: number): void => {
      ms += minutes * 60_000;
    },
    set: (instant: string): void => {
      ms = Date.parse(instant);
    },
  };
}

/** The URL of a new database. */
export function newDatabase(): string {
  return `sqlite:${join(mkdtempSync(join(tmpdir(), 'paperboy-live-')), 'paperboy.db')}`;
}

/** The services of a process. Several with the same `url` are replicas. */
export async function openProcess({
  url = newDatabase(),
  owner = 'process 1',
  clock = createClock(),
  libraryPollIntervalMs = 20,
} = {}) {
  const { log, records } = createMemoryLog();
  const store = await openStore({ url, log, now: clock.now });
  const [papers, search, paperStore] = [createPapers(), new SearchIndex(), new SqlPaperRepository(store)];
  const library = await openLibrary({
    changeFeed: paperStore,
    papers,
    search,
    log,
    pollIntervalMs: libraryPollIntervalMs,
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    library.stop();
    await store.close();
  };
  onTestFinished(close);
  return {
    ...{ url, clock, now: clock.now, log, records, owner, papers, search, library, close },
    db: store.db,
    store: paperStore,
    repository: new SqlSourceRepository(store),
    logSkippedEntries: createSkippedEntryLog(log),
    random: () => 0.5,
    loggedMessages: () => records.map(({ msg }) => msg),
  };
}
