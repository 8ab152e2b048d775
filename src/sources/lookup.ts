import { parseArxivId } from '../papers/identity.ts';
import type { Papers } from '../papers/library.ts';
import { arxivLinks } from '../papers/links.ts';
import { mergeRecords } from '../papers/merge.ts';
import type { FullSourceRecord, Paper } from '../papers/paper.ts';
import type { UserError } from '../runtime/errors.ts';
import type { Log } from '../runtime/log.ts';
import { createThrottle, type Throttle } from '../runtime/throttle.ts';
import type { RequestOptions } from './http-client.ts';
import { ingestListing, type LogSkippedEntries, type PaperWriter } from './ingest.ts';
import {
  createInteractiveRequests,
  createLookupError,
  type InteractiveRequests,
  type LookupFailure,
} from './interactive-request.ts';
import type { PaperComment, PaperSource, SourceOffer } from './source.ts';
import { type ListingRecord, type SourceRepository, type SourceStatus, TRENDING_LISTING } from './source-repository.ts';

export type { PaperComment } from './source.ts';

/** A kind of source, for people and for options of commands. */
export interface NamedSource {
  readonly kind: string;
  readonly title: string;
}

/**
 * The live sources, for commands. A source gets about two seconds, and isn't asked while its circuit is open. Unless stated otherwise,
 * methods throw a `UserError` that says what failed and what to do instead.
 */
export interface PaperLookup {
  /** The configured sources, in the order in which they are asked. */
  readonly sourceTitles: readonly string[];
  /** The source that `search`, `fetchComments` or `getTrending` asks. */
  sourceOffering(offer: SourceOffer): NamedSource | undefined;
  /** The newest day that may have a listing (`YYYY-MM-DD`); the UTC day if there are no sources. */
  newestDay(now: Date): string;
  /** Fetches and stores a paper by its arXiv id; `undefined` if no source has it. */
  fetchPaper(id: string): Promise<Paper | undefined>;
  /** Fetches and stores a paper again. Returns the stored paper if no source responds in time. Never throws. */
  refreshPaper(paper: Paper): Promise<Paper>;
  /** Best match first. Nothing is stored. */
  search(query: string, limit: number): Promise<readonly Paper[]>;
  /** Oldest first. */
  fetchComments(paper: Paper): Promise<readonly PaperComment[]>;
  /** Fetches and stores a day's listing (`YYYY-MM-DD`) unless it's stored. Never throws. */
  ensureDay(day: string): Promise<void>;
  /** Best first, with the instant of the ranking (ISO 8601, UTC); `undefined` if it's older than a day. Never throws. */
  getTrending(): Promise<{ readonly papers: readonly Paper[]; readonly at: string } | undefined>;
  getSourceStatuses(): Promise<readonly SourceStatus[]>;
}

interface PaperLookupDeps {
  /** Behind circuit breakers. */
  readonly sources: readonly PaperSource[];
  readonly repository: SourceRepository;
  readonly store: PaperWriter;
  /** The papers in memory, which `refresh` updates from the store. */
  readonly library: { refresh(): Promise<void> };
  readonly papers: Papers;
  readonly logSkippedEntries: LogSkippedEntries;
  readonly now: () => Date;
  readonly log: Log;
  /** Aborted when nothing can be stored any more. */
  readonly shutdownSignal: AbortSignal;
  readonly answerTimeoutMs?: number;
}

const ANSWER_TIMEOUT_MS = 2000;
/** Longer than people wait: a late response is still stored. */
const SOURCE_TIMEOUT_MS = 10_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const PAPER_REFRESH_COOLDOWN_MS = 6 * HOUR_MS;
const LISTING_RETRY_COOLDOWN_MS = 10 * MINUTE_MS;

export class LivePaperLookup implements PaperLookup {
  readonly #deps: PaperLookupDeps;
  /** By precedence. */
  readonly #sources: readonly PaperSource[];
  /** The first of each kind. */
  readonly #sourcePerKind: readonly PaperSource[];
  readonly #requests: InteractiveRequests;
  readonly #throttle: Throttle;
  readonly #requestOptions: RequestOptions;

