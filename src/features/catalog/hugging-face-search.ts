import { commandButton } from '../../chat/action.ts';
import { type Block, type Control, type Document, heading, note, text } from '../../chat/document.ts';
import { pageFooter, pageWindow } from '../../chat/pagination.ts';
import type { CallContext } from '../../chat/place.ts';
import type { Papers } from '../../papers/library.ts';
import { UserError } from '../../runtime/errors.ts';
import { filterPapers } from '../../search/index.ts';
import type { Query } from '../../search/query.ts';
import type { PaperLookup } from '../../sources/lookup.ts';
import { pluralize, truncate } from '../../text/format.ts';
import type { PaperCards } from './paper-cards.ts';

/** The title of its source (`PaperLookup.sourceTitles`). */
export const HUGGING_FACE = 'Hugging Face';

/** Ten pages. The API returns up to 120 and can't paginate (https://huggingface.co/.well-known/openapi.json). */
const MAX_RESULTS = 50;
const MAX_QUERY_SHOWN = 80;

interface HuggingFaceSearchDeps {
  readonly papers: Papers;
  readonly paperLookup: PaperLookup;
  readonly cards: PaperCards;
}

/** A button that repeats the search on Hugging Face, if that is possible. */
export function huggingFaceSearchControls(query: Query, typed: string, { sourceTitles }: PaperLookup): Control[] {
  if (!sourceTitles.includes(HUGGING_FACE) || queryKeywords(query) === '') return [];
  return [commandButton(`Search ${HUGGING_FACE}`, `search ${typed} in:huggingface`, { replacesOriginal: true })];
}

/**
 * Searches Hugging Face, in its order. It searches by words, so filters and sorting are applied to its results. Results aren't stored
 * until somebody opens them.
 *
 * @param typed the query as typed, for the page buttons
 * @throws UserError if the query has no words, or Hugging Face is turned off or doesn't respond
 */
export async function searchHuggingFace(
  query: Query,
  { typed, page }: { readonly typed: string; readonly page: number | undefined },
  { papers, paperLookup, cards }: HuggingFaceSearchDeps,
  call: CallContext,
): Promise<Document> {
  const keywords = queryKeywords(query);
  if (keywords === '') {
    throw new UserError(`${HUGGING_FACE} needs words to search for. Try: /papers search safe rl in:huggingface`);
  }
  if (!paperLookup.sourceTitles.includes(HUGGING_FACE)) {
    throw new UserError(`Searching ${HUGGING_FACE} is turned off. Try: /papers search ${typed}`);
  }
  const found = filterPapers(await paperLookup.search(keywords, MAX_RESULTS), query);
  const { offset, limit } = pageWindow(page);
  const shown = found.slice(offset, offset + limit).map((result) => {
    const stored = papers.get(result.id);
    return { paper: stored ?? result, why: [text(stored ? 'already in Paperboy' : `from ${HUGGING_FACE}`)] };
  });
  const searchHereButton = commandButton('Search Paperboy', `search ${typed}`, { replacesOriginal: true });
  const commandText = `search ${typed} in:huggingface`;
  return {
    blocks: [
      ...resultsHeader(query, found.length),
      ...(await cards.list(shown, call)),
      ...pageFooter({ total: found.length, page, commandText, extraControls: [searchHereButton] }),
    ],
  };
}

function resultsHeader(query: Query, found: number): Block[] {
  const shown = truncate(query.text, MAX_QUERY_SHOWN);
  return [
    heading(
      found === 0
        ? `No papers for ${shown} on ${HUGGING_FACE}`
        : `${pluralize(found, 'paper')} for ${shown} on ${HUGGING_FACE}`,
    ),
    ...(needsLocalFiltering(query)
      ? [note(`${HUGGING_FACE} searches by words only. Filters and sorting apply to its first ${MAX_RESULTS} results.`)]
      : []),
    ...(found === 0 ? [] : [note('Papers you open are added to Paperboy.')]),
  ];
}

/** Hugging Face searches authors too, so names count as words. */
function queryKeywords({ words, phrases, filters: { author = [], org = [] } }: Query): string {
  return [...words, ...phrases, ...author, ...org].join(' ').trim();
}

function needsLocalFiltering({ phrases, excluded, filters, sort }: Query): boolean {
  return phrases.length + excluded.length + Object.keys(filters).length > 0 || sort !== 'relevance';
}
