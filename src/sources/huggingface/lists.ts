import type { Fetcher } from '../fetching/fetcher.ts';
import { type Asking, SourceError } from '../live/source.ts';
import { type Answer, ask, wanted } from './ask.ts';

/** All entries of a list, or why there are none. */
export type List =
  | {
      readonly kind: 'list';
      readonly entries: readonly unknown[];
      /** Stands where one answer was the whole list. */
      readonly validator?: string;
      /** What was not read of it, in a sentence. */
      readonly cut?: string;
    }
  | Exclude<Answer, { kind: 'fetched' }>;

/** The most entries that a page has, and the default is half of it. */
const PAGE = 100;
const MOST_PAGES = 10;
/** A page may have more entries than were asked for, but not any number of them. */
const MOST_ENTRIES = 1000;

/**
 * Asks for a list, page after page. A page that is full is not the last one, whether it names another or not.
 *
 * @throws SourceError where a page is no list, or all of it can not be had
 */
export async function askForList(
  fetcher: Fetcher,
  query: Readonly<Record<string, string>>,
  { asking, validator }: { readonly asking?: Asking | undefined; readonly validator?: string | undefined },
): Promise<List> {
  const pageAt = (p: number): URL =>
    fetcher.at('/api/daily_papers', { ...query, limit: `${PAGE}`, ...(p > 0 && { p: `${p}` }) });
  const first = await ask(fetcher, pageAt(0), asking, validator);
  if (first.kind !== 'fetched') return first;
  const entries = [...entriesIn(first.json, fetcher)];
  let pages = 1;
  for (let page = first; ; pages++) {
    const isFull = entriesIn(page.json, fetcher).length >= PAGE;
    const next = page.next ?? (isFull ? pageAt(pages) : undefined);
    if (next === undefined) break;
    if (pages === MOST_PAGES)
      return { kind: 'list', entries, cut: `${fetcher.host} has a list that goes on after ${pages} pages` };
    page = wanted(await ask(fetcher, next, asking), fetcher);
    entries.push(...entriesIn(page.json, fetcher));
  }
  const isWhole = pages === 1 && first.validator !== undefined;
  return { kind: 'list', entries, ...(isWhole && { validator: first.validator }) };
}

/** @throws SourceError where an answer is no list of a bearable length */
export function entriesIn(json: unknown, { host }: Fetcher): readonly unknown[] {
  if (Array.isArray(json) && json.length <= MOST_ENTRIES) return json;
  const what = Array.isArray(json) ? `a list of ${json.length} entries` : 'what is no list';
  throw new SourceError('malformed', `${host} answered with ${what}`);
}
