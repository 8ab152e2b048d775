import type { FullSourceRecord } from '../papers/paper.ts';

/** A place on the net where papers are listed, one port for all of them. All of it may throw a `SourceError`. */
export interface PaperSource {
  /** As the configuration names it: `huggingface`, `arxiv:cs.LG+cs.CL`. */
  readonly name: string;
  /** As people know it. */
  readonly title: string;
  /** The day of its first list, `YYYY-MM-DD`. */
  readonly firstDay: string;
  /** The newest day whose list may be there at an instant, `YYYY-MM-DD`, by the source's own calendar. */
  newestDay(now: Date): string;
  /** The list of a day. @param etag of the answer that is known already (an entity tag) */
  fetchDay(day: string, etag?: string, requestOptions?: RequestOptions): Promise<ListingResult>;
  /** What is trending, best first; a source that ranks nothing lists nothing. */
  fetchTrending(etag?: string, requestOptions?: RequestOptions): Promise<ListingResult>;
  /** What the source finds for words, best first. */
  search(query: string, limit: number, requestOptions?: RequestOptions): Promise<ListingResult>;
  /** One paper by its arXiv id, with all that the source knows of it; none where the source has no such paper. */
  fetchPaper(id: string, requestOptions?: RequestOptions): Promise<FullSourceRecord | undefined>;
  /** What people said about a paper there, oldest first; a source without comments has none. */
  fetchComments(id: string, requestOptions?: RequestOptions): Promise<readonly PaperComment[]>;
}

/** How much whoever asks can wait. */
export interface RequestOptions {
  /** Somebody waits: how long each request may take, the wait for its turn included. Such a request goes before all others. */
  readonly timeoutMs?: number | undefined;
  /** Ends it: what was asked throws the signal's reason then. */
  readonly signal?: AbortSignal | undefined;
}

/** What a source lists, or why it lists nothing. `not open`: the day's list is not there yet. */
export type ListingResult =
  | {
      readonly kind: 'listed';
      readonly records: readonly FullSourceRecord[];
      /** What was wrong with entries that were left out, a sentence each. */
      readonly skipReasons: readonly string[];
      readonly etag?: string;
      /** The source has more than it gave: why, in a sentence. */
      readonly incompleteReason?: string;
    }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'not-published' };

/** What somebody said about a paper at its source. */
export interface PaperComment {
  readonly author: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Plain text. */
  readonly text: string;
  readonly replies: number;
}

/** Why a source gave nothing: it is `down`, asks to wait (`limited`), refused the request, or answered with what is no answer. */
export class SourceError extends Error {
  readonly kind: 'unavailable' | 'rate-limited' | 'rejected' | 'malformed';
  /** Of one that is limited: how long to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: SourceError['kind'],
    message: string,
    { retryAfterMs, ...options }: { readonly retryAfterMs?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options);
    this.name = 'SourceError';
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}
