import { commandButton } from '../../chat/action.ts';
import type { CallContext } from '../../chat/context.ts';
import { type Block, type Control, type Document, heading, note } from '../../chat/document.ts';
import { pageFooter, pageWindow } from '../../chat/pagination.ts';
import { UserError } from '../../runtime/errors.ts';
import { filterPapers } from '../../search/index.ts';
import type { Query } from '../../search/query.ts';
import { pluralize, truncate } from '../../text/format.ts';
import { papersWithBadges } from './papers-with-badges.ts';

/** As people know it, and as `LivePapers` names it. */
export const HUGGING_FACE = 'Hugging Face';

/** It gives up to 120 and no pages (https://huggingface.co/.well-known/openapi.json); nobody turns more than ten. */
const MAX_RESULTS = 50;
const MAX_QUERY_SHOWN = 80;

/** What leads to the same search there; none where it is not asked, or where there is no word to ask with. */
export function huggingFaceSearchControls(
  query: Query,
  text: string,
  { paperLookup, actionStore }: CallContext,
): Control[] {
  if (!paperLookup.sourceTitles.includes(HUGGING_FACE) || queryKeywords(query) === '') return [];
  return [
    commandButton(
      `Search ${HUGGING_FACE}`,
      { text: `search ${text} in:huggingface`, replacesOriginal: true },
      actionStore,
    ),
  ];
}

/**
 * What Hugging Face finds, in its order. It knows words alone, so all else that a query asks for is applied to what it gives. None of it is
 * kept: a paper is once somebody opens it.
 *
 * @param text the query as it was typed
 * @throws UserError where it is not asked or does not answer, and where there is no word to ask with
 */
export async function searchHuggingFace(
  query: Query,
  text: string,
  page: number | undefined,
  context: CallContext,
): Promise<Document> {
  const { paperLookup, papers, actionStore } = context;
  const keywords = queryKeywords(query);
  if (keywords === '') {
    throw new UserError(
      `${HUGGING_FACE} searches for words, and there are none. Try: /papers search safe rl in:huggingface`,
    );
  }
  if (!paperLookup.sourceTitles.includes(HUGGING_FACE)) {
    throw new UserError(`${HUGGING_FACE} is not asked, as it is switched off here. Try: /papers search ${text}`);
  }
  const found = filterPapers(await paperLookup.search(keywords, MAX_RESULTS), query);
  const { offset, limit } = pageWindow(page);
  const shown = found.slice(offset, offset + limit).map((one) => ({
    // What is here is known better here.
    paper: papers.get(one.id) ?? one,
    why: [{ kind: 'text', text: papers.get(one.id) ? 'here already' : `from ${HUGGING_FACE}` } as const],
  }));
  const searchHereButton = commandButton(
    'Search here',
    { text: `search ${text}`, replacesOriginal: true },
    actionStore,
  );
  const commandText = `search ${text} in:huggingface`;
  return {
    blocks: [
      ...resultsHeader(query, found.length),
      ...(await papersWithBadges(shown, context)),
      ...pageFooter({ total: found.length, page, commandText, extraControls: [searchHereButton] }, context),
    ],
  };
}

function resultsHeader(query: Query, found: number): Block[] {
  const shown = truncate(query.text, MAX_QUERY_SHOWN);
  const title = `${pluralize(found, 'paper')} for ${shown} at ${HUGGING_FACE}`;
  return [
    heading(found === 0 ? `${HUGGING_FACE} has no paper for ${shown}` : title),
    ...(needsLocalFiltering(query)
      ? [
          note(
            `${HUGGING_FACE} searches for words alone: the rest was applied to the first ${MAX_RESULTS} papers that it gave.`,
          ),
        ]
      : []),
    ...(found === 0 ? [] : [note('One that is opened is kept here from then on.')]),
  ];
}

/** Names are words of a paper too: it searches through authors. */
function queryKeywords({ words, phrases, filters: { author = [], org = [] } }: Query): string {
  return [...words, ...phrases, ...author, ...org].join(' ').trim();
}

function needsLocalFiltering({ phrases, excluded, filters, sort }: Query): boolean {
  return phrases.length + excluded.length + Object.keys(filters).length > 0 || sort !== 'relevance';
}
