import { randomUUID } from 'node:crypto';
import { createActionStore } from '../chat/action.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { FindTraits } from '../chat/platform-traits.ts';
import { createRecentPreviews } from '../features/catalog/link-previews.ts';
import type { DiscussionService } from '../features/discussions/discussion.ts';
import { findDiscussionBadges, loadMostDiscussed } from '../features/discussions/discussion-list.ts';
import { postOnce, toTrendingRanks } from '../features/highlights/index.ts';
import { buildTopicChart } from '../features/trends/trend-report.ts';
import { readCorpus } from '../papers/corpus-file.ts';
import { createPapers, openLibrary } from '../papers/library.ts';
import { createIdGenerator } from '../runtime/id-generator.ts';
import type { Log } from '../runtime/log.ts';
import { SearchIndex } from '../search/index.ts';
import { createSourceServices, type SourceServices } from '../sources/services.ts';
import type { PaperSource } from '../sources/source.ts';
import { openStore, type Store } from '../store/database.ts';
import { SqlActionRepository } from '../store/repositories/action-repository.ts';
import { SqlDeliveryRepository } from '../store/repositories/delivery-repository.ts';
import { SqlDiscussionRepository } from '../store/repositories/discussion-repository.ts';
import { SqlPaperRepository } from '../store/repositories/paper-repository.ts';
import { SqlReadingListRepository } from '../store/repositories/reading-list-repository.ts';
import { SqlSourceRepository } from '../store/repositories/source-status-repository.ts';
import { SqlSubscriptionRepository } from '../store/repositories/subscription-repository.ts';
import { createChannelSettingsRepository, deleteTenantData } from '../store/repositories/tenant-repository.ts';
import type { AppServices } from './router.ts';

interface OpenCoreSettings {
  readonly databaseUrl: string;
  /** The corpus that a new database begins with. */
  readonly seedCorpus: string;
  readonly sources: readonly PaperSource[];
}

interface OpenCoreDeps {
  readonly log: Log;
  readonly now: () => Date;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly findTraits: FindTraits;
}

/** The core on a database, and what the composition root still has to put into it. */
export interface OpenCore {
  readonly core: AppServices;
  readonly store: Store;
  /** Where the core says things unasked: to be filled before anything is said. */
  readonly platforms: Map<string, ChatPlatform>;
  readonly sources: SourceServices;
  /** Called when posts are due, or a thread has stirred. */
  onWake(listeners: { readonly deliver: () => void; readonly lookSoon: () => void }): void;
  close(): Promise<void>;
}

const ID_LENGTH = 8;

/**
 * Opens the database, fills it with the papers that ship where it is new, and builds the core on it.
 *
 * @throws UserError when the database or the papers can't be used
 */
export async function openCore(
  { databaseUrl, seedCorpus, sources }: OpenCoreSettings,
  dependencies: OpenCoreDeps,
): Promise<OpenCore> {
  const { log, now, random, findTraits } = dependencies;
  const store = await openStore({ url: databaseUrl, log, now });
  try {
    const paperStore = new SqlPaperRepository(store);
    if ((await paperStore.count()) === 0) await paperStore.upsert(readCorpus(seedCorpus));
    const [papers, search] = [createPapers(), new SearchIndex()];
    const library = await openLibrary({ changeFeed: paperStore, papers, search, log });
    const platforms = new Map<string, ChatPlatform>();
    let [wake, lookSoon] = [(): void => {}, (): void => {}];
    const newId = createIdGenerator(random, ID_LENGTH);
    const owner = randomUUID();
    const actionRepository = new SqlActionRepository({ store, log, now });
    const closing = new AbortController();
    const sourceServices = createSourceServices(sources, {
      ...{ repository: new SqlSourceRepository(store), store: paperStore, library, papers, owner, now, random, log },
      shutdownSignal: closing.signal,
    });
    const discussions: DiscussionService = {
      repository: new SqlDiscussionRepository(store),
      findPlatform: (name) => platforms.get(name),
      findTraits,
      connectedPlatforms: () => [...platforms.keys()],
      owner,
      newId,
      refreshSoon: () => lookSoon(),
    };
    const core: AppServices = {
      papers,
      search,
      actionStore: createActionStore(actionRepository),
      channelSettings: createChannelSettingsRepository(store),
      recentPreviews: createRecentPreviews(now),
      highlights: {
        ...{ papers, search, now },
        loadTrendingRanks: async () => toTrendingRanks((await sourceServices.lookup.getTrending())?.papers),
        discussionBadges: { find: (shown, place) => findDiscussionBadges(shown, place, { discussions }) },
        loadMostDiscussed: (...query) => loadMostDiscussed(...query, discussions.repository),
        buildTopicChart: (topic) => buildTopicChart(topic, { papers, search, paperLookup: sourceServices.lookup, now }),
        subscriptions: new SqlSubscriptionRepository(store),
        deliveries: new SqlDeliveryRepository(store),
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
      readingLists: new SqlReadingListRepository(store),
      discussions,
      paperLookup: sourceServices.lookup,
      forgetTenant: (platform, tenant) => deleteTenantData(store, platform, tenant),
      now,
    };
    return {
      core,
      store,
      platforms,
      sources: sourceServices,
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
