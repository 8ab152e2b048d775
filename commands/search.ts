import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { type Block, heading, note, prose, strong, text } from '../src/chat/document.ts';
import type { Option } from '../src/chat/option.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { remoteSearchControls, searchRemotely } from '../src/features/catalog/remote-search.ts';
import { FILTERS, type FilterDefinition } from '../src/search/filters.ts';
import type { SearchResults } from '../src/search/index.ts';
import { parseQuery, type Query } from '../src/search/query.ts';
import { parseClauses } from '../src/search/query-clauses.ts';
import { sourceRegistry } from '../src/sources/registry.ts';
import { pluralize, truncate } from '../src/text/format.ts';
import { texToText } from '../src/text/tex/index.ts';
import type { CommandServices } from './services.ts';

const MAX_QUERY_SHOWN = 80;
const MAX_SUGGESTIONS = 25;

/** Stored papers, or a live source by its kind. */
const SEARCH_SCOPES = ['here', ...sourceRegistry.offering('search').map(({ kind }) => kind)];

/** With fewer results, the reply offers to search a live source. */
const ENOUGH_RESULTS = 5;

export const search = defineCommand(
  {
    name: 'search',
    description: 'Searches papers by words, "phrases" and filters',
    options: {
      query: {
        kind: 'text',
        description: 'Words, "a phrase", -exclude, an arXiv id or a link',
        required: true,
        isRest: true,
        autocomplete: true,
      },
      ...filterOptions(),
      in: {
        kind: 'choice',
        description: `Where to search: Paperboy (here) or all of ${sourceRegistry.titlesOffering('search')}. Default: here`,
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
  },
  (services: Pick<CommandServices, 'papers' | 'search' | 'paperLookup' | 'finder' | 'cards'>) => ({
    suggest: {
      query: (partial) =>
        services.search.suggest(partial, MAX_SUGGESTIONS).map(({ title }) => {
          const text = texToText(title);
          return { label: text, value: text };
        }),
    },
    validate: ({ query = '' }) => {
      parseQuery(parseScope(query).typed);
    },
    run: async ({ query: queryOption, in: scopeOption, page }, call) => {
      const { papers, search, paperLookup, finder, cards } = services;
      const { typed, scope } = parseScope(queryOption, scopeOption);
      const query = parseQuery(typed);
      const { paperId, words, phrases } = query;
      const isPaper =
        paperId !== undefined && (papers.get(paperId) !== undefined || words.length + phrases.length === 0);
      if (isPaper) return { blocks: [await cards.full(await finder.find(paperId), call)] };
      if (scope !== 'here') return searchRemotely(scope, query, { typed, page }, services, call);
      const results = search.search(query, pageWindow(page));
      const { didYouMean, nearest, total } = results;
      const extraControls = [
        ...(didYouMean === undefined
          ? []
          : [commandButton(`Search ${didYouMean}`, `search ${didYouMean}`, { replacesOriginal: true })]),
        ...(nearest || total < ENOUGH_RESULTS ? remoteSearchControls(query, typed, paperLookup) : []),
      ];
      const hits = results.hits.map((hit) => ({
        ...hit,
        why: hit.matched.length === 0 ? [] : [text(`matches ${hit.matched.join(', ')}`)],
      }));
      return {
        blocks: [
          ...resultsHeader(query, results),
          ...(await cards.list(hits, call)),
          ...pageFooter({ total, page, commandText: `search ${typed}`, extraControls }),
        ],
      };
    },
  }),
);

/** `in:` may be typed within the query, even on platforms that have a field for each option. */
function parseScope(queryOption: string, scopeOption?: string): { typed: string; scope: string } {
  for (const { kind, isNegated, name, value, start, end } of parseClauses(queryOption)) {
    const scope = SEARCH_SCOPES.find((candidate) => candidate === value.toLowerCase());
    if (kind !== 'filter' || isNegated || name !== 'in' || scope === undefined) continue;
    return { typed: `${queryOption.slice(0, start)}${queryOption.slice(end)}`.trim(), scope };
  }
  return { typed: queryOption, scope: scopeOption ?? 'here' };
}

/** The filters of the query language as options, for platforms that have a field for each. */
function filterOptions(): Record<string, Option & { required?: false; autocomplete?: false }> {
  return Object.fromEntries(FILTERS.map((filter) => [filter.name, filterOption(filter)]));
}

function filterOption(filter: FilterDefinition): Option & { required?: false; autocomplete?: false } {
  const shared = {
    description: `${filter.description}, as in ${filter.example}`,
    partOf: 'query',
    ...(filter.name === 'org' && { label: 'Organization' }),
  };
  return filter.choices ? { kind: 'choice', choices: filter.choices, ...shared } : { kind: 'text', ...shared };
}

function resultsHeader(query: Query, { total, hits, nearest, didYouMean, hint }: SearchResults): Block[] {
  const shown = truncate(query.text, MAX_QUERY_SHOWN);
  const hasNoMatch = nearest || total === 0;
  const blocks = [heading(hasNoMatch ? `No papers match ${shown}` : `${pluralize(total, 'paper')} for ${shown}`)];
  if (didYouMean !== undefined) blocks.push(prose('Did you mean ', strong(didYouMean), '?'));
  if (hint !== undefined) blocks.push(note(hint));
  if (nearest && hits.length > 0) blocks.push(prose('Closest results:'));
  if (total === 0) {
    blocks.push(prose(Object.keys(query.filters).length > 0 ? 'Try fewer filters.' : 'Try different words.'));
  }
  return blocks;
}