  constructor(deps: PaperLookupDeps) {
    const { log, now, shutdownSignal, answerTimeoutMs: timeoutMs = ANSWER_TIMEOUT_MS } = deps;
    const sources = deps.sources.toSorted((a, b) => a.descriptor.precedence - b.descriptor.precedence);
    this.#deps = deps;
    this.#sources = sources;
    this.#sourcePerKind = sources.filter(
      ({ descriptor: { kind } }, at) => sources.findIndex(({ descriptor }) => descriptor.kind === kind) === at,
    );
    this.#requests = createInteractiveRequests({ log, timeoutMs, shutdownSignal });
    this.#throttle = createThrottle(now);
    this.#requestOptions = { timeoutMs: SOURCE_TIMEOUT_MS, signal: shutdownSignal };
  }

  get sourceTitles(): readonly string[] {
    return this.#sourcePerKind.map(({ descriptor }) => descriptor.title);
  }

  sourceOffering(offer: SourceOffer): NamedSource | undefined {
    return this.#sourceOffering(offer)?.descriptor;
  }

  newestDay(now: Date): string {
    const days = this.#sources.map(({ descriptor }) => descriptor.newestDay(now)).sort();
    return days.at(-1) ?? now.toISOString().slice(0, 10);
  }

  async fetchPaper(id: string): Promise<Paper | undefined> {
    const { paper, failures } = await this.#fetchFromFirstSource(id);
    const [first] = failures;
    if (paper !== undefined || first === undefined) return paper;
    throw await this.#toUserError(first.source, first.failure, `Open the paper at ${arxivLinks(id).arxiv}`);
  }

  async refreshPaper(paper: Paper): Promise<Paper> {
    const id = parseArxivId(paper.id);
    const throttleKey = `paper ${id}`;
    if (id === undefined || !this.#throttle.tryAcquire(throttleKey, PAPER_REFRESH_COOLDOWN_MS)) return paper;
    try {
      const { failures } = await this.#fetchFromFirstSource(id);
      // A late response is stored when it comes; after a failure the next call may try again.
      if (failures.some(({ failure }) => failure.kind === 'failed')) this.#throttle.reset(throttleKey);
    } catch (error) {
      this.#logUnlessStopped(error, 'failed to refresh paper');
    }
    return this.#deps.papers.get(paper.id) ?? paper;
  }

  async search(query: string, limit: number): Promise<readonly Paper[]> {
    const source = this.#sourceOffering('search');
    if (source === undefined) return [];
    const result = await this.#requests.run(`search ${limit} ${query}`, () =>
      source.search(query, limit, this.#requestOptions),
    );
    if (result.kind !== 'value')
      throw await this.#toUserError(source, result, 'To search stored papers, use /papers search.');
    return result.value.kind === 'listed' ? mergeInOrder(result.value.records, this.#deps.papers).slice(0, limit) : [];
  }

  async fetchComments(paper: Paper): Promise<readonly PaperComment[]> {
    const id = parseArxivId(paper.id);
    const source = this.#sourceOffering('comments');
    if (source === undefined || id === undefined) return [];
    const result = await this.#requests.run(`comments ${id}`, () => source.fetchComments(id, this.#requestOptions));
    if (result.kind === 'value') return result.value;
    throw await this.#toUserError(source, result, `Read the comments at ${source.descriptor.paperUrl(id)}`);
  }

  async ensureDay(day: string): Promise<void> {
    const { repository, now } = this.#deps;
    const ensureFromSource = async (source: PaperSource): Promise<void> => {
      if (day < source.descriptor.firstDay || day > source.descriptor.newestDay(now())) return;
      const listing = await repository.getListing(source.name, day);
      if (listing === undefined || listing.paperIds.length === 0) await this.#refreshListing(source, day);
    };
    const results = await Promise.allSettled(this.#sources.map(ensureFromSource));
    for (const result of results)
      if (result.status === 'rejected') this.#logUnlessStopped(result.reason, 'failed to fetch listing');
  }

  async getTrending(): Promise<{ readonly papers: readonly Paper[]; readonly at: string } | undefined> {
    const { repository, papers } = this.#deps;
    const source = this.#sourceOffering('trending');
    if (source === undefined) return undefined;
    try {
      if (!this.#isFromLastDay(await repository.getListing(source.name, TRENDING_LISTING)))
        await this.#refreshListing(source, TRENDING_LISTING);
      const listing = await repository.getListing(source.name, TRENDING_LISTING);
      if (!this.#isFromLastDay(listing)) return undefined;
      return { papers: listing.paperIds.flatMap((id) => papers.get(id) ?? []), at: listing.fetchedAt };
    } catch (error) {
      this.#logUnlessStopped(error, 'failed to load trending papers');
      return undefined;
    }
  }

  getSourceStatuses(): Promise<readonly SourceStatus[]> {
    return Promise.all(this.#sources.map(({ name }) => this.#deps.repository.getStatus(name)));
  }

  #sourceOffering(offer: SourceOffer): PaperSource | undefined {
    return this.#sources.find(({ descriptor }) => descriptor.offers.includes(offer));
  }

  async #fetchFromFirstSource(id: string) {
    const failures: { readonly source: PaperSource; readonly failure: LookupFailure }[] = [];
    for (const source of this.#sourcePerKind) {
      const result = await this.#requests.run(`paper ${source.name} ${id}`, () => this.#ingestPaper(source, id));
      if (result.kind !== 'value') failures.push({ source, failure: result });
      else if (result.value !== undefined) return { paper: result.value, failures };
    }
    return { paper: undefined, failures };
  }

  async #ingestPaper(source: PaperSource, id: string): Promise<Paper | undefined> {
    const { store, library, papers, shutdownSignal } = this.#deps;
    const record = await source.fetchPaper(id, this.#requestOptions);
    if (record === undefined || shutdownSignal.aborted) return undefined;
    await store.merge([record]);
    await library.refresh();
    return papers.get(record.id ?? id);
  }

  async #refreshListing(source: PaperSource, key: string): Promise<void> {
    const requestKey = `listing ${source.name} ${key}`;
    if (!this.#throttle.tryAcquire(requestKey, LISTING_RETRY_COOLDOWN_MS)) return;
    await this.#requests.run(requestKey, async () => {
      const ingested = await ingestListing(source, key, { ...this.#deps, requestOptions: this.#requestOptions });
      if (ingested.kind !== 'listed') return;
      this.#deps.logSkippedEntries(source.name, key, ingested.skipReasons);
      await this.#deps.library.refresh();
    });
  }

  #isFromLastDay(listing: ListingRecord | undefined): listing is ListingRecord {
    return listing !== undefined && this.#deps.now().getTime() - Date.parse(listing.fetchedAt) < DAY_MS;
  }

  async #toUserError(source: PaperSource, failure: LookupFailure, alternative: string): Promise<UserError> {
    const status = await this.#deps.repository.getStatus(source.name);
    return createLookupError(source.descriptor.title, failure, status, alternative);
  }

  #logUnlessStopped(error: unknown, message: string): void {
    if (!this.#deps.shutdownSignal.aborted) this.#deps.log.error({ err: error }, message);
  }
}

/** In the order of `records`; a stored paper is taken from the store. */
function mergeInOrder(records: readonly FullSourceRecord[], papers: Papers): Paper[] {
  const byId = new Map(mergeRecords(records).papers.map((paper) => [paper.id, paper]));
  const ids = [...new Set(records.flatMap(({ id }) => id ?? []))];
  return ids.flatMap((id) => papers.get(id) ?? byId.get(id) ?? []);
}
