import { parseArxivId } from '../papers/identity.ts';
import { findFilter } from './filters.ts';

/** A part of a query and its position. */
export interface QueryClause {
  readonly kind: 'word' | 'phrase' | 'filter' | 'paper';
  /** Preceded by a minus. */
  readonly isNegated: boolean;
  /** The name of a filter, as typed. */
  readonly name: string;
  /** A word, the text in quotes, the value of a filter, or the id of a paper. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const QUOTE = /["\u201c-\u201f\u00ab\u00bb\u2033\uff02]/;
const SPACE = /[\s\p{Cc}]/u;

/**
 * Splits a query into clauses. `name:value` is a filter only without spaces and with a name made of letters, as titles
 * contain colons ("MMR1: Enhancing …"). Unmatched quotes are ignored.
 */
export function parseClauses(text: string): QueryClause[] {
  const clauses: QueryClause[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) at++;
    else {
      const clause = parseClauseAt(text, at);
      if (clause.value !== '' || clause.kind === 'filter') clauses.push(clause);
      at = clause.end;
    }
  }
  return clauses;
}

function parseClauseAt(text: string, start: number): QueryClause {
  const end = findChunkEnd(text, start);
  const chunk = text.slice(start, end);
  const id = parseArxivId(chunk.replace(/^[<([]+|[>)\].,;!?]+$/g, ''));
  if (id !== undefined) return { kind: 'paper', isNegated: false, name: '', value: id, start, end };

  const isNegated = /^-[^-]/.test(chunk);
  const at = isNegated ? start + 1 : start;
  const base = { isNegated, name: '', start };
  const filter = parseFilterAt(text, at, end);
  if (filter) return { ...base, kind: 'filter', ...filter };
  const quoted = parseQuotedAt(text, at);
  if (quoted) return { ...base, kind: 'phrase', ...quoted };
  return { ...base, kind: 'word', value: stripQuote(text.slice(at, end)), end };
}

/** "MMR1:Enhancing" and "Note:" are words, as is anything with an unknown name that isn't lower-case. */
function parseFilterAt(text: string, at: number, end: number): Pick<QueryClause, 'name' | 'value' | 'end'> | undefined {
  const name = /^([a-zA-Z]+):(?!\/\/)/.exec(text.slice(at, end))?.[1];
  if (name === undefined) return undefined;
  const isKnown = findFilter(name) !== undefined;
  const isLowerCase = name === name.toLowerCase();
  const valueAt = at + name.length + 1;
  const value = parseQuotedAt(text, valueAt) ?? { value: stripQuote(text.slice(valueAt, end)), end };
  if (value.end > end || value.value !== '') return isKnown || isLowerCase ? { name, ...value } : undefined;
  if (!isKnown || !isLowerCase) return undefined;
  // "since: 2024" is probably meant as a filter. The value keeps its space so that the parser rejects it.
  const after = /^\s+[^\s:]+(?=\s|$)/.exec(text.slice(end))?.[0] ?? '';
  return { name, value: after, end: end + after.length };
}

function stripQuote(chunk: string): string {
  return chunk.replace(QUOTE, '');
}

function findChunkEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && !SPACE.test(text.charAt(end))) end++;
  return end;
}

function parseQuotedAt(text: string, at: number): { value: string; end: number } | undefined {
  if (!QUOTE.test(text.charAt(at))) return undefined;
  const length = text.slice(at + 1).search(QUOTE);
  if (length < 0) return undefined;
  return { value: text.slice(at + 1, at + 1 + length).trim(), end: at + length + 2 };
}
