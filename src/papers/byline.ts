import { counted } from '../text/counted.ts';
import { showDay } from '../text/show-day.ts';
import type { Paper } from './paper.ts';

const NAMED_AUTHORS = 3;

/** Who wrote a paper and when, in one line: "Ada Lovelace, Alan Turing and 3 more · NVIDIA · Mar 1, 2025". Empty where nothing is known. */
export function byline({ authors, authorCount, organization, publishedOn }: Paper): string {
  const parts = [
    authors
      ? named(authors, Math.max(authors.length, authorCount ?? 0))
      : authorCount !== undefined && counted(authorCount, 'author'),
    organization?.name,
    publishedOn !== undefined && showDay(publishedOn),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** @param all how many there are: a source may name the first few only */
function named(authors: readonly string[], all: number): string {
  const more = all - Math.min(authors.length, NAMED_AUTHORS);
  if (all > authors.length || authors.length > NAMED_AUTHORS + 1)
    return `${authors.slice(0, NAMED_AUTHORS).join(', ')} and ${more} more`;
  return authors.length === 1 ? (authors[0] ?? '') : `${authors.slice(0, -1).join(', ')} and ${authors.at(-1)}`;
}
