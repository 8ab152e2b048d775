import { analyze } from './analyzer.ts';
import type { Query } from './query.ts';
import { queryPieces } from './query-pieces.ts';
import type { Wanted } from './wanted.ts';

/** The query with each misspelt word replaced and all else as it was typed; nothing when no word is, or nothing comes near. */
export function didYouMean({ text }: Query, { misspelt }: Pick<Wanted, 'misspelt'>): string | undefined {
  let result = '';
  let at = 0;
  for (const piece of queryPieces(text)) {
    if (piece.negated || (piece.kind !== 'word' && piece.kind !== 'phrase') || piece.value.includes('://')) continue;
    for (const { word, start, end } of analyze(text.slice(piece.start, piece.end))) {
      const meant = misspelt.get(word)?.[0];
      if (meant === undefined) continue;
      result += text.slice(at, piece.start + start) + meant;
      at = piece.start + end;
    }
  }
  return at === 0 ? undefined : result + text.slice(at);
}
