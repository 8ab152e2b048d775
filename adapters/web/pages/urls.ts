import type { HonoRequest } from 'hono';

/** The path of a paper's page. Ids of the old style have a slash, which stays one. */
export function paperPath(id: string): string {
  return `/papers/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** The path of a paper's entry of BibTeX. */
export function bibtexPath(id: string): string {
  return `${paperPath(id)}.bib`;
}

/** The path of a paper as JSON. */
export function paperApiPath(id: string): string {
  return `/api${paperPath(id)}`;
}

/** @param page from 1 */
export function searchPath(query: string, page = 1): string {
  return withQuery('/search', { ...(query !== '' && { q: query }), ...(page > 1 && { page: String(page) }) });
}

/** The path of a search as JSON. */
export function searchApiPath(query: string): string {
  return withQuery('/api/search', { ...(query !== '' && { q: query }) });
}

/** The path of a search as an Atom feed. */
export function feedPath(query: string): string {
  return withQuery('/feed.xml', { ...(query !== '' && { q: query }) });
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const search = new URLSearchParams(query).toString();
  return search === '' ? path : `${path}?${search}`;
}

/** The last value of a parameter, without white space at its ends; empty where it is not there. */
export function readQueryParam(request: HonoRequest, name: string): string {
  return (request.queries(name)?.at(-1) ?? '').trim();
}
