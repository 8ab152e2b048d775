import type { HonoRequest } from 'hono';

/** Old arXiv ids contain a slash, which is not encoded. */
export function paperPath(id: string): string {
  return `/papers/${id.split('/').map(encodeURIComponent).join('/')}`;
}

export function bibtexPath(id: string): string {
  return `${paperPath(id)}.bib`;
}

export function paperApiPath(id: string): string {
  return `/api${paperPath(id)}`;
}

/** @param page from 1 */
export function searchPath(query: string, page = 1): string {
  return withQuery('/search', { ...(query !== '' && { q: query }), ...(page > 1 && { page: String(page) }) });
}

export function searchApiPath(query: string): string {
  return withQuery('/api/search', { ...(query !== '' && { q: query }) });
}

export function feedPath(query: string): string {
  return withQuery('/feed.xml', { ...(query !== '' && { q: query }) });
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** The last value of a query parameter, trimmed. Empty if there is none. */
export function readQueryParam(request: HonoRequest, name: string): string {
  return (request.queries(name)?.at(-1) ?? '').trim();
}
