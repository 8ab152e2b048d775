import { texToText } from '../text/tex.ts';
import { analyze, pairs, type Token } from './analyzer.ts';
import type { Vocabulary } from './vocabulary.ts';
import { holds, type WordSequence } from './word-sequence.ts';

/** A test for papers that hold a phrase, or one word: its words next to each other and in order, in one part of the paper. */
export type Phrase = (sequence: WordSequence) => boolean;

/**
 * The phrase, in every way it may be written: "gpt 4o" is also held by a paper that has "gpt4o", and the other way round.
 * Nothing when the text has no word at all.
 */
export function readPhrase(text: string, vocabulary: Vocabulary): Phrase | undefined {
  const tokens = analyze(texToText(text));
  if (tokens.length === 0) return undefined;
  const ways = spellings(tokens, vocabulary).flatMap((stems) => {
    const numbers = stems.map(vocabulary.numberOf);
    return numbers.every((number) => number !== undefined) ? [numbers] : [];
  });
  return (sequence) => ways.some((way) => holds(sequence, way));
}

function spellings(tokens: readonly Token[], vocabulary: Vocabulary): string[][] {
  const stems = tokens.map(({ stem }) => stem);
  const joined = pairs(tokens).map(({ stem }, i) => stems.toSpliced(i, 2, stem));
  const split = stems.flatMap((stem, i) => {
    const parts = vocabulary.partsOf(stem);
    return parts ? [stems.toSpliced(i, 1, ...parts.map((part) => part.stem))] : [];
  });
  return [stems, ...joined, ...split];
}
