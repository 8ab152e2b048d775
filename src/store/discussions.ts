import type { Discussions } from '../discussions/discussion.ts';
import type { Store } from './database.ts';

export function createDiscussions(_store: Store): Discussions {
  throw new Error('not there yet');
}
