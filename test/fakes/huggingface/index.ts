import { paperOf } from './entries.ts';
import type { RawEntry } from './real-days.ts';
import { type Answer, type Quota, type SourceRequest, type SourceServer, startSourceServer } from './source-server.ts';

export interface FakeHuggingFaceOptions {
  /** The list of each day; more may be put into `days` later, and lists may grow there. */
  readonly days?: ReadonlyMap<string, readonly RawEntry[]> | Readonly<Record<string, readonly RawEntry[]>>;
  readonly trending?: readonly RawEntry[];
  /** Days behind this one are not open, and answer 400. */
  readonly newestDay?: string;
  /** How search answers: as today, or as in 2024. */
  readonly searchShape?: 'wrapped' | 'flat';
  /** How many requests a window of time takes; no limit, unless told. */
  readonly quota?: Quota;
  readonly port?: number;
}

/** What a Hugging Face has, all of which may be changed. */
interface Site {
  /** The lists by day. */
  readonly days: Map<string, readonly RawEntry[]>;
  newestDay: string | undefined;
  trending: readonly RawEntry[];
  searchShape: 'wrapped' | 'flat';
  /** What the page of a paper has beside what lists have of it (`linkedModels`, …), by its id. */
  readonly details: Map<string, RawEntry>;
  /** The comments on a paper, by its id. */
  readonly comments: Map<string, readonly unknown[]>;
}

/** Hugging Face on this machine, on a real socket. */
export interface FakeHuggingFace extends Site, SourceServer {
  /** Requests for the list of a day. */
  requestsFor(day: string): SourceRequest[];
}

const DEFAULT_LIMIT = 50;
const MOST = 100;
const MOST_FOUND = 120;
const LONGEST_QUERY = 250;

/**
 * Hugging Face with its daily lists, trending, search, papers and comments, as its documentation has them.
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
  const server = await startSourceServer((request) => answerTo(site, request), { quota, port });
  return Object.assign(site, server, {
    requestsFor: (day: string) => server.requests.filter(({ query }) => query.get('date') === day),
  });
}

function answerTo(site: Site, request: SourceRequest): Answer {
  const [, api, kind, id] = request.path.split('/');
  if (api !== 'api') return missing();
  if (kind === 'daily_papers' && id === undefined) return dailyPapers(site, request);
  if (kind === 'papers' && id === 'search') return search(site, request);
  if (kind === 'papers' && id !== undefined) return onePaper(site, decodeURIComponent(id), request);
  return missing();
}

function dailyPapers(site: Site, { query }: SourceRequest): Answer {
  const date = query.get('date');
  const limit = Number(query.get('limit') ?? DEFAULT_LIMIT);
  if (!(limit >= 1 && limit <= MOST)) return bad('limit has to be between 1 and 100');
  if (query.get('sort') === 'trending') return page(site.trending, limit, query);
  if (date === null) return page([...site.days.values()].at(-1) ?? [], limit, query);
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date));
  if (!isDay || date > (site.newestDay ?? '9999')) return bad('✖ Invalid date\n  → at date');
  return page(site.days.get(date) ?? [], limit, query);
}

function page(list: readonly RawEntry[], limit: number, query: URLSearchParams): Answer {
  const p = Number(query.get('p') ?? 0);
  const next = new URLSearchParams(query);
  next.set('p', `${p + 1}`);
  const hasMore = list.length > (p + 1) * limit;
  return json(
    list.slice(p * limit, (p + 1) * limit),
    hasMore ? { link: `</api/daily_papers?${next}>; rel="next"` } : {},
  );
}

function search({ days, searchShape }: Site, { query }: SourceRequest): Answer {
  const q = query.get('q') ?? '';
  const limit = Number(query.get('limit') ?? MOST_FOUND);
  if (q === '' || q.length > LONGEST_QUERY) return bad('q has to have between 1 and 250 characters');
  if (!(limit >= 1 && limit <= MOST_FOUND)) return bad('limit has to be between 1 and 120');
  const words = q.toLowerCase().split(/\s+/);
  const found = [...days.values()].flat().filter((entry) => {
    const { id, title, summary } = paperOf(entry);
    const text = `${id} ${title} ${summary}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return json(found.slice(0, limit).map((entry) => (searchShape === 'flat' ? flat(entry) : entry)));
}

/** As search answered in 2024: next to nothing of a paper. */
function flat(entry: RawEntry): RawEntry {
  const { id, title } = paperOf(entry);
  return { id, title, thumbnailUrl: entry['thumbnail'], source: 'arxiv' };
}

function onePaper({ days, details, comments }: Site, id: string, { query }: SourceRequest): Answer {
  if (query.get('field') === 'comments') {
    const said = comments.get(id);
    return said === undefined ? missing() : json({ comments: said });
  }
  const listed = [...days.values()].flat().findLast((entry) => paperOf(entry)['id'] === id);
  const detail = details.get(id);
  if (listed === undefined && detail === undefined) return missing();
  return json({ ...(listed && paperOf(listed)), ...detail });
}

function json(body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(body), headers };
}

function bad(error: string): Answer {
  return { ...json({ error }), status: 400 };
}

function missing(): Answer {
  return { ...json({ error: 'Paper not found' }), status: 404 };
}
