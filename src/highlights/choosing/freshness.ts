import { Temporal } from 'temporal-polyfill';
import type { Paper } from '../../papers/paper.ts';
import { paperDay } from '../../papers/paper-day.ts';
import type { Candidate } from './worth.ts';

/** How a paper stands to the last post. `second chance`: it is of the days just before, and that post passed it over or came too early. */
type Freshness = 'new' | 'second-chance' | 'old';

/** Lists fill during their day, open the evening before in New York, and votes take days to come. */
const GRACE_PERIOD_DAYS = 3;

/** The longest that a paper took from its publication to its listing was 136 days (a public archive of 580 days of Daily Papers). */
const MAX_LISTING_DELAY_DAYS = 140;

const DAY_MS = 24 * 60 * 60 * 1000;

/** What is left of a paper's relevance at its second chance: it comes before new ones only where votes have made up for that. */
const SECOND_CHANCE_WEIGHT = 0.75;

/**
 * How fresh a paper is, by its day and by when it was first seen. One that is listed late is new though its day is not, unless it was
 * published more than 140 days before: such papers are of the archive, however many somebody imports.
 *
 * @param since the day of the last post, `YYYY-MM-DD`
 */
export function paperFreshnessSince(since: string): (paper: Paper) => Freshness {
  const dayFreshness = dayFreshnessSince(since);
  return (paper) => {
    const day = paperDay(paper);
    const firstSeen = paper.seen.flatMap(({ on }) => on ?? []).sort()[0] ?? '';
    if (firstSeen > since && (day === undefined || daysBetween(day, firstSeen) <= MAX_LISTING_DELAY_DAYS)) return 'new';
    return day === undefined ? 'old' : dayFreshness(day);
  };
}

/** How fresh a paper of a day is, where nothing else is known of it. */
export function dayFreshnessSince(since: string): (day: string) => Freshness {
  const graceStart = Temporal.PlainDate.from(since).subtract({ days: GRACE_PERIOD_DAYS }).toString();
  return (day) => (day > since ? 'new' : day >= graceStart ? 'second-chance' : 'old');
}

/** Those of the candidates that may come, with a score that allows for their second chance. */
export function applyFreshness<T extends Candidate>(
  candidates: readonly T[],
  freshness: (candidate: T) => Freshness,
): T[] {
  return candidates.flatMap((candidate) => {
    const status = freshness(candidate);
    if (status === 'old') return [];
    return status === 'new' ? [candidate] : [{ ...candidate, score: candidate.score * SECOND_CHANCE_WEIGHT }];
  });
}

function daysBetween(day: string, later: string): number {
  return (Date.parse(later) - Date.parse(day)) / DAY_MS;
}
