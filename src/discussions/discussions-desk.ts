import type { ChatPlatform } from '../chat/platform.ts';
import type { DiscussionRepository } from './discussion.ts';

/** What commands need of the discussions. */
export interface DiscussionService {
  readonly repository: DiscussionRepository;
  /** A platform that is connected. */
  findPlatform(name: string): ChatPlatform | undefined;
  /** The names of those that are connected. */
  connectedPlatforms(): readonly string[];
  /** Who this process is, among others on the same database. */
  readonly owner: string;
  /** Looks at the threads that are due, as one has stirred just now. */
  refreshSoon(): void;
  /** Is told why nobody can say which papers are discussed: lists come without that. */
  onBadgesUnavailable(error: unknown): void;
  /** A fresh id, of eight small letters and digits. */
  newId(): string;
}
