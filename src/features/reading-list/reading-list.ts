import type { CallContext } from '../../chat/context.ts';
import { directMessagePlace, type Person, type Place } from '../../chat/place.ts';
import type { Paper } from '../../papers/paper.ts';

/** Somebody on a platform, in one tenant: the same person elsewhere keeps other papers. */
export interface ReadingListOwner extends Pick<Place, 'platform' | 'tenant'> {
  readonly person: Person['id'];
}

interface SavedPaper {
  readonly paperId: string;
  /** ISO 8601 in UTC. */
  readonly savedAt: string;
}

/** The papers that people put aside, for themselves. */
export interface ReadingListRepository {
  /** False where it was saved already: it stays where it is in the list. */
  save(owner: ReadingListOwner, paperId: string, now: string): Promise<boolean>;
  /** False where it was not saved. */
  unsave(owner: ReadingListOwner, paperId: string): Promise<boolean>;
  /** Newest first. */
  list(owner: ReadingListOwner): Promise<readonly SavedPaper[]>;
}

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
