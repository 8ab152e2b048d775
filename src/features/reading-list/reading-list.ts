import { type CallContext, directMessagePlace, type Person, type Place } from '../../chat/place.ts';
import type { Papers } from '../../papers/library.ts';
import type { Paper } from '../../papers/paper.ts';

/** A person in a tenant. The same person has separate lists in separate tenants. */
export interface ReadingListOwner extends Pick<Place, 'platform' | 'tenant'> {
  readonly person: Person['id'];
}

export interface SavedPaper {
  readonly paperId: string;
  /** ISO 8601 in UTC. */
  readonly savedAt: string;
}

export interface ReadingListRepository {
  /** Returns false if it was saved already. It keeps its place in the list. */
  save(owner: ReadingListOwner, paperId: string, now: string): Promise<boolean>;
  /** Returns false if it wasn't saved. */
  unsave(owner: ReadingListOwner, paperId: string): Promise<boolean>;
  /** Newest first. */
  list(owner: ReadingListOwner): Promise<readonly SavedPaper[]>;
}

/** The owner of a person's reading list. On platforms with global users it is the same in every tenant. */
export function readingListOwnerOf({ place, person, platform: traits }: CallContext): ReadingListOwner {
  const { platform, tenant } = directMessagePlace(place, person, traits);
  return { platform, tenant, person: person.id };
}

/** A person's saved papers, newest first, and the ids of those that are no longer available. */
export async function loadReadingList(
  { papers, readingLists }: { readonly papers: Papers; readonly readingLists: ReadingListRepository },
  call: CallContext,
): Promise<{ papers: readonly Paper[]; missing: readonly string[] }> {
  const entries = await readingLists.list(readingListOwnerOf(call));
  const found = entries.map(({ paperId }) => ({ paperId, paper: papers.get(paperId) }));
  return {
    papers: [...new Set(found.flatMap(({ paper }) => paper ?? []))],
    missing: found.flatMap(({ paperId, paper }) => (paper === undefined ? [paperId] : [])),
  };
}
