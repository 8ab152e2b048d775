import { commandButton } from '../../chat/action.ts';
import { type Block, type Control, type Document, heading, note, text } from '../../chat/document.ts';
import { pageFooter, pageWindow } from '../../chat/pagination.ts';
import type { CallContext } from '../../chat/place.ts';
import type { Papers } from '../../papers/library.ts';
import { UserError } from '../../runtime/errors.ts';
import { filterPapers } from '../../search/index.ts';
import type { Query } from '../../search/query.ts';
import type { PaperLookup } from '../../sources/lookup.ts';
import { sourceRegistry } from '../../sources/registry.ts';
import { pluralize, truncate } from '../../text/format.ts';
import type { PaperCards } from './paper-cards.ts';

/** Ten pages. Hugging Face returns up to 120 and can't paginate (https://huggingface.co/.well-known/openapi.json). */
const MAX_RESULTS = 50;
const MAX_QUERY_SHOWN = 80;

interface RemoteSearchDeps {
  readonly papers: Papers;
  readonly paperLookup: PaperLookup;
  readonly cards: PaperCards;
}

/** A button that repeats the search at a live source, if that is possible. */
export function remoteSearchControls(query: Query, typed: string, paperLookup: PaperLookup): Control[] {
  const source = paperLookup.sourceOffering('search');
  if (source === undefined || queryKeywords(query) === '') return [];
  const { kind, title } = source;
  return [commandButton(`Search ${title}`, `search ${typed} in:${kind}`, { replacesOriginal: true })];
}

/**
 * Searches a live source, in its order. It searches by words, so filters and sorting are applied to its results.
 * Results aren't stored until somebody opens them.
 *
 * @param kind of the source
 * @param typed the query as typed, for the page buttons
 * @throws UserError if the query has no words, or the source is turned off or doesn't respond
 */
export async function searchRemotely(
  kind: string,
  query: Query,
  { typed, page }: { readonly typed: string; readonly page: number | undefined },
  { papers, paperLookup, cards }: RemoteSearchDeps,
  call: CallContext,
): Promise<Document> {
  const keywords = queryKeywords(query);
  const title = sourceRegistry.find(kind)?.title ?? kind;
  if (keywords === '') {
    throw new UserError(`${title} needs words to search for. Try: /papers search safe rl in:${kind}`);
  }
  if (paperLookup.sourceOffering('search')?.kind !== kind) {
    throw new UserError(`Searching ${title} is turned off. Try: /papers search ${typed}`);
  }
  const found = filterPapers(await paperLookup.search(keywords, MAX_RESULTS), query);
  const { offset, limit } = pageWindow(page);
  const shown = found.slice(offset, offset + limit).map((result) => {
    const stored = papers.get(result.id);
    return { paper: stored ?? result, why: [text(stored ? 'already in Paperboy' : `from ${title}`)] };
  });
  const searchHereButton = commandButton('Search Paperboy', `search ${typed}`, { replacesOriginal: true });
  const commandText = `search ${typed} in:${kind}`;
  return {
    blocks: [
      ...resultsHeader(query, found.length, title),
      ...(await cards.list(shown, call)),
      ...pageFooter({ total: found.length, page, commandText, extraControls: [searchHereButton] }),
    ],
  };
}

function resultsHeader(query: Query, found: number, title: string): Block[] {
  const shown = truncate(query.text, MAX_QUERY_SHOWN);
  return [
    heading(`${found === 0 ? 'No papers' : pluralize(found, 'paper')} for ${shown} on ${title}`),
    ...(needsLocalFiltering(query)
      ? [note(`${title} searches by words only. Filters and sorting apply to its first ${MAX_RESULTS} results.`)]
      : []),
    ...(found === 0 ? [] : [note('Papers you open are added to Paperboy.')]),
  ];
}

/** Sources search authors too, so names count as words. */
function queryKeywords({ words, phrases, filters: { author = [], org = [] } }: Query): string {
  return [...words, ...phrases, ...author, ...org].join(' ').trim();
}

function needsLocalFiltering({ phrases, excluded, filters, sort }: Query): boolean {
  return phrases.length + excluded.length + Object.keys(filters).length > 0 || sort !== 'relevance';
}
