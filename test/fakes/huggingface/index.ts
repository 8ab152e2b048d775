import { paperOf } from './entries.ts';
import type { RawEntry } from './real-days.ts';
import {
  type FakeResponse,
  type Quota,
  type SourceRequest,
  type SourceServer,
  startSourceServer,
} from './source-server.ts';

export interface FakeHuggingFaceOptions {
  /** The listings by day. */
  readonly days?: ReadonlyMap<string, readonly RawEntry[]> | Readonly<Record<string, readonly RawEntry[]>>;
  readonly trending?: readonly RawEntry[];
  /** Later days return 400. */
  readonly newestDay?: string;
  /** Search results as of today, or as of 2024. */
  readonly searchShape?: 'wrapped' | 'flat';
  /** Unlimited by default. */
  readonly quota?: Quota;
  readonly port?: number;
}

/** May be changed while the server runs. */
interface Site {
  /** The listings by day. */
  readonly days: Map<string, readonly RawEntry[]>;
  newestDay: string | undefined;
  trending: readonly RawEntry[];
  searchShape: 'wrapped' | 'flat';
  /** What the pages of papers have in addition to listings (`linkedModels`, …), by id. */
  readonly details: Map<string, RawEntry>;
  /** By paper id. */
  readonly comments: Map<string, readonly unknown[]>;
}

/** A local Hugging Face server. */
export interface FakeHuggingFace extends Site, SourceServer {
  /** Requests for a day's listing. */
  requestsFor(day: string): SourceRequest[];
}

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 100;
const MAX_SEARCH_LIMIT = 120;
const MAX_QUERY_LENGTH = 250;

/**
 * A Hugging Face server with daily papers, trending, search, papers and comments, according to its documentation.
 *
 * @example
 * const huggingFace = await startHuggingFace({ days: readRealDays(folder) });
 * huggingFace.fault({ kind: '500', path: '/api/daily_papers', times: 2 });
 */
export async function startHuggingFace(options: FakeHuggingFaceOptions = {}): Promise<FakeHuggingFace> {
  const { days = {}, newestDay, trending = [], searchShape = 'wrapped', quota, port } = options;
  const site: Site = {
    days: new Map(days instanceof Map ? days : Object.entries(days)),
    newestDay,
    trending,
    searchShape,
    details: new Map(),
    comments: new Map(),
  };
  const server = await startSourceServer((request) => respondTo(site, request), { quota, port });
  return Object.assign(site, server, {
    requestsFor: (day: string) => server.requests.filter(({ query }) => query.get('date') === day),
  });
}

function respondTo(site: Site, request: SourceRequest): FakeResponse {
  const [, api, kind, id] = request.path.split('/');
  if (api !== 'api') return notFound();
  if (kind === 'daily_papers' && id === undefined) return dailyPapers(site, request);
  if (kind === 'papers' && id === 'search') return search(site, request);
  if (kind === 'papers' && id !== undefined) return onePaper(site, decodeURIComponent(id), request);
  return notFound();
}

function dailyPapers(site: Site, { query }: SourceRequest): FakeResponse {
  const date = query.get('date');
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!(limit >= 1 && limit <= MAX_LIMIT)) return badRequest('limit must be between 1 and 100');
  if (query.get('sort') === 'trending') return page(site.trending, limit, query);
  if (date === null) return page([...site.days.values()].at(-1) ?? [], limit, query);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date));
  if (!isDay || date > (site.newestDay ?? '9999')) return badRequest('✖ Invalid date\n  → at date');
  return page(site.days.get(date) ?? [], limit, query);
}

function page(list: readonly RawEntry[], limit: number, query: URLSearchParams): FakeResponse {
  const p = Number(query.get('p') ?? 0);
  const next = new URLSearchParams(query);
  next.set('p', `${p + 1}`);
  const hasMore = list.length > (p + 1) * limit;
  return json(
    list.slice(p * limit, (p + 1) * limit),
    hasMore ? { link: `</api/daily_papers?${next}>; rel="next"` } : {},
  );
}

function search({ days, searchShape }: Site, { query }: SourceRequest): FakeResponse {
  const q = query.get('q') ?? '';
  const limit = Number(query.get('limit') ?? MAX_SEARCH_LIMIT);
  if (q === '' || q.length > MAX_QUERY_LENGTH) return badRequest('q must have 1 to 250 characters');
  if (!(limit >= 1 && limit <= MAX_SEARCH_LIMIT)) return badRequest('limit must be between 1 and 120');
  const words = q.toLowerCase().split(/\s+/);
  const found = [...days.values()].flat().filter((entry) => {
    const { id, title, summary } = paperOf(entry);
    const text = `${id} ${title} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return json(found.slice(0, limit).map((entry) => (searchShape === 'flat' ? flat(entry) : entry)));
}

/** A search result of 2024, without an abstract. */
function flat(entry: RawEntry): RawEntry {
  const { id, title } = paperOf(entry);
  return { id, title, thumbnailUrl: entry['thumbnail'], source: 'arxiv' };
}

function onePaper({ days, details, comments }: Site, id: string, { query }: SourceRequest): FakeResponse {
  if (query.get('field') === 'comments') {
    const onPaper = comments.get(id);
    return onPaper === undefined ? notFound() : json({ comments: onPaper });
  }
  const listed = [...days.values()].flat().findLast((entry) => paperOf(entry)['id'] === id);
  const detail = details.get(id);
  if (listed === undefined && detail === undefined) return notFound();
  return json({ ...(listed && paperOf(listed)), ...detail });
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): FakeResponse {
  return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(body), headers };
}

function badRequest(error: string): FakeResponse {
  return { ...json({ error }), status: 400 };
}

function notFound(): FakeResponse {
  return { ...json({ error: 'Paper not found' }), status: 404 };
}
