import { analyze } from './analyzer.ts';
import type { Query } from './query.ts';
import { parseClauses } from './query-pieces.ts';
import type { QueryTerms } from './wanted.ts';

/** The query with each misspelt word replaced and all else as it was typed; nothing when no word is, or nothing comes near. */
export function correctSpelling(
  { text }: Query,
  { correctionsByWord }: Pick<QueryTerms, 'correctionsByWord'>,
): string | undefined {
  let result = '';
  let at = 0;
  for (const clause of parseClauses(text)) {
    if (clause.isNegated || (clause.kind !== 'word' && clause.kind !== 'phrase') || clause.value.includes('://'))
      continue;
    for (const { word, start, end } of analyze(text.slice(clause.start, clause.end))) {
      const correction = correctionsByWord.get(word)?.[0];
      if (correction === undefined) continue;
      result += text.slice(at, clause.start + start) + correction;
      at = clause.start + end;
    }
  }
  return at === 0 ? undefined : result + text.slice(at);
}
