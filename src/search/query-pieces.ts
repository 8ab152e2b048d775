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
  const chunk = text.slice(start, chunkEnd(text, start));
  const id = arxivId(chunk.replace(/^[<([]+|[>)\].,;!?]+$/g, ''));
  if (id !== undefined) return { kind: 'paper', negated: false, name: '', value: id, start, end: start + chunk.length };

  const negated = /^-[^-\s]/.test(chunk);
  const from = negated ? start + 1 : start;
  const name = /^([a-zA-Z]+):(?!\/\/)/.exec(negated ? chunk.slice(1) : chunk)?.[1];
  const valueAt = name === undefined ? from : from + name.length + 1;
  const quoted = quotedAt(text, valueAt);
  const end = quoted?.end ?? start + chunk.length;
  const value = quoted?.value ?? text.slice(valueAt, end).replace(QUOTE, '');
  if (name !== undefined && value === '' && !quoted && isFilter(name, value, false)) {
    // "since: 2024" is meant as a filter and refused as one: what follows belongs to it.
    const after = /^\s+[^\s:]+(?=\s|$)/.exec(text.slice(end))?.[0] ?? '';
    return { kind: 'filter', negated, name, value: after, start, end: end + after.length };
  }
  if (name !== undefined && isFilter(name, value, quoted !== undefined))
    return { kind: 'filter', negated, name, value, start, end };
  if (name !== undefined)
    return { kind: 'word', negated, name: '', value: chunk.slice(from - start), start, end: start + chunk.length };
  return { kind: quoted ? 'phrase' : 'word', negated, name: '', value, start, end };
}

/** "MMR1:Enhancing" and "Note:" are words; so is what follows a name that is not in lower case, unless a filter has that name. */
function isFilter(name: string, value: string, quoted: boolean): boolean {
  const known = filterNamed(name) !== undefined;
  if (value === '' && !quoted) return known && name === name.toLowerCase();
  return known || name === name.toLowerCase();
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
