import { pluralize } from '../text/counted.ts';
import { formatDay } from '../text/show-day.ts';
import type { Paper } from './paper.ts';

const MAX_NAMED_AUTHORS = 3;

/** Who wrote a paper and when, in one line: "Ada Lovelace, Alan Turing and 3 more · NVIDIA · Mar 1, 2025". Empty where nothing is known. */
export function formatByline({ authors, authorCount, organization, publishedOn }: Paper): string {
  const parts = [
    authors
      ? formatAuthors(authors, Math.max(authors.length, authorCount ?? 0))
      : authorCount !== undefined && pluralize(authorCount, 'author'),
    organization?.name,
    publishedOn !== undefined && formatDay(publishedOn),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** @param total how many there are: a source may name the first few only */
function formatAuthors(authors: readonly string[], total: number): string {
  const more = total - Math.min(authors.length, MAX_NAMED_AUTHORS);
  if (total > authors.length || authors.length > MAX_NAMED_AUTHORS + 1)
    return `${authors.slice(0, MAX_NAMED_AUTHORS).join(', ')} and ${more} more`;
  return authors.length === 1 ? (authors[0] ?? '') : `${authors.slice(0, -1).join(', ')} and ${authors.at(-1)}`;
}
