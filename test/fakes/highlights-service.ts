import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document } from '../../src/chat/document.ts';
import type { Place } from '../../src/chat/place.ts';
import type { PostOutcome } from '../../src/chat/platform.ts';
import { type HighlightsService, postOnce } from '../../src/features/highlights/index.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../src/store/repositories/delivery-repository.ts';
import { SqlSubscriptionRepository } from '../../src/store/repositories/subscription-repository.ts';
import { later } from './deferred.ts';
import { createMemoryLog } from './log.ts';

export interface TestHighlights extends HighlightsService {
  /** Posts, in order. */
  readonly said: readonly { readonly place: Place; readonly document: Document; readonly key: string }[];
  /** The outcome of the next posts. Default: sent */
  outcome: PostOutcome | undefined;
  /** How often `wake` was called. */
  readonly woken: number;
  /** The database, created on first use. */
  readonly store: () => Promise<Store>;
}

type TestHighlightsDeps = Omit<
  HighlightsService,
  'subscriptions' | 'deliveries' | 'post' | 'wake' | 'newId' | 'tzdataVersion'
>;

/** The highlights service on its own SQLite file, which is created on first use. */
export function createTestHighlights(deps: TestHighlightsDeps): TestHighlights {
  const { now } = deps;
  const { log } = createMemoryLog();
  let opened: Promise<Store> | undefined;
  const store = (): Promise<Store> => {
    opened ??= openStore({ url: `sqlite:${join(folder(), 'paperboy.db')}`, log, now });
    return opened;
  };
  const said: TestHighlights['said'][number][] = [];
  let ids = 0;
  let woken = 0;
  const service: TestHighlights = {
    ...deps,
    subscriptions: later(async () => new SqlSubscriptionRepository(await store())),
    deliveries: later(async () => new SqlDeliveryRepository(await store())),
    store,
    said,
    outcome: undefined,
    get woken() {
      return woken;
    },
    post: postOnce(async (place, document, key) => {
      said.push({ place, document, key });
      return service.outcome ?? { kind: 'sent', posted: { place, message: `message ${said.length}` } };
    }),
    wake() {
      woken += 1;
    },
    newId: () => `id${String(++ids).padStart(6, '0')}`,
    tzdataVersion: '2025a',
  };
  return service;
}

let folders: string | undefined;
let made = 0;

/** A new folder, in one that is deleted when the process exits. */
function folder(): string {
  if (folders === undefined) {
    const parent = mkdtempSync(join(tmpdir(), 'paperboy-highlights-'));
    process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
    folders = parent;
  }
  made += 1;
  return join(folders, String(made));
}
