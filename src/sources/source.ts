import type { FullSourceRecord } from '../papers/paper.ts';
import type { Log } from '../runtime/log.ts';
import type { HttpClient, RequestOptions } from './http-client.ts';
import type { RequestLimits } from './rate-limit.ts';

/**
 * A kind of source, such as arXiv: a folder that exports one of these, and an entry in `registry.ts`. Everything else follows from it.
 */
export interface SourceDescriptor<Variable extends string = string> {
  /** Stored with every record; a source's name starts with it. */
  readonly kind: string;
  /** For people. */
  readonly title: string;
  /** The site's URL, and the environment variable that overrides it. */
  readonly baseUrl: { readonly variable: Variable; readonly default: string };
  /** For all sources of this kind together. */
  readonly requestLimits: RequestLimits;
  readonly schedule: PollingSchedule;
  /** If several sources may have a paper, the lowest is asked first. */
  readonly precedence: number;
  /** The day of the first listing, `YYYY-MM-DD`. */
  readonly firstDay: string;
  /** The newest day that may have a listing, `YYYY-MM-DD`, by the site's calendar. */
  newestDay(now: Date): string;
  readonly offers: readonly SourceOffer[];
  /** The site's page for a paper, by arXiv id; `undefined` if it has none. */
  paperUrl(id: string): string | undefined;
  readonly setting: {
    /** Other spellings of `kind`, for suggestions. */
    readonly aliases: readonly string[];
    /** A valid item of `PAPERS_SOURCES`. */
    readonly example: string;
    /** @param argument what follows `kind:`; `undefined` if nothing does */
    parse(argument: string | undefined): SourceConfigResult;
    /** Whether two configured sources list the same papers. */
    isSame(a: SourceConfig, b: SourceConfig): boolean;
  };
  create(config: SourceConfig, deps: SourceDeps): PaperSource;
}

/** What people can use, beyond listings. */
export type SourceOffer = 'search' | 'comments' | 'trending';

export interface SourceDeps {
  /** Shared by all sources of a kind, so that they share its rate limit. */
  readonly httpClient: HttpClient;
  readonly now: () => Date;
  readonly log: Log;
}

/** A configured source. */
export interface SourceConfig {
  readonly kind: string;
  /** Unique and stored: `huggingface`, `arxiv:cs.LG+cs.CL`. */
  readonly name: string;
  /** Which papers to list, in the site's query language; empty if it takes none. */
  readonly query: string;
}

export type SourceConfigResult =
  | { readonly kind: 'ok'; readonly config: SourceConfig }
  | { readonly kind: 'invalid'; readonly problem: string };

/** How often a source is polled. */
export interface PollingSchedule {
  /** How long a listing stays fresh by its age in days, newest first. An older listing isn't polled, except once it's final. */
  readonly days: readonly { readonly maxAgeDays: number; readonly intervalMs: number }[];
  /** Set if the source offers trending papers. */
  readonly trendingIntervalMs?: number;
  /** Votes and comments of a listing no longer change after this many days. */
  readonly finalAfterDays: number;
}

/**
 * A place where papers are listed. Methods throw `SourceError`, or the signal's reason if it's aborted. Keywords and summaries in its
 * records are taken to be written by a model.
 */
export interface PaperSource {
  /** Unique and stored, see `SourceConfig`. */
  readonly name: string;
  readonly descriptor: SourceDescriptor;
  /** @param etag of the listing that is already stored */
  fetchDay(day: string, etag?: string, requestOptions?: RequestOptions): Promise<ListingResult>;
  /** Best first. A source that doesn't offer this, search or comments returns nothing. */
  fetchTrending(etag?: string, requestOptions?: RequestOptions): Promise<ListingResult>;
  /** Best match first. */
  search(query: string, limit: number, requestOptions?: RequestOptions): Promise<ListingResult>;
  /** A paper by its arXiv id, in full; `undefined` if the source doesn't have it. */
  fetchPaper(id: string, requestOptions?: RequestOptions): Promise<FullSourceRecord | undefined>;
  /** Oldest first. */
  fetchComments(id: string, requestOptions?: RequestOptions): Promise<readonly PaperComment[]>;
}

/** `not-published`: the day's listing isn't there yet. */
export type ListingResult =
  | {
      readonly kind: 'listed';
      readonly records: readonly FullSourceRecord[];
      /** Why entries were skipped, a sentence each. */
      readonly skipReasons: readonly string[];
      readonly etag?: string;
      /** Set if the source has more than it returned: why, in a sentence. */
      readonly incompleteReason?: string;
    }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'not-published' };

export interface PaperComment {
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Plain text. */
  readonly text: string;
  /** How many replies it has. */
  readonly replies: number;
}
