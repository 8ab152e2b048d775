import type { FullSourceRecord } from '../../src/papers/paper.ts';
import { arxiv } from '../../src/sources/arxiv/index.ts';
import type { RequestOptions } from '../../src/sources/http-client.ts';
import { huggingFace } from '../../src/sources/huggingface/index.ts';
import type { ListingResult, PaperComment, PaperSource, SourceDescriptor } from '../../src/sources/source.ts';
import { SourceError } from '../../src/sources/source-error.ts';

/** A result, an error to throw, or a function that decides on each request. */
type Scripted<T> = T | SourceError | (() => Promise<T>);

/** A source that returns what a test sets; by default empty listings and no papers. */
export interface ScriptedSource extends PaperSource {
  /** By day, or `trending`. */
  readonly listings: Map<string, Scripted<ListingResult>>;
  readonly papers: Map<string, Scripted<FullSourceRecord | undefined>>;
  searchResult: Scripted<ListingResult>;
  comments: Scripted<readonly PaperComment[]>;
  /** Thrown by every request. */
  error: SourceError | undefined;
  /** In order: `2026-11-20`, `trending`, `paper 2611.00001`, … */
  readonly requests: string[];
  /** Of requests for listings. */
  readonly etags: (string | undefined)[];
  lastRequestOptions: RequestOptions | undefined;
}

interface ScriptedSourceOptions {
  readonly newestDay?: string;
  readonly firstDay?: string;
}

/** A source like Hugging Face. */
export function createScriptedSource(options: ScriptedSourceOptions = {}): ScriptedSource {
  return createFromDescriptor('huggingface', huggingFace, options);
}

/** A source like arXiv. */
export function createScriptedArxiv(options: ScriptedSourceOptions = {}): ScriptedSource {
  return createFromDescriptor('arxiv:cs.LG', arxiv, options);
}

function createFromDescriptor(
  name: string,
  descriptor: SourceDescriptor,
  { newestDay = '2026-11-20', firstDay = '2023-05-04' }: ScriptedSourceOptions,
): ScriptedSource {
  const respond = async <T>(request: string, scripted: Scripted<T>, options?: RequestOptions): Promise<T> => {
    source.requests.push(request);
    source.lastRequestOptions = options;
    const result = source.error ?? scripted;
    if (result instanceof SourceError) throw result;
    return typeof result === 'function' ? (result as () => Promise<T>)() : result;
  };
  const source: ScriptedSource = {
    name,
    descriptor: { ...descriptor, firstDay, newestDay: () => newestDay },
    listings: new Map(),
    papers: new Map(),
    searchResult: listed(),
    comments: [],
    error: undefined,
    requests: [],
    etags: [],
    lastRequestOptions: undefined,
    fetchDay(day, etag, options) {
      source.etags.push(etag);
      return respond(day, source.listings.get(day) ?? listed(), options);
    },
    fetchTrending(etag, options) {
      source.etags.push(etag);
      return respond('trending', source.listings.get('trending') ?? listed(), options);
    },
    search: (query, _limit, options) => respond(`search ${query}`, source.searchResult, options),
    fetchPaper: (id, options) => respond(`paper ${id}`, source.papers.get(id), options),
    fetchComments: (id, options) => respond(`comments ${id}`, source.comments, options),
  };
  return source;
}

export function listed(
  records: readonly FullSourceRecord[] = [],
  more: Partial<Extract<ListingResult, { kind: 'listed' }>> = {},
): ListingResult {
  return { kind: 'listed', records, skipReasons: [], ...more };
}

/** A record of a paper on Hugging Face, of 2026-11-20. */
export function scriptedRecord(id: string, fields: Partial<FullSourceRecord> = {}): FullSourceRecord {
  return {
    source: 'huggingface',
    at: '2026-11-20T12:00:00.000Z',
    on: '2026-11-20',
    id,
    title: `A Study of ${id}`,
    abstract: `We study ${id}. It works.`,
    ...fields,
  };
}
