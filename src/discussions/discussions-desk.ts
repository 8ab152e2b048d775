import type { ChatPlatform } from '../chat/platform.ts';
import type { Discussions } from './discussion.ts';

/** What commands need of the discussions. */
export interface DiscussionsDesk {
  readonly discussions: Discussions;
  /** A platform that is connected. */
  platform(name: string): ChatPlatform | undefined;
  /** The names of those that are connected. */
  platforms(): readonly string[];
  /** Who this process is, among others on the same database. */
  readonly owner: string;
  /** Looks at the threads that are due, as one has stirred just now. */
  lookSoon(): void;
  /** Is told why nobody can say which papers are discussed: lists come without that. */
  onUntold(error: unknown): void;
  /** A fresh id, of eight small letters and digits. */
  newId(): string;
}
