import { randomUUID } from 'node:crypto';
import { commands } from '../commands/index.ts';
import type { Core } from './chat/context.ts';
import { createKeepsakes } from './chat/keepsakes.ts';
import { createRecentCards } from './chat/link-cards.ts';
import type { ChatPlatform } from './chat/platform.ts';
import { sayOnce } from './highlights/delivering/say-once.ts';
import type { Log } from './log.ts';
import { createNewId } from './new-id.ts';
import { readCorpus } from './papers/corpus-file.ts';
import { openLibrary } from './papers/library.ts';
import { createPapers } from './papers/papers.ts';
import { createSearchIndex } from './search/search-index.ts';
import type { CircuitDependencies } from './sources/live/circuit.ts';
import { guard } from './sources/live/guard.ts';
import { createLivePapers } from './sources/live/live-desk.ts';
import { NO_LIVE_PAPERS } from './sources/live/live-papers.ts';
import { createSeldom } from './sources/live/seldom.ts';
import type { LiveSource } from './sources/live/source.ts';
import type { RefreshDependencies } from './sources/refresh/refresh-source.ts';
import { createTellRefused } from './sources/refresh/refused-entries.ts';
import { createChannelSettings } from './store/channel-settings.ts';
import { openStore, type Store } from './store/database.ts';
import { createDeliveries } from './store/deliveries.ts';
import { createDiscussions } from './store/discussions.ts';
import { createStoredKeepsakes } from './store/keepsakes.ts';
import { createPaperStore } from './store/papers.ts';
import { createSavedPapers } from './store/saved-papers.ts';
import { createSourceLedger } from './store/source-ledger.ts';
import { createSubscriptions } from './store/subscriptions.ts';
import { forgetTenant } from './store/tenants.ts';

interface Settings {
  readonly databaseUrl: string;
  /** The corpus that a new database begins with. */
  readonly firstPapers: string;
  /** Where papers come from, by and by. */
  readonly sources: readonly LiveSource[];
}

interface Dependencies {
  readonly log: Log;
  readonly now: () => Date;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

/** The core on a database, and what the composition root still has to put into it. */
export interface OpenCore {
  readonly core: Core;
  readonly store: Store;
  /** Where the core says things unasked: to be filled before anything is said. */
  readonly platforms: Map<string, ChatPlatform>;
  /** What keeps the papers current, once somebody starts it. */
  readonly refreshing: Refreshing;
  /** Called when posts are due, or a thread has stirred. */
  onWake(listeners: { readonly deliver: () => void; readonly lookSoon: () => void }): void;
  close(): Promise<void>;
}

interface Refreshing extends Omit<RefreshDependencies, 'over'>, CircuitDependencies {
  /** Each behind its circuit. */
  readonly sources: readonly LiveSource[];
  /** As they are, for whoever wants them asked whatever happened before. */
  readonly plainSources: readonly LiveSource[];
}

const ID_LENGTH = 8;
/** Everybody who searches would tell of the same database. */
const UNTOLD_EVERY_MS = 60_000;

/**
 * Opens the database, fills it with the papers that ship where it is new, and builds the core on it.
 *
 * @throws UserError when the database or the papers can't be used
 */
export async function openCore(
  { databaseUrl, firstPapers, sources }: Settings,
  dependencies: Dependencies,
): Promise<OpenCore> {
  const { log, now, random } = dependencies;
  const store = await openStore({ url: databaseUrl, log, now });
  try {
    const paperStore = createPaperStore(store);
    if ((await paperStore.count()) === 0) await paperStore.put(readCorpus(firstPapers));
    const [papers, search] = [createPapers(), createSearchIndex()];
    const library = await openLibrary({ source: paperStore, papers, search, log });
    const platforms = new Map<string, ChatPlatform>();
    let [wake, lookSoon] = [(): void => {}, (): void => {}];
    const newId = createNewId(random, ID_LENGTH);
    const seldom = createSeldom(now);
    const owner = randomUUID();
    const shelf = createStoredKeepsakes({ store, log, now });
    const closing = new AbortController();
    const ledger = createSourceLedger(store);
    const refreshing: Refreshing = {
      sources: sources.map((source) => guard(source, { ledger, now, random, log })),
      plainSources: sources,
      ...{ ledger, store: paperStore, library, tellRefused: createTellRefused(log), owner, now, random, log },
    };
    const live =
      sources.length === 0 ? NO_LIVE_PAPERS : createLivePapers({ ...refreshing, papers, closing: closing.signal });
    const core: Core = {
      papers,
      search,
      commands,
      keepsakes: createKeepsakes(shelf),
      channelSettings: createChannelSettings(store),
      recentCards: createRecentCards(now),
      highlights: {
        subscriptions: createSubscriptions(store),
        deliveries: createDeliveries(store),
        saved: createSavedPapers(store),
        say: sayOnce(
          async (place, document, key) =>
            (await platforms.get(place.platform)?.post(place, document, key)) ?? {
              kind: 'unavailable',
              reason: `Paperboy is not connected to ${place.platform}`,
            },
        ),
        wake: () => wake(),
        newId,
        zoneData: process.versions['tz'] ?? '',
      },
      discussions: {
        discussions: createDiscussions(store),
        platform: (name) => platforms.get(name),
        platforms: () => [...platforms.keys()],
        owner,
        newId,
        lookSoon: () => lookSoon(),
        onUntold: (error) => {
          if (seldom.claim('discussed here', UNTOLD_EVERY_MS)) {
            log.error({ err: error }, 'which papers are discussed can not be told: lists come without that');
          }
        },
      },
      live,
      forgetTenant: (platform, tenant) => forgetTenant(store, platform, tenant),
      now,
    };
    return {
      core,
      store,
      platforms,
      refreshing,
      onWake: (listeners) => {
        wake = listeners.deliver;
        lookSoon = listeners.lookSoon;
      },
      async close() {
        closing.abort();
        library.stop();
        await shelf.written();
        await store.close();
      },
    };
  } catch (error) {
    // The first fault is the one to tell.
    await store.close().catch(() => undefined);
    throw store.fault(error) ?? error;
  }
}
