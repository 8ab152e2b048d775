import { callButton } from '../src/chat/action.ts';
import { defineCommand, type Option } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, heading, note, prose, strong } from '../src/chat/document.ts';
import { findPaper } from '../src/chat/find-paper.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { paperHere, papersHere } from '../src/chat/papers-here.ts';
import { searchHuggingFace, searchThere } from '../src/chat/search-hugging-face.ts';
import { FILTERS, type FilterDefinition } from '../src/search/filters.ts';
import { parseQuery, type Query } from '../src/search/query.ts';
import { queryPieces } from '../src/search/query-pieces.ts';
import type { Hit, SearchAnswer } from '../src/search/search-index.ts';
import { counted } from '../src/text/counted.ts';
import { shorten } from '../src/text/shorten.ts';
import type { Span } from '../src/text/span.ts';
import { texToText } from '../src/text/tex.ts';

const SHOWN_QUERY = 80;

const WHERE = ['here', 'huggingface'] as const;
type Where = (typeof WHERE)[number];

/** Where so many are found here, nobody is led elsewhere. */
const ENOUGH = 5;

export const search = defineCommand({
  name: 'search',
  description: 'Finds papers by words, "a phrase", -without, and filters',
  options: {
    query: {
      kind: 'text',
      description: 'Words, "a phrase", -without, an arXiv id or a link',
      required: true,
      takesTheRest: true,
      suggest: (partial, context) =>
        context.search.suggest(partial, 25).map(({ title }) => {
          const text = texToText(title);
          return { label: text, value: text };
        }),
    },
    ...filterOptions(),
    in: {
      kind: 'choice',
      description: 'Where to search: the papers here, unless you say, or all of Hugging Face',
      choices: WHERE,
      hidden: true,
    },
    page: PAGE,
  },
  audience: 'everyone',
  private: true,
  examples: [
    'search safe offline rl',
    'search "reward model" -diffusion since:2024 sort:newest',
    'search rlhf has:code comments:>2',
  ],
  check: ({ query = '' }) => {
    parseQuery(readWhere(query).text);
  },
  run: async ({ query: typed, in: said, page }, context) => {
    const { text, where } = readWhere(typed, said);
    const query = parseQuery(text);
    const { paperId, words, phrases } = query;
    const named = paperId === undefined ? undefined : context.papers.get(paperId);
    if (named !== undefined) return { blocks: [await paperHere(named, context)] };
    if (paperId !== undefined && words.length + phrases.length === 0)
      return { blocks: [await paperHere(await findPaper(paperId, context), context)] };
    if (where === 'huggingface') return searchHuggingFace(query, text, page, context);
    const answer = context.search.search(query, pageWindow(page));
    const also = [
      ...(answer.didYouMean === undefined ? [] : [suggestion(answer.didYouMean, context)]),
      ...(answer.nearest || answer.total < ENOUGH ? searchThere(query, text, context) : []),
    ];
    const hits = answer.hits.map((hit) => ({ ...hit, why: why(hit) }));
    return {
      blocks: [
        ...opening(query, answer),
        ...(await papersHere(hits, context)),
        ...pageFooter({ total: answer.total, page, call: `search ${text}`, also }, context),
      ],
    };
  },
});

/** On platforms with a field for each option, somebody may say where in the text of the query, as one does where all is text. */
function readWhere(typed: string, said?: Where): { text: string; where: Where } {
  for (const { kind, negated, name, value, start, end } of queryPieces(typed)) {
    const where = WHERE.find((one) => one === value.toLowerCase());
    if (kind !== 'filter' || negated || name !== 'in' || where === undefined) continue;
    return { text: `${typed.slice(0, start)}${typed.slice(end)}`.trim(), where };
  }
  return { text: typed, where: said ?? 'here' };
}

/** The filters of the query language as options, for platforms that have a field for each. */
function filterOptions(): Record<string, Option & { required?: false }> {
  return Object.fromEntries(FILTERS.map((filter) => [filter.name, filterOption(filter)]));
}

function filterOption(filter: FilterDefinition): Option & { required?: false } {
  const shared = {
    description: `${filter.description}, as ${filter.example}`,
    partOf: 'query',
    ...(filter.name === 'org' && { label: 'Organization' }),
  };
  return filter.choices ? { kind: 'choice', choices: filter.choices, ...shared } : { kind: 'text', ...shared };
}

function opening(query: Query, { total, hits, nearest, didYouMean, hint }: SearchAnswer): Block[] {
  const shown = shorten(query.text, SHOWN_QUERY);
  const blocks: Block[] = [
    nearest || total === 0 ? heading(`No paper matches ${shown}`) : heading(`${counted(total, 'paper')} for ${shown}`),
  ];
  if (didYouMean !== undefined) blocks.push(prose('Did you mean ', strong(didYouMean), '?'));
  if (hint !== undefined) blocks.push(note(hint));
  if (nearest && hits.length > 0) blocks.push(prose('These come nearest:'));
  if (total === 0)
    blocks.push(prose(Object.keys(query.filters).length > 0 ? 'Try fewer filters.' : 'Try other words.'));
  return blocks;
}

function suggestion(text: string, { keepsakes }: Context) {
  return callButton(`Search ${text}`, { text: `search ${text}`, replaces: true }, keepsakes);
}

function why({ matched }: Hit): Span[] {
  return matched.length === 0 ? [] : [{ kind: 'text', text: `matches ${matched.join(', ')}` }];
}
