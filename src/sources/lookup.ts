import { parseArxivId } from '../papers/identity.ts';
import type { Papers } from '../papers/library.ts';
import { mergeRecords } from '../papers/merge.ts';
import type { FullSourceRecord, Paper } from '../papers/paper.ts';
import type { Log } from '../runtime/log.ts';
import { createThrottle } from '../runtime/throttle.ts';
import { ingestListing, type LogSkippedEntries, type PaperWriter } from './ingest.ts';
import { createInteractiveRequests, createLookupError, type LookupFailure } from './interactive-request.ts';
import { pollingScheduleOf } from './polling-schedule.ts';
import type { PaperComment, PaperSource, RequestOptions } from './source.ts';
import { type ListingRecord, type SourceRepository, type SourceStatus, TRENDING_LISTING } from './source-repository.ts';

interface PaperLookupDeps {
  /** Each behind its circuit. */
  readonly sources: readonly PaperSource[];
  readonly repository: SourceRepository;
  readonly store: PaperWriter;
  /** The papers in memory, which take in what has changed in the store. */
  readonly library: { refresh(): Promise<void> };
  readonly papers: Papers;
  readonly logSkippedEntries: LogSkippedEntries;
  readonly now: () => Date;
  readonly log: Log;
  /** Aborted once nothing can be kept any more. */
  readonly shutdownSignal: AbortSignal;
  readonly answerTimeoutMs?: number;
}

const ANSWER_TIMEOUT_MS = 2000;
/** Somebody who waits goes before the refresh; what they no longer wait for is kept if it comes by then. */
const SOURCE_TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** What a source says of one paper changes slowly. */
const PAPER_REFRESH_COOLDOWN_MS = 6 * HOUR_MS;
/** A list that could not be had is not asked for again on each call. */
const LISTING_RETRY_COOLDOWN_MS = 10 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Asks the sources on behalf of commands. An answer that comes too late for whoever asked is kept all the same. */
export function createPaperLookup(dependencies: PaperLookupDeps): PaperLookup {
  const {
    repository,
    store,
    library,
    papers,
    logSkippedEntries,
    now,
    log,
    shutdownSignal,
    answerTimeoutMs = ANSWER_TIMEOUT_MS,
  } = dependencies;
  const sources = dependencies.sources.toSorted((a, b) => sourcePriority(a) - sourcePriority(b));
  const [primarySource] = sources;
  const uniqueSources = sources.filter(({ title }, at) => sources.findIndex((one) => one.title === title) === at);
  const { run: runInteractive } = createInteractiveRequests({ log, timeoutMs: answerTimeoutMs, shutdownSignal });
  const throttle = createThrottle(now);
  const requestOptions: RequestOptions = { timeoutMs: SOURCE_TIMEOUT_MS, signal: shutdownSignal };

  const toUserError = async (source: PaperSource, failure: LookupFailure, alternative: string) =>
    createLookupError(source, failure, await repository.getStatus(source.name), alternative);

  /** For what never throws: a command goes on with what is here. */
  const logErrors = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!shutdownSignal.aborted) log.error({ err: error }, 'the sources could not be asked');
    });

  const ingestPaper = async (source: PaperSource, id: string): Promise<Paper | undefined> => {
    const record = await source.fetchPaper(id, requestOptions);
    if (record === undefined || shutdownSignal.aborted) return undefined;
    await store.merge([record]);
    await library.refresh();
    return papers.get(record.id ?? id);
  };

  /** The paper from the first source that has it, and which sources gave no answer before that. */
  const fetchFromFirstSource = async (id: string) => {
    const failures: { readonly source: PaperSource; readonly failure: LookupFailure }[] = [];
    for (const source of uniqueSources) {
      const result = await runInteractive(`paper ${source.name} ${id}`, () => ingestPaper(source, id));
      if (result.kind !== 'value') failures.push({ source, failure: result });
      else if (result.value !== undefined) return { paper: result.value, troubles: failures };
    }
    return { paper: undefined, troubles: failures };
  };

  /** Asks for a list that nobody asked for yet, or not lately. */
  const refreshListing = async (source: PaperSource, listingKey: string): Promise<void> => {
    if (!throttle.tryAcquire(`part ${source.name} ${listingKey}`, LISTING_RETRY_COOLDOWN_MS)) return;
    await runInteractive(`part ${source.name} ${listingKey}`, async () => {
      const ingested = await ingestListing(source, listingKey, { repository, store, now, requestOptions });
      if (ingested.kind !== 'listed') return;
      logSkippedEntries(source.name, listingKey, ingested.skipReasons);
      await library.refresh();
    });
  };

  const isFromLastDay = (listing: ListingRecord | undefined): listing is ListingRecord =>
    listing !== undefined && now().getTime() - Date.parse(listing.fetchedAt) < DAY_MS;

  return {
    sourceTitles: uniqueSources.map(({ title }) => title),

    async fetchPaper(id) {
      const { paper, troubles: failures } = await fetchFromFirstSource(id);
      const [firstFailure] = failures;
      if (paper !== undefined || firstFailure === undefined) return paper;
      throw await toUserError(
        firstFailure.source,
        firstFailure.failure,
        `The paper itself is at https://arxiv.org/abs/${id}`,
      );
    },

    async refreshPaper(paper) {
      const id = parseArxivId(paper.id);
      if (id === undefined || !throttle.tryAcquire(`fresh ${id}`, PAPER_REFRESH_COOLDOWN_MS)) return paper;
      await logErrors(
        fetchFromFirstSource(id).then(({ troubles: failures }) => {
          // One that is late is kept when it comes; one that failed can be asked again.
          if (failures.some(({ failure }) => failure.kind === 'failed')) throttle.reset(`fresh ${id}`);
        }),
      );
      return papers.get(paper.id) ?? paper;
    },

    async search(query, limit) {
      if (primarySource === undefined) return [];
      const result = await runInteractive(`search ${limit} ${query}`, () =>
        primarySource.search(query, limit, requestOptions),
      );
      if (result.kind !== 'value') {
        throw await toUserError(primarySource, result, 'What is here already is found with /papers search.');
      }
      return result.value.kind === 'listed' ? mergeInOrder(result.value.records, papers).slice(0, limit) : [];
    },

    async fetchComments(paper) {
      const id = parseArxivId(paper.id);
      if (primarySource === undefined || id === undefined) return [];
      const result = await runInteractive(`comments ${id}`, () => primarySource.fetchComments(id, requestOptions));
      if (result.kind === 'value') return result.value;
      throw await toUserError(primarySource, result, `The comments are at https://huggingface.co/papers/${id}`);
    },

    async ensureDay(day) {
      const refreshes = sources.map(async (source) => {
        if (day < source.firstDay || day > source.newestDay(now())) return;
        const listing = await repository.getListing(source.name, day);
        if (listing === undefined || listing.paperIds.length === 0) await refreshListing(source, day);
      });
      await Promise.all(refreshes.map(logErrors));
    },

    async getTrending() {
      const source = sources.find(({ name }) => pollingScheduleOf(name).trendingIntervalMs !== undefined);
      if (source === undefined) return undefined;
      try {
        if (!isFromLastDay(await repository.getListing(source.name, TRENDING_LISTING)))
          await refreshListing(source, TRENDING_LISTING);
        const listing = await repository.getListing(source.name, TRENDING_LISTING);
        if (!isFromLastDay(listing)) return undefined;
        return { papers: listing.paperIds.flatMap((id) => papers.get(id) ?? []), at: listing.fetchedAt };
      } catch (error) {
        log.error({ err: error }, 'what is trending could not be read');
        return undefined;
      }
    },

    getSourceStatuses: () => Promise.all(sources.map(({ name }) => repository.getStatus(name))),
  };
}

