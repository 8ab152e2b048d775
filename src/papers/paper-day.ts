import type { Paper } from './paper.ts';

/** The day that counts for a paper (`YYYY-MM-DD`): of its listing, else of its publication. */
export function paperDay({ listedOn, publishedOn }: Paper): string | undefined {
  return listedOn ?? publishedOn;
}
