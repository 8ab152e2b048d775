import { UserError } from '../errors.ts';
import type { Query } from '../search/query.ts';
import { sift } from '../search/sift.ts';
import { counted } from '../text/counted.ts';
import { shorten } from '../text/shorten.ts';
import { callButton } from './action.ts';
import type { Context } from './context.ts';
import { type Block, type Control, type Document, heading, note } from './document.ts';
import { pageFooter, pageWindow } from './paging.ts';
import { papersHere } from './papers-here.ts';

/** As people know it, and as `LivePapers` names it. */
export const HUGGING_FACE = 'Hugging Face';

/** It gives up to 120 and no pages (https://huggingface.co/.well-known/openapi.json); nobody turns more than ten. */
const MOST = 50;
const SHOWN_QUERY = 80;

/** What leads to the same search there; none where it is not asked, or where there is no word to ask with. */
export function searchThere(query: Query, text: string, { live, keepsakes }: Context): Control[] {
  if (!live.sources.includes(HUGGING_FACE) || wordsOf(query) === '') return [];
  return [callButton(`Search ${HUGGING_FACE}`, { text: `search ${text} in:huggingface`, replaces: true }, keepsakes)];
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
  context: Context,
): Promise<Document> {
  const { live, papers, keepsakes } = context;
  const words = wordsOf(query);
  if (words === '') {
    throw new UserError(
      `${HUGGING_FACE} searches for words, and there are none. Try: /papers search safe rl in:huggingface`,
    );
  }
  if (!live.sources.includes(HUGGING_FACE)) {
    throw new UserError(`${HUGGING_FACE} is not asked, as it is switched off here. Try: /papers search ${text}`);
  }
  const found = sift(await live.search(words, MOST), query);
  const { offset, limit } = pageWindow(page);
  const shown = found.slice(offset, offset + limit).map((one) => ({
    // What is here is known better here.
    paper: papers.get(one.id) ?? one,
    why: [{ kind: 'text', text: papers.get(one.id) ? 'here already' : `from ${HUGGING_FACE}` } as const],
  }));
  const back = callButton('Search here', { text: `search ${text}`, replaces: true }, keepsakes);
  const call = `search ${text} in:huggingface`;
  return {
    blocks: [
      ...opening(query, found.length),
      ...(await papersHere(shown, context)),
      ...pageFooter({ total: found.length, page, call, also: [back] }, context),
    ],
  };
}

function opening(query: Query, found: number): Block[] {
  const shown = shorten(query.text, SHOWN_QUERY);
  const all = `${counted(found, 'paper')} for ${shown} at ${HUGGING_FACE}`;
  return [
    heading(found === 0 ? `${HUGGING_FACE} has no paper for ${shown}` : all),
    ...(asksForMore(query)
      ? [
          note(
            `${HUGGING_FACE} searches for words alone: the rest was applied to the first ${MOST} papers that it gave.`,
          ),
        ]
      : []),
    ...(found === 0 ? [] : [note('One that is opened is kept here from then on.')]),
  ];
}

/** Names are words of a paper too: it searches through authors. */
function wordsOf({ words, phrases, filters: { author = [], org = [] } }: Query): string {
  return [...words, ...phrases, ...author, ...org].join(' ').trim();
}

function asksForMore({ phrases, excluded, filters, sort }: Query): boolean {
  return phrases.length + excluded.length + Object.keys(filters).length > 0 || sort !== 'relevance';
}
