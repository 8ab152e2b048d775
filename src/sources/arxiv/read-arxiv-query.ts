import { nearest } from '../../search/filters.ts';
import { ARCHIVES, CATEGORIES } from './categories.ts';

/** What somebody wants of arXiv, in the language of its query API, and as it was written; or what is wrong with it, and what to give. */
export type QueryReading = { readonly name: string; readonly query: string } | { readonly problem: string };

/** Letters, with a class or without: what is meant as a category, right or wrong. */
const LIKE_CATEGORY = /^[a-z]+(?:-[a-z]+)?(?:\.[a-z*-]+)?$/i;
/** https://info.arxiv.org/help/api/user-manual.html, "Details of Query Construction". */
const FIELD = /(?:^|[\s(])(?:ti|au|abs|co|jr|cat|rn|id|all|submittedDate):\S/;
const LONGEST_QUERY = 1000;
const EXAMPLE = 'arxiv:cs.LG+cs.CL';
const QUERY_EXAMPLE = 'arxiv:all:"reinforcement learning"';

/**
 * Reads categories joined by `+` (`cs.LG+cs.CL`). Anything else is a query as the API takes it (`cat:cs.LG AND ti:"world model"`), which
 * may come from an address, with `+` for a space and `%22` for a quote.
 */
export function readArxivQuery(text: string): QueryReading {
  if (text === '') return { problem: `say which categories or papers, as in ${EXAMPLE} or ${QUERY_EXAMPLE}` };
  const parts = text.split(/[+\s]+/).filter((part) => part !== '');
  if (parts.every((part) => LIKE_CATEGORY.test(part))) return readCategories(parts, text);
  return readQuery(text);
}

function readCategories(parts: readonly string[], text: string): QueryReading {
  const known = parts.map((part) => CATEGORIES.find((category) => category.toLowerCase() === part.toLowerCase()));
  const wrong = parts.filter((_, index) => known[index] === undefined);
  if (wrong.length > 0) return { problem: wrong.map(unknownCategory).join('; ') };
  const corrected = [...new Set(known)].join('+');
  if (corrected.length < known.join('+').length) {
    return { problem: `it names a category twice, so give arxiv:${corrected}` };
  }
  if (/\s/.test(text)) return { problem: `categories are joined by +, so give arxiv:${corrected}` };
  return {
    name: corrected,
    query: corrected
      .split('+')
      .map((category) => `cat:${category}`)
      .join(' OR '),
  };
}

function unknownCategory(part: string): string {
  const archive = part.toLowerCase().replace(/\.\*$/, '');
  if (ARCHIVES.includes(archive)) {
    const first = CATEGORIES.find((category) => category.startsWith(`${archive}.`));
    return `${part} is a whole archive, so name its categories, as in arxiv:${first}, or give arxiv:cat:${archive}.*`;
  }
  const meant = nearest(part, CATEGORIES) ?? nearest(part.toLowerCase(), CATEGORIES);
  return meant === undefined
    ? `arXiv has no category ${part} (https://arxiv.org/category_taxonomy), so give one such as ${EXAMPLE}`
    : `arXiv has no category ${part}, so give arxiv:${meant} if that is meant`;
}

function readQuery(text: string): QueryReading {
  const query = decoded(text);
  if (query === undefined)
    return { problem: `its % signs stand for nothing, so write it plainly, as in ${QUERY_EXAMPLE}` };
  if (query.length > LONGEST_QUERY) {
    return { problem: `it has ${query.length} characters, and ${LONGEST_QUERY} are the most` };
  }
  if (!FIELD.test(query)) {
    return {
      problem: `it is neither categories, as in ${EXAMPLE}, nor a query of arXiv's API, as in ${QUERY_EXAMPLE}`,
    };
  }
  return isClosed(query) ? { name: text, query } : { problem: 'a quote or a bracket in it is not closed, so close it' };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' ')).replace(/\s+/g, ' ').trim();
  } catch {
    return undefined;
  }
}

/** Whether its quotes and brackets come in pairs, so that it stays one thing when something is added to it. */
function isClosed(query: string): boolean {
  const outside = query.replace(/"[^"]*"/g, '');
  let depth = 0;
  for (const [bracket] of outside.matchAll(/[()]/g)) {
    depth += bracket === '(' ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0 && !outside.includes('"');
}