/** Hugging Face knows more about a paper than arXiv does: its votes, its comments, what belongs to it. */
function sourcePriority({ name }: PaperSource): number {
  return name === 'huggingface' ? 0 : 1;
}

/** The papers that sightings speak of, in their order: as they are here, else as the source has them. */
function mergeInOrder(records: readonly FullSourceRecord[], papers: Papers): Paper[] {
  const byId = new Map(mergeRecords(records).papers.map((paper) => [paper.id, paper]));
  const ids = [...new Set(records.flatMap(({ id }) => id ?? []))];
  return ids.flatMap((id) => papers.get(id) ?? byId.get(id) ?? []);
}

/**
 * What commands need of the live sources. Nothing here waits for long: a source gets about two seconds, and one that is known to be down
 * is not asked. All that asks throws a `UserError` that says so, and what to do instead, unless it says otherwise.
 */
export interface PaperLookup {
  /** The sources that are asked, as people know them; none where they are switched off. */
  readonly sourceTitles: readonly string[];
  /** A paper that is not here, by its arXiv id: asked for and kept, so that it is here from then on. None where no source has it. */
  fetchPaper(id: string): Promise<Paper | undefined>;
  /** A paper as its source knows it by now, kept; as it is here where no source answers in time. Never throws. */
  refreshPaper(paper: Paper): Promise<Paper>;
  /** What Hugging Face finds for words, best first. It is not kept. */
  search(query: string, limit: number): Promise<readonly Paper[]>;
  /** The comments on a paper at Hugging Face, oldest first. */
  fetchComments(paper: Paper): Promise<readonly PaperComment[]>;
  /** Makes sure that the papers of a day (`YYYY-MM-DD`) are here, where they can be. Never throws. */
  ensureDay(day: string): Promise<void>;
  /** What is trending, best first, and since when that is known (ISO 8601, UTC); none where nothing is known of the last day. Never throws. */
  getTrending(): Promise<{ readonly papers: readonly Paper[]; readonly at: string } | undefined>;
  getSourceStatuses(): Promise<readonly SourceStatus[]>;
}

/** The live sources where they are switched off. */
export const DISABLED_PAPER_LOOKUP: PaperLookup = {
  sourceTitles: [],
  fetchPaper: async () => undefined,
  refreshPaper: async (paper) => paper,
  search: async () => [],
  fetchComments: async () => [],
  ensureDay: async () => {},
  getTrending: async () => undefined,
  getSourceStatuses: async () => [],
};
