import { Temporal } from 'temporal-polyfill';
import { compare } from '../../compare.ts';
import type { Paper } from '../../papers/paper.ts';
import { dayOf } from '../../papers/paper-day.ts';
import { onTopic } from '../../search/on-topic.ts';
import { nextSlots } from '../schedule/slots.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { choose } from './choose.ts';
import { freshnessOfDays, freshOf } from './freshness.ts';
import { bestFirst, type Candidate } from './worth.ts';

/** What a subscription would bring, to look at before it is made. */
export interface Expected {
  /** The last papers that would have come, newest post first. */
  readonly last: readonly Paper[];
  /** How many new papers a week would have come lately, with one decimal. */
  readonly perWeek: number;
  /** The next instants at which it posts, ISO 8601 in UTC. */
  readonly next: readonly string[];
}

const LAST = 3;
const NEXT = 3;
const WINDOW_DAYS = 28;
const WEEK = 7;

/** A candidate whose day is known. */
type Dated = Candidate & { readonly day: string };

/**
 * What a subscription would bring, told from what it would have brought: the posts of four weeks are made again, with the rules by which
 * papers are chosen. The weeks end on the newest day that has papers, as a corpus may be old, and begin on its first where that is later.
 * A paper counts as known from its day on, with the votes that it has now. Where too few came, older papers of the same kind follow.
 *
 * @param papers the whole corpus, whatever the topic
 * @param now an instant, ISO 8601
 */
export function expected({
  schedule,
  choice,
  candidates,
  papers,
  now,
}: Pick<Subscription, 'schedule' | 'choice'> & {
  readonly candidates: readonly Candidate[];
  readonly papers: readonly Paper[];
  readonly now: string;
}): Expected {
  const next = nextSlots(schedule, now, NEXT);
  const today = now.slice(0, 'YYYY-MM-DD'.length);
  const known = papers
    .flatMap((paper) => dayOf(paper) ?? [])
    .filter((day) => day <= today)
    .sort();
  const [oldest, newest] = [known[0], known.at(-1)];
  if (oldest === undefined || newest === undefined) return { last: [], perWeek: 0, next };

  const end = Temporal.PlainDate.from(newest);
  const days = Math.min(WINDOW_DAYS, end.since(oldest).days + 1);
  const start = end.subtract({ days: days - 1 });
  const dated = bestFirst(onTopic(candidates)).flatMap((one) => {
    const day = dayOf(one.paper);
    return day === undefined || day > newest ? [] : [{ ...one, day }];
  });
  const recent = dated.filter(({ day }) => day >= start.toString());
  const came = posts({ schedule, choice, start, end, papers: recent });
  const earlier = dated.filter(({ day }) => day < start.toString()).sort((a, b) => compare(b.day, a.day));
  const alike = choose(earlier, choice.kind === 'best' ? { kind: 'best', count: LAST } : choice).chosen;
  const perWeek = came.flat().length / (Math.max(days, WEEK) / WEEK);
  return {
    last: [...came.reverse().flat(), ...alike].slice(0, LAST).map(({ paper }) => paper),
    perWeek: Math.round(perWeek * 10) / 10,
    next,
  };
}

/** What would have come from one day to the first post on or after another one, post by post. */
function posts({
  schedule,
  choice,
  start,
  end,
  papers,
}: Pick<Subscription, 'schedule' | 'choice'> & {
  readonly start: Temporal.PlainDate;
  readonly end: Temporal.PlainDate;
  readonly papers: readonly Dated[];
}): (readonly Candidate[])[] {
  const made: (readonly Candidate[])[] = [];
  const shown = new Set<Paper>();
  let last = start;
  for (let date = start; Temporal.PlainDate.compare(last, end) < 0 || made.length === 0; date = date.add({ days: 1 })) {
    if (!schedule.days.some((day) => day === date.dayOfWeek)) continue;
    const freshness = freshnessOfDays(last.toString());
    const known = papers.filter(({ paper, day }) => !shown.has(paper) && day <= date.toString());
    const { chosen } = choose(bestFirst(freshOf(known, ({ day }) => freshness(day))), choice);
    for (const { paper } of chosen) shown.add(paper);
    made.push(chosen);
    last = date;
  }
  return made;
}
