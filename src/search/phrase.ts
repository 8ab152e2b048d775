import { texToText } from '../text/tex.ts';
import { adjacentPairs, analyze, type Token } from './analyzer.ts';
import type { Vocabulary } from './vocabulary.ts';
import { containsPhrase, type WordSequence } from './word-sequence.ts';

/** A test for papers that hold a phrase, or one word: its words next to each other and in order, in one part of the paper. */
export type PhraseMatcher = (sequence: WordSequence) => boolean;

/**
 * The phrase, in every way it may be written: "gpt 4o" is also held by a paper that has "gpt4o", and the other way round.
 * Nothing when the text has no word at all.
 */
export function compilePhrase(text: string, vocabulary: Vocabulary): PhraseMatcher | undefined {
  const tokens = analyze(texToText(text));
  if (tokens.length === 0) return undefined;
  const variants = spellingVariants(tokens, vocabulary).flatMap((stems) => {
    const termIds = stems.map(vocabulary.termId);
    return termIds.every((number) => number !== undefined) ? [termIds] : [];
  });
  return (sequence) => variants.some((variant) => containsPhrase(sequence, variant));
}

function spellingVariants(tokens: readonly Token[], vocabulary: Vocabulary): string[][] {
  const stems = tokens.map(({ stem }) => stem);
  const joined = adjacentPairs(tokens).map(({ stem }, i) => stems.toSpliced(i, 2, stem));
  const split = stems.flatMap((stem, i) => {
    const parts = vocabulary.compoundParts(stem);
    return parts ? [stems.toSpliced(i, 1, ...parts.map((part) => part.stem))] : [];
  });
  return [stems, ...joined, ...split];
}
