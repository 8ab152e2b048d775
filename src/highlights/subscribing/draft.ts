import type { Context } from '../../chat/context.ts';
import type { OptionValues } from '../../chat/invocation.ts';
import { directPlace, isPrivate, type Place, personOf } from '../../chat/place.ts';
import { UserError } from '../../errors.ts';
import { parseQuery } from '../../search/query.ts';
import { DAY_NAMES, readDays, WEEKDAYS } from '../schedule/read-days.ts';
import { readSchedule } from '../schedule/read-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { EVERYTHING } from './describe-subscription.ts';
import type { Choice, Subscription } from './subscription.ts';

/** What somebody wants, checked: a subscription but for what it gets when it is saved. */
export type Draft = Pick<
  Subscription,
  'place' | 'about' | 'topic' | 'schedule' | 'choice' | 'onQuietDay' | 'withChart'
>;

/** What somebody wants, as they typed it. */
export interface Wish {
  readonly about?: Subscription['about'] | undefined;
  readonly topic?: string | undefined;
  readonly days?: string | undefined;
  readonly time?: string | undefined;
  readonly zone?: string | undefined;
  readonly papers?: number | undefined;
  readonly threshold?: number | undefined;
  readonly quiet?: Subscription['onQuietDay'] | undefined;
  readonly chart?: 'yes' | 'no' | undefined;
  readonly where?: 'here' | 'me' | undefined;
  readonly channel?: string | undefined;
}

/** What stands where nothing else was said. */
export interface Basis {
  /** The subscription that is being changed. */
  readonly previous?: Subscription | undefined;
  readonly zone?: string | undefined;
}

/** A draft, or all that is wrong with a wish: a sentence for each option. */
type DraftReading = { readonly draft: Draft } | { readonly problems: Readonly<Record<string, string>> };

export const DEFAULTS = { days: 'weekdays', time: '09:00', papers: 5, quiet: 'silence' } as const;

/** What was discussed most in a week is told at its end. */
const DAYS_FOR_DISCUSSIONS = 'fri';

/** What can be said with a colon in a call, and so can't begin a word of a topic. */
const OPTION_LIKE =
  /(?:^|\s)((?:topic|about|days|time|zone|papers|threshold|quiet|chart|where|channel|change|confirm|as):\S+)/i;

/**
 * Reads what somebody wants. What they don't say is as it was, or else the default; a topic that they don't say is everything, as an
 * empty field of a form is.
 */
export function readDraft(wish: Wish, basis: Basis, context: Context): DraftReading {
  const problems: Record<string, string> = {};
  const topic = normalTopic(wish.topic);
  const aboutTopic = topicProblem(topic);
  if (aboutTopic !== undefined) problems['topic'] = aboutTopic;

  const about = wish.about ?? basis.previous?.about ?? 'papers';
  const usual = usualSchedule(about, basis);
  const typed = { days: wish.days ?? usual.days, time: wish.time ?? usual.time, zone: wish.zone ?? usual.zone };
  const read = readSchedule(typed, context.now().toISOString());
  if ('problems' in read) Object.assign(problems, read.problems);

  const choice = readChoice(wish, usualChoice(about, basis));
  if (choice === undefined) {
    problems['papers'] = 'Say how many papers, or from how many upvotes on, not both.';
    problems['threshold'] = problems['papers'];
  }
  const place = readPlace(wish, basis.previous?.place, context);
  if (typeof place === 'string') problems[wish.channel === undefined ? 'where' : 'channel'] = place;
  if (about === 'discussions') Object.assign(problems, problemsOfDiscussions(wish, place, context));
  const usualChart = about === 'papers' && basis.previous?.withChart === true;
  const withChart = wish.chart === undefined ? usualChart : wish.chart === 'yes';
  if (withChart) Object.assign(problems, problemsOfChart({ about, topic, days: typed.days }));

  if ('problems' in read || choice === undefined || typeof place === 'string' || Object.keys(problems).length > 0) {
    return { problems };
  }
  const usualQuiet = about === 'discussions' ? DEFAULTS.quiet : basis.previous?.onQuietDay;
  const onQuietDay = wish.quiet ?? usualQuiet ?? DEFAULTS.quiet;
  return { draft: { place, about, topic, schedule: read.schedule, choice, onQuietDay, withChart } };
}

/** A draft as the values of a call that says it, from a place. */
export function valuesOf(draft: Draft, from: Place): OptionValues {
  return {
    topic: draft.topic === '' ? EVERYTHING : draft.topic,
    about: draft.about,
    days: daysText(draft.schedule.days),
    time: draft.schedule.time,
    zone: draft.schedule.zone,
    ...(draft.choice.kind === 'best' ? { papers: draft.choice.count } : { threshold: draft.choice.atLeast }),
    quiet: draft.onQuietDay,
    chart: draft.withChart ? 'yes' : 'no',
    ...placeValues(draft.place, from),
  };
}

/** A call of `subscribe` as one would type it: the topic last, so that no quote of it reaches into anything else. */
export function subscribeCall({ topic = '', ...options }: OptionValues): string {
  const written = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`${name}:${value}`]));
  return ['subscribe', ...written, topic].join(' ').trim();
}

