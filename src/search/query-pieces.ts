import { arxivId } from '../papers/identity.ts';
import { filterNamed } from './filters.ts';

/** A part of a query, as it was typed, and where it stands. */
export interface Piece {
  readonly kind: 'word' | 'phrase' | 'filter' | 'paper';
  /** A minus stands in front of it. */
  readonly negated: boolean;
  /** The name of a filter, as typed. */
  readonly name: string;
  /** The word, the text within quotes, the value of a filter, or the id of a paper. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const QUOTE = /["\u201c-\u201f\u00ab\u00bb\u2033\uff02]/;
const SPACE = /[\s\p{Cc}]/u;

/**
 * A query cut into its parts. Only `name:value` with nothing between them is a filter, and only where the name is of letters: titles hold
 * colons ("MMR1: Enhancing …") and have to stay words. A quote that nothing closes is no quote.
 */
export function queryPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    if (SPACE.test(text.charAt(at))) at++;
    else {
      const piece = pieceAt(text, at);
      if (piece.value !== '' || piece.kind === 'filter') pieces.push(piece);
      at = piece.end;
    }
  }
  return pieces;
}

function pieceAt(text: string, start: number): Piece {
  const end = chunkEnd(text, start);
  const chunk = text.slice(start, end);
  const id = arxivId(chunk.replace(/^[<([]+|[>)\].,;!?]+$/g, ''));
  if (id !== undefined) return { kind: 'paper', negated: false, name: '', value: id, start, end };

  const negated = /^-[^-]/.test(chunk);
  const at = negated ? start + 1 : start;
  const plain = { negated, name: '', start };
  const filter = filterAt(text, at, end);
  if (filter) return { ...plain, kind: 'filter', ...filter };
  const quoted = quotedAt(text, at);
  if (quoted) return { ...plain, kind: 'phrase', ...quoted };
  return { ...plain, kind: 'word', value: unquoted(text.slice(at, end)), end };
}

/** "MMR1:Enhancing" and "Note:" are words; so is what follows a name that is not in lower case, unless a filter has that name. */
function filterAt(text: string, at: number, end: number): Pick<Piece, 'name' | 'value' | 'end'> | undefined {
  const name = /^([a-zA-Z]+):(?!\/\/)/.exec(text.slice(at, end))?.[1];
  if (name === undefined) return undefined;
  const known = filterNamed(name) !== undefined;
  const lower = name === name.toLowerCase();
  const valueAt = at + name.length + 1;
  const value = quotedAt(text, valueAt) ?? { value: unquoted(text.slice(valueAt, end)), end };
  if (value.end > end || value.value !== '') return known || lower ? { name, ...value } : undefined;
  if (!known || !lower) return undefined;
  // "since: 2024" is meant as a filter and refused as one: what follows belongs to it.
  const after = /^\s+[^\s:]+(?=\s|$)/.exec(text.slice(end))?.[0] ?? '';
  return { name, value: after, end: end + after.length };
}

function unquoted(chunk: string): string {
  return chunk.replace(QUOTE, '');
}

function chunkEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && !SPACE.test(text.charAt(end))) end++;
  return end;
}

function quotedAt(text: string, at: number): { value: string; end: number } | undefined {
  if (!QUOTE.test(text.charAt(at))) return undefined;
  const length = text.slice(at + 1).search(QUOTE);
  if (length < 0) return undefined;
  return { value: text.slice(at + 1, at + 1 + length).trim(), end: at + length + 2 };
}
