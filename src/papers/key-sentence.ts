import { sentences } from '../text/sentences.ts';

/** The sentence of an abstract that says what the paper does. */
export function keySentence(_title: string, abstract: string): string {
  return sentences(abstract)[0] ?? abstract;
}
