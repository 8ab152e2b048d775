import { strong, text, time } from '../chat/document.ts';
import { pluralize } from '../text/counted.ts';
import type { Span } from '../text/span.ts';
import type { Discussion, DiscussionActivity } from './discussion.ts';

/** "1 reply", "12 replies" */
export function formatReplyCount(count: number): string {
  return pluralize(count, 'reply', 'replies');
}

/** "12 replies by 4 people, last Mar 5 at 09:00"; "No reply yet" where nobody has said anything. */
export function formatActivity({ replies, people, lastAt }: DiscussionActivity): Span[] {
  if (replies === 0) return [text('No reply yet')];
  const by = people === 0 ? '' : ` by ${people === 1 ? 'one person' : `${people} people`}`;
  return [text(formatReplyCount(replies) + by), ...(lastAt === undefined ? [] : [text(', last '), time(lastAt)])];
}

/** "Opened by Ada Mar 5 at 09:00" */
export function formatOpener({ opener, openedAt }: Pick<Discussion, 'opener' | 'openedAt'>): Span[] {
  return [text('Opened by '), strong(opener.name), text(' '), time(openedAt)];
}
