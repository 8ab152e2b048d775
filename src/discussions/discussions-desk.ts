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
  /** A fresh id, of eight small letters and digits. */
  newId(): string;
}
