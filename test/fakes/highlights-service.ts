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

export interface TestDesk extends HighlightsService {
  /** What was said unasked, in order. */
  readonly said: readonly { readonly place: Place; readonly document: Document; readonly key: string }[];
  /** What becomes of what is said next; sent, unless told. */
  outcome: PostOutcome | undefined;
  /** How often somebody asked to look for what is due. */
  readonly woken: number;
  /** The database, made when it is first asked for. */
  readonly store: () => Promise<Store>;
}

type TestDeskDeps = Omit<
  HighlightsService,
  'subscriptions' | 'deliveries' | 'post' | 'wake' | 'newId' | 'tzdataVersion'
>;

/** A desk on a SQLite file of its own, which is made when it is first asked for something. */
export function createTestDesk(deps: TestDeskDeps): TestDesk {
  const { now } = deps;
  const { log } = createMemoryLog();
  let opened: Promise<Store> | undefined;
  const store = (): Promise<Store> => {
    opened ??= openStore({ url: `sqlite:${join(folder(), 'paperboy.db')}`, log, now });
    return opened;
  };
  const said: TestDesk['said'][number][] = [];
  let ids = 0;
  let woken = 0;
  const desk: TestDesk = {
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
      return desk.outcome ?? { kind: 'sent', posted: { place, message: `message ${said.length}` } };
    }),
    wake() {
      woken += 1;
    },
    newId: () => `id${String(++ids).padStart(6, '0')}`,
    tzdataVersion: '2025a',
  };
  return desk;
}

let folders: string | undefined;
let made = 0;

/** A new folder each time, in one that goes with the process. */
function folder(): string {
  if (folders === undefined) {
    const parent = mkdtempSync(join(tmpdir(), 'paperboy-desks-'));
    process.once('exit', () => rmSync(parent, { recursive: true, force: true }));
    folders = parent;
  }
  made += 1;
  return join(folders, String(made));
}