/** Whether two drafts want the same. */
export function isSame(one: Draft, other: Draft): boolean {
  const key = ({ place, about, topic, schedule, choice, onQuietDay, withChart }: Draft) =>
    JSON.stringify([
      [place.platform, place.tenant, place.channel, place.thread],
      about,
      topic.toLowerCase(),
      [schedule.days, schedule.time, schedule.zone],
      choice.kind === 'best' ? choice.count : [choice.atLeast],
      onQuietDay,
      withChart,
    ]);
  return key(one) === key(other);
}

function normalTopic(typed = ''): string {
  const topic = typed.trim().split(/\s+/).join(' ');
  return topic.toLowerCase() === EVERYTHING ? '' : topic;
}

function topicProblem(topic: string): string | undefined {
  if (topic === '') return undefined;
  const option = OPTION_LIKE.exec(topic)?.[1];
  if (option !== undefined) return `"${option}" is an option of its own and can't be in a topic.`;
  try {
    const { paperId, words, phrases } = parseQuery(topic);
    return paperId !== undefined && words.length + phrases.length === 0
      ? `A topic is words, such as safe rl, and ${paperId} is one paper.`
      : undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

/** The days on which a subscription comes that says none. */
export function usualDays(about: Subscription['about']): string {
  return about === 'discussions' ? DAYS_FOR_DISCUSSIONS : DEFAULTS.days;
}

/** What has a meaning for new papers alone, and nobody would notice that it has none here. */
function problemsOfDiscussions(
  { threshold, quiet }: Wish,
  place: Place | string,
  { person }: Context,
): Record<string, string> {
  return {
    ...(threshold !== undefined && {
      threshold: 'Discussions count by their replies, not by upvotes: say how many papers.',
    }),
    ...(quiet === 'archive' && {
      quiet: 'In a week without a reply nothing was discussed, and nothing comes: the archive is for new papers.',
    }),
    ...(typeof place !== 'string' &&
      isPrivate(place, person) && {
        where: 'Papers are discussed in channels, so what was discussed most comes to a channel: choose one.',
      }),
  };
}

/** Why a chart can't be had with the rest. What was chosen before is refused too: who changes the days would lose it without a word. */
function problemsOfChart({
  about,
  topic,
  days,
}: Pick<Subscription, 'about' | 'topic'> & { readonly days: string }): Record<string, string> {
  if (about === 'discussions') return { chart: 'A chart is for new papers on a topic, not for discussions.' };
  if (topic === '') return { chart: 'A chart is about a topic, so say one.' };
  const reading = readDays(days);
  if (!('value' in reading) || reading.value.length === 1) return {};
  const problem = 'A chart comes with one post a week, so say one day, such as days:fri, or chart:no.';
  return { chart: problem, days: problem };
}

function usualSchedule(
  about: Subscription['about'],
  { previous, zone = '' }: Basis,
): { days: string; time: string; zone: string } {
  if (previous === undefined) return { days: usualDays(about), time: DEFAULTS.time, zone };
  return { ...previous.schedule, days: daysText(previous.schedule.days) };
}

/** "daily", "weekdays", "mon,wed" */
function daysText(days: Schedule['days']): string {
  if (days.length === DAY_NAMES.length) return 'daily';
  if (days.join() === WEEKDAYS.join()) return 'weekdays';
  return days.map((day) => DAY_NAMES[day - 1]?.slice(0, 3).toLowerCase()).join(',');
}

/** What was chosen before, where that can be had of discussions too. */
function usualChoice(about: Subscription['about'], { previous }: Basis): Choice | undefined {
  return about === 'discussions' && previous?.choice.kind === 'upvotes' ? undefined : previous?.choice;
}

/**
 * Nothing where both are said, and neither is as it was: a form gives back what it was filled with, and may show one of the two only.
 */
function readChoice({ papers, threshold }: Wish, previous: Choice | undefined): Choice | undefined {
  const best: Choice | undefined = papers === undefined ? undefined : { kind: 'best', count: papers };
  const upvotes: Choice | undefined = threshold === undefined ? undefined : { kind: 'upvotes', atLeast: threshold };
  if (best && upvotes) {
    if (previous?.kind === 'upvotes' && previous.atLeast === threshold) return best;
    return previous?.kind === 'best' && previous.count === papers ? upvotes : undefined;
  }
  return best ?? upvotes ?? previous ?? { kind: 'best', count: DEFAULTS.papers };
}

/** The place, or what is wrong with what was said of it. */
function readPlace({ where, channel }: Wish, previous: Place | undefined, context: Context): Place | string {
  const { place: here, person } = context;
  if (channel !== undefined) {
    const wasPrivate = previous !== undefined && personOf(previous) !== undefined;
    if (where === 'me' && !wasPrivate) return 'Say where:me, or a channel, not both.';
    return channel === here.channel ? placeOnly(here) : { platform: here.platform, tenant: here.tenant, channel };
  }
  if (where === undefined && previous !== undefined) return previous;
  const isNowhere = here.channel === '';
  if (where === 'me' || (where === undefined && isNowhere)) return directPlace(here, person);
  return isNowhere ? 'There is no channel here: choose one, or say where:me.' : placeOnly(here);
}

function placeOnly({ platform, tenant, channel, thread }: Place): Place {
  return { platform, tenant, channel, ...(thread !== undefined && { thread }) };
}

/** What says a place from another one; nothing for a thread elsewhere, which only a change that leaves it can have. */
function placeValues(place: Place, from: Place): OptionValues {
  if (personOf(place) !== undefined) return { where: 'me' };
  if (place.channel === from.channel && place.thread === from.thread) return { where: 'here' };
  return place.thread === undefined ? { channel: place.channel } : {};
}
