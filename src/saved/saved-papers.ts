import type { Person, Place } from '../chat/place.ts';

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
