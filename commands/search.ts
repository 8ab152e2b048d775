import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, heading, note, prose, strong } from '../src/chat/document.ts';
import type { Option } from '../src/chat/option.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { findPaper } from '../src/features/catalog/find-paper.ts';
import { huggingFaceSearchControls, searchHuggingFace } from '../src/features/catalog/hugging-face-search.ts';
import { papersWithBadges, paperWithBadges } from '../src/features/catalog/papers-with-badges.ts';
import { FILTERS, type FilterDefinition } from '../src/search/filters.ts';
import type { Hit, SearchResults } from '../src/search/index.ts';
import { parseQuery, type Query } from '../src/search/query.ts';
import { parseClauses } from '../src/search/query-clauses.ts';
import { pluralize, truncate } from '../src/text/format.ts';
import type { Span } from '../src/text/spans.ts';
import { texToText } from '../src/text/tex/index.ts';

const MAX_QUERY_SHOWN = 80;

const SEARCH_SCOPES = ['here', 'huggingface'] as const;
type SearchScope = (typeof SEARCH_SCOPES)[number];

/** Where so many are found here, nobody is led elsewhere. */
const ENOUGH_RESULTS = 5;

export const search = defineCommand({
  name: 'search',
  description: 'Finds papers by words, "a phrase", -without, and filters',
  options: {
    query: {
      kind: 'text',
      description: 'Words, "a phrase", -without, an arXiv id or a link',
      required: true,
      isRest: true,
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
      choices: SEARCH_SCOPES,
      hidden: true,
    },
    page: PAGE_OPTION,
  },
  audience: 'everyone',
  ephemeral: true,
  examples: [
    'search safe offline rl',
    'search "reward model" -diffusion since:2024 sort:newest',
    'search rlhf has:code comments:>2',
  ],
  validate: ({ query = '' }) => {
    parseQuery(parseScope(query).text);
  },
  run: async ({ query: typed, in: scopeOption, page }, context) => {
    const { text, scope } = parseScope(typed, scopeOption);
    const query = parseQuery(text);
    const { paperId, words, phrases } = query;
    const named = paperId === undefined ? undefined : context.papers.get(paperId);
    if (named !== undefined) return { blocks: [await paperWithBadges(named, context)] };
    if (paperId !== undefined && words.length + phrases.length === 0)
      return { blocks: [await paperWithBadges(await findPaper(paperId, context), context)] };
    if (scope === 'huggingface') return searchHuggingFace(query, text, page, context);
    const answer = context.search.search(query, pageWindow(page));
    const extraControls = [
      ...(answer.didYouMean === undefined ? [] : [spellingButton(answer.didYouMean, context)]),
      ...(answer.nearest || answer.total < ENOUGH_RESULTS ? huggingFaceSearchControls(query, text, context) : []),
    ];
    const hits = answer.hits.map((hit) => ({ ...hit, why: matchSpans(hit) }));
    return {
      blocks: [
        ...resultsHeader(query, answer),
        ...(await papersWithBadges(hits, context)),
        ...pageFooter({ total: answer.total, page, commandText: `search ${text}`, extraControls }, context),
      ],
    };
  },
});

/** On platforms with a field for each option, somebody may say where in the text of the query, as one does where all is text. */
function parseScope(typed: string, scopeOption?: SearchScope): { text: string; scope: SearchScope } {
  for (const { kind, isNegated, name, value, start, end } of parseClauses(typed)) {
    const typedScope = SEARCH_SCOPES.find((one) => one === value.toLowerCase());
    if (kind !== 'filter' || isNegated || name !== 'in' || typedScope === undefined) continue;
    return { text: `${typed.slice(0, start)}${typed.slice(end)}`.trim(), scope: typedScope };
  }
  return { text: typed, scope: scopeOption ?? 'here' };
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

function resultsHeader(query: Query, { total, hits, nearest, didYouMean, hint }: SearchResults): Block[] {
  const shown = truncate(query.text, MAX_QUERY_SHOWN);
  const blocks: Block[] = [
    nearest || total === 0
      ? heading(`No paper matches ${shown}`)
      : heading(`${pluralize(total, 'paper')} for ${shown}`),
  ];
  if (didYouMean !== undefined) blocks.push(prose('Did you mean ', strong(didYouMean), '?'));
  if (hint !== undefined) blocks.push(note(hint));
  if (nearest && hits.length > 0) blocks.push(prose('These come nearest:'));
  if (total === 0)
    blocks.push(prose(Object.keys(query.filters).length > 0 ? 'Try fewer filters.' : 'Try other words.'));
  return blocks;
}

function spellingButton(text: string, { actionStore }: CallContext) {
  return commandButton(`Search ${text}`, { text: `search ${text}`, replacesOriginal: true }, actionStore);
}

function matchSpans({ matched }: Hit): Span[] {
  return matched.length === 0 ? [] : [{ kind: 'text', text: `matches ${matched.join(', ')}` }];
}
