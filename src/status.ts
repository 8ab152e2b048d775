import type { DeliveryState } from './highlights/delivering/delivery.ts';
import { showDay } from './papers/byline.ts';
import type { Paper } from './papers/paper.ts';
import { dayOf } from './papers/paper-day.ts';

interface Running {
  readonly version: string;
  readonly node: string;
  readonly database: string;
  readonly papers: readonly Paper[];
  readonly platforms: readonly string[];
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
}

/** How Paperboy is doing, for the person who hosts it: one line a subject. */
export function statusReport({ version, node, database, papers, platforms, deliveries }: Running): string {
  const days = papers.flatMap((paper) => dayOf(paper) ?? []).sort();
  const [first, last] = [days[0], days.at(-1)];
  const seen = papers
    .flatMap((paper) => paper.seen.flatMap(({ on }) => on ?? []))
    .sort()
    .at(-1);
  const having = (what: (paper: Paper) => unknown): string =>
    `${papers.filter((paper) => what(paper) !== undefined).length}`;
  const lines = {
    Paperboy: `${version} on Node ${node}`,
    Platforms: platforms.join(', '),
    Database: database,
    Papers: first && last ? `${papers.length}, from ${showDay(first)} to ${showDay(last)}` : `${papers.length}`,
    'Of these': `${having(dayOf)} have a date, ${having((paper) => paper.upvotes)} upvotes, ${having((paper) => paper.comments)} comments, ${having((paper) => paper.links.code)} code`,
    'Last seen': seen === undefined ? 'never' : `${showDay(seen)}, by import`,
    Deliveries: `${deliveries.due + deliveries.sending} due, ${deliveries.sent} sent, ${deliveries.failed} failed, ${deliveries.expired} expired, ${deliveries.unknown} unknown`,
  };
  return Object.entries(lines)
    .map(([subject, text]) => `${`${subject}:`.padEnd(11)} ${text}\n`)
    .join('');
}
