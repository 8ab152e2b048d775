import type { FullSourceRecord } from '../../src/papers/paper.ts';
import {
  type ListingResult,
  type PaperComment,
  type PaperSource,
  type RequestOptions,
  SourceError,
} from '../../src/sources/source.ts';

/** What a source answers: a value, or what it throws, or what decides when it is asked. */
type Scripted<T> = T | SourceError | (() => Promise<T>);

/** A source that says what a test has written down. What nobody wrote down is an empty list, and no paper. */
export interface ScriptedSource extends PaperSource {
  readonly lists: Map<string, Scripted<ListingResult>>;
  readonly papers: Map<string, Scripted<FullSourceRecord | undefined>>;
  found: Scripted<ListingResult>;
  said: Scripted<readonly PaperComment[]>;
  /** Answers everything, whatever is written down. */
  fails: SourceError | undefined;
  newest: string;
  /** What it was asked, in order: `2026-11-20`, `trending`, `paper 2611.00001`, … */
  readonly asked: string[];
  readonly validators: (string | undefined)[];
  /** How whoever asked last can wait. */
  lastAsking: RequestOptions | undefined;
}

export function createScriptedSource({
  name = 'huggingface',
  title = 'Hugging Face',
  newest = '2026-11-20',
  firstDay = '2023-05-04',
} = {}): ScriptedSource {
  const answer = async <T>(what: string, scripted: Scripted<T>, asking?: RequestOptions): Promise<T> => {
    source.asked.push(what);
    source.lastAsking = asking;
    const said = source.fails ?? scripted;
    if (said instanceof SourceError) throw said;
    return typeof said === 'function' ? (said as () => Promise<T>)() : said;
  };
  const source: ScriptedSource = {
    ...{ name, title, newest, firstDay },
    lists: new Map(),
    papers: new Map(),
    found: listed(),
    said: [],
    fails: undefined,
    asked: [],
    validators: [],
    lastAsking: undefined,
    newestDay: () => source.newest,
    fetchDay(day, validator, asking) {
      source.validators.push(validator);
      return answer(day, source.lists.get(day) ?? listed(), asking);
    },
    fetchTrending(validator, asking) {
      source.validators.push(validator);
      return answer('trending', source.lists.get('trending') ?? listed(), asking);
    },
    search: (words, _limit, asking) => answer(`search ${words}`, source.found, asking),
    fetchPaper: (id, asking) => answer(`paper ${id}`, source.papers.get(id), asking),
    fetchComments: (id, asking) => answer(`comments ${id}`, source.said, asking),
  };
  return source;
}

/** A list of these papers. */
export function listed(
  records: readonly FullSourceRecord[] = [],
  more: Partial<Extract<ListingResult, { kind: 'listed' }>> = {},
): ListingResult {
  return { kind: 'listed', records, skipReasons: [], ...more };
}

/** What Hugging Face says of a paper. */
export function liveSighting(id: string, fields: Partial<FullSourceRecord> = {}): FullSourceRecord {
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
