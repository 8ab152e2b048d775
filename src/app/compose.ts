import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createActionStore } from '../chat/action.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { FindTraits } from '../chat/platform-traits.ts';
import { createRecentPreviews } from '../features/catalog/link-previews.ts';
import type { DiscussionService } from '../features/discussions/discussion.ts';
import { findDiscussionBadges, loadMostDiscussed } from '../features/discussions/discussion-list.ts';
import { type HighlightsService, postOnce, toTrendingRanks } from '../features/highlights/index.ts';
import { buildTopicChart } from '../features/trends/trend-report.ts';
import { readCorpus } from '../papers/corpus-file.ts';
import { createPapers, openLibrary, type Papers } from '../papers/library.ts';
import { createIdGenerator } from '../runtime/id-generator.ts';
import type { Log } from '../runtime/log.ts';
import { SearchIndex } from '../search/index.ts';
import type { PaperLookup } from '../sources/lookup.ts';
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
  /** The corpus file that fills a new database. */
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

/** The services on an open database. */
export interface OpenCore {
  readonly core: AppServices;
  readonly store: Store;
  /** Where the services post. Empty until the caller adds the platforms that it connects. */
  readonly platforms: Map<string, ChatPlatform>;
  readonly sources: SourceServices;
  readonly events: EventEmitter<CoreEvents>;
  close(): Promise<void>;
}

/** What background jobs react to before their next run. */
interface CoreEvents {
  'delivery-due': [];
  'thread-activity': [];
}

const ID_LENGTH = 8;

/**
 * Opens the database, imports the seed corpus if it is new, and creates the services.
 *
 * @throws UserError if the database or the corpus can't be used
 */
export async function openCore(settings: OpenCoreSettings, deps: OpenCoreDeps): Promise<OpenCore> {
  const { log, now } = deps;
  const store = await openStore({ url: settings.databaseUrl, log, now });
  try {
    return await createCore(store, settings, deps);
  } catch (error) {
    await store.close().catch(() => undefined);
    throw store.explainError(error) ?? error;
  }
}

async function createCore(store: Store, settings: OpenCoreSettings, deps: OpenCoreDeps): Promise<OpenCore> {
  const { log, now, random, findTraits } = deps;
  const paperRepository = new SqlPaperRepository(store);
  if ((await paperRepository.count()) === 0) await paperRepository.upsert(readCorpus(settings.seedCorpus));
  const [papers, search] = [createPapers(), new SearchIndex()];
  const library = await openLibrary({ changeFeed: paperRepository, papers, search, log });
  const actionRepository = new SqlActionRepository({ store, log, now });
  const platforms = new Map<string, ChatPlatform>();
  const events = new EventEmitter<CoreEvents>();
  const [owner, newId] = [randomUUID(), createIdGenerator(random, ID_LENGTH)];
  const closing = new AbortController();
  const sources = createSourceServices(settings.sources, {
    ...{ repository: new SqlSourceRepository(store), store: paperRepository, library, papers, owner, now, random, log },
    shutdownSignal: closing.signal,
  });
  const discussions: DiscussionService = {
    repository: new SqlDiscussionRepository(store),
    findPlatform: (name) => platforms.get(name),
    connectedPlatforms: () => [...platforms.keys()],
    refreshSoon: () => void events.emit('thread-activity'),
    ...{ findTraits, owner, newId },
  };
  const highlights: HighlightsService = {
    ...{ papers, search, now, newId },
    ...createHighlightsPorts({ papers, search, discussions, paperLookup: sources.lookup, now }),
    subscriptions: new SqlSubscriptionRepository(store),
    deliveries: new SqlDeliveryRepository(store),
    post: postOnce(async (place, document, key) => {
      const outcome = await platforms.get(place.platform)?.post(place, document, key);
      return outcome ?? { kind: 'unavailable', reason: `Paperboy isn't connected to ${place.platform}` };
    }),
    wake: () => void events.emit('delivery-due'),
    tzdataVersion: process.versions['tz'] ?? '',
  };
  const core: AppServices = {
    ...{ papers, search, highlights, discussions, now },
    paperLookup: sources.lookup,
    actionStore: createActionStore(actionRepository),
    channelSettings: createChannelSettingsRepository(store),
    readingLists: new SqlReadingListRepository(store),
    recentPreviews: createRecentPreviews(now),
    forgetTenant: (platform, tenant) => deleteTenantData(store, platform, tenant),
  };
  return {
    ...{ core, store, platforms, sources, events },
    async close() {
      closing.abort();
      library.stop();
      await actionRepository.flush();
      await store.close();
    },
  };
}

interface HighlightsPortsDeps {
  readonly papers: Papers;
  readonly search: SearchIndex;
  readonly paperLookup: PaperLookup;
  readonly discussions: DiscussionService;
  readonly now: () => Date;
}

/** What highlights take from other features. */
export function createHighlightsPorts({ discussions, ...trendDeps }: HighlightsPortsDeps) {
  const { paperLookup } = trendDeps;
  return {
    loadTrendingRanks: async () => toTrendingRanks((await paperLookup.getTrending())?.papers),
    discussionBadges: { find: (papers, place) => findDiscussionBadges(papers, place, { discussions }) },
    loadMostDiscussed: (...query) => loadMostDiscussed(...query, discussions.repository),
    buildTopicChart: (topic) => buildTopicChart(topic, trendDeps),
  } satisfies Partial<HighlightsService>;
}
