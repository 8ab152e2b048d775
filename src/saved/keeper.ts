import type { CallContext } from '../chat/context.ts';
import { directMessagePlace } from '../chat/place.ts';
import type { Paper } from '../papers/paper.ts';
import type { ReadingListOwner } from './saved-papers.ts';

/** Whoever calls, as the keeper of papers: what they save is theirs wherever they speak with Paperboy in private. */
export function readingListOwnerOf({ place, person }: CallContext): ReadingListOwner {
  const { platform, tenant } = directMessagePlace(place, person);
  return { platform, tenant, person: person.id };
}

/** What they saved, newest first: each paper once, and the ids of those that are not here any more. */
export async function loadReadingList(
  context: CallContext,
): Promise<{ papers: readonly Paper[]; missing: readonly string[] }> {
  const entries = await context.highlights.saved.list(readingListOwnerOf(context));
  const found = entries.map(({ paperId }) => ({ paperId, paper: context.papers.get(paperId) }));
  return {
    papers: [...new Set(found.flatMap(({ paper }) => paper ?? []))],
    missing: found.flatMap(({ paperId, paper }) => (paper === undefined ? [paperId] : [])),
  };
}
