import { randomUUID } from 'node:crypto';
import { commands } from '../../commands/index.ts';
import { createActionStore } from '../chat/action.ts';
import type { AppServices } from '../chat/context.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import { createRecentPreviews } from '../features/catalog/link-previews.ts';
import { postOnce } from '../features/highlights/owner-notices.ts';
import { readCorpus } from '../papers/corpus-file.ts';
import { createPapers, openLibrary } from '../papers/library.ts';
import { createIdGenerator } from '../runtime/id-generator.ts';
import type { Log } from '../runtime/log.ts';
import { createThrottle } from '../runtime/throttle.ts';
import { createSearchIndex } from '../search/index.ts';
import { type CircuitBreakerDeps, withCircuitBreaker } from '../sources/circuit-breaker.ts';
import { createSkippedEntryLog } from '../sources/ingest.ts';
import { createPaperLookup, DISABLED_PAPER_LOOKUP } from '../sources/lookup.ts';
import type { SourcePollDeps } from '../sources/poller.ts';
import type { PaperSource } from '../sources/source.ts';
import { openStore, type Store } from '../store/database.ts';
import { createActionRepository } from '../store/repositories/action-repository.ts';
import { createDeliveryRepository } from '../store/repositories/delivery-repository.ts';
import { createDiscussionRepository } from '../store/repositories/discussion-repository.ts';
import { createPaperRepository } from '../store/repositories/paper-repository.ts';
import { createReadingListRepository } from '../store/repositories/reading-list-repository.ts';
import { createSourceRepository } from '../store/repositories/source-status-repository.ts';
import { createSubscriptionRepository } from '../store/repositories/subscription-repository.ts';
import { createChannelSettingsRepository, deleteTenantData } from '../store/repositories/tenant-repository.ts';

interface OpenCoreSettings {
  readonly databaseUrl: string;
  /** The corpus that a new database begins with. */
  readonly seedCorpus: string;
  /** Where papers come from, by and by. */
  readonly sources: readonly PaperSource[];
}

interface OpenCoreDeps {
  readonly log: Log;
  readonly now: () => Date;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

/** The core on a database, and what the composition root still has to put into it. */
export interface OpenCore {
  readonly core: AppServices;
  readonly store: Store;
  /** Where the core says things unasked: to be filled before anything is said. */
  readonly platforms: Map<string, ChatPlatform>;
  /** What keeps the papers current, once somebody starts it. */
  readonly refresh: RefreshService;
  /** Called when posts are due, or a thread has stirred. */
  onWake(listeners: { readonly deliver: () => void; readonly lookSoon: () => void }): void;
  close(): Promise<void>;
}

interface RefreshService extends Omit<SourcePollDeps, 'abortSignal'>, CircuitBreakerDeps {
  /** Each behind its circuit. */
  readonly sources: readonly PaperSource[];
  /** As they are, for whoever wants them asked whatever happened before. */
  readonly unprotectedSources: readonly PaperSource[];
}

const ID_LENGTH = 8;
/** Everybody who searches would tell of the same database. */
const BADGE_ERROR_LOG_INTERVAL_MS = 60_000;

/**
 * Opens the database, fills it with the papers that ship where it is new, and builds the core on it.
 *
 * @throws UserError when the database or the papers can't be used
 */
export async function openCore(
  { databaseUrl, seedCorpus, sources }: OpenCoreSettings,
  dependencies: OpenCoreDeps,
): Promise<OpenCore> {
  const { log, now, random } = dependencies;
  const store = await openStore({ url: databaseUrl, log, now });
  try {
    const paperStore = createPaperRepository(store);
    if ((await paperStore.count()) === 0) await paperStore.upsert(readCorpus(seedCorpus));
    const [papers, search] = [createPapers(), createSearchIndex()];
    const library = await openLibrary({ changeFeed: paperStore, papers, search, log });
    const platforms = new Map<string, ChatPlatform>();
    let [wake, lookSoon] = [(): void => {}, (): void => {}];
    const newId = createIdGenerator(random, ID_LENGTH);
    const seldom = createThrottle(now);
    const owner = randomUUID();
    const actionRepository = createActionRepository({ store, log, now });
    const closing = new AbortController();
    const repository = createSourceRepository(store);
    const refreshing: RefreshService = {
      sources: sources.map((source) => withCircuitBreaker(source, { repository, now, random, log })),
      unprotectedSources: sources,
      ...{
        repository,
        store: paperStore,
        library,
        logSkippedEntries: createSkippedEntryLog(log),
        owner,
        now,
        random,
        log,
      },
    };
    const paperLookup =
      sources.length === 0
        ? DISABLED_PAPER_LOOKUP
        : createPaperLookup({ ...refreshing, papers, shutdownSignal: closing.signal });
    const core: AppServices = {
      papers,
      search,
      commands,
      actionStore: createActionStore(actionRepository),
      channelSettings: createChannelSettingsRepository(store),
      recentPreviews: createRecentPreviews(now),
      highlights: {
        subscriptions: createSubscriptionRepository(store),
        deliveries: createDeliveryRepository(store),
        saved: createReadingListRepository(store),
        post: postOnce(
          async (place, document, key) =>
            (await platforms.get(place.platform)?.post(place, document, key)) ?? {
              kind: 'unavailable',
              reason: `Paperboy is not connected to ${place.platform}`,
            },
        ),
        wake: () => wake(),
        newId,
        tzdataVersion: process.versions['tz'] ?? '',
      },
      discussions: {
        repository: createDiscussionRepository(store),
        findPlatform: (name) => platforms.get(name),
        connectedPlatforms: () => [...platforms.keys()],
        owner,
        newId,
        refreshSoon: () => lookSoon(),
        onBadgesUnavailable: (error) => {
          if (seldom.tryAcquire('discussed here', BADGE_ERROR_LOG_INTERVAL_MS)) {
            log.error({ err: error }, 'which papers are discussed can not be told: lists come without that');
          }
        },
      },
      paperLookup,
      forgetTenant: (platform, tenant) => deleteTenantData(store, platform, tenant),
      now,
    };
    return {
      core,
      store,
      platforms,
      refresh: refreshing,
      onWake: (listeners) => {
        wake = listeners.deliver;
        lookSoon = listeners.lookSoon;
      },
      async close() {
        closing.abort();
        library.stop();
        await actionRepository.flush();
        await store.close();
      },
    };
  } catch (error) {
    // The first fault is the one to tell.
    await store.close().catch(() => undefined);
    throw store.explainError(error) ?? error;
  }
}
