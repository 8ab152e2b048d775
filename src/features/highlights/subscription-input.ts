import type { OptionValues } from '../../chat/option.ts';
import {
  type CallContext,
  directMessagePlace,
  directMessageUserId,
  isPrivatePlace,
  type Place,
} from '../../chat/place.ts';
import { UserError } from '../../runtime/errors.ts';
import { parseQuery } from '../../search/query.ts';
import { formatDaysOption } from './schedule.ts';
import { parseDays, parseSchedule } from './schedule-input.ts';
import type { SelectionCriteria, Subscription } from './subscription.ts';
import { ALL_PAPERS_TOPIC } from './subscription-card.ts';

/** The settings of a subscription, valid but not saved. */
export type SubscriptionDraft = Pick<
  Subscription,
  'place' | 'about' | 'topic' | 'schedule' | 'criteria' | 'onQuietDay' | 'hasChart'
>;

/** The option values of `/papers subscribe`. */
export interface SubscriptionInput {
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

/** Where values that weren't given come from. */
export interface InputBase {
  /** The subscription to change. */
  readonly previous?: Subscription | undefined;
  readonly zone?: string | undefined;
}

/** A draft, or what is wrong with each invalid option. */
type ParsedDraft = { readonly draft: SubscriptionDraft } | { readonly problems: Readonly<Record<string, string>> };

export const SUBSCRIPTION_DEFAULTS = { days: 'weekdays', time: '09:00', papers: 5, quiet: 'silence' } as const;

/** The digest of a week is posted at its end. */
const DEFAULT_DISCUSSION_DAYS = 'fri';

/** An option such as `days:mon`, which the command line would take out of the topic. */
const OPTION_PATTERN =
  /(?:^|\s)((?:topic|about|days|time|zone|papers|threshold|quiet|chart|where|channel|change|confirm|as):\S+)/i;

/** Options that aren't given keep their previous value or get the default, except the topic: an empty form field means everything. */
export function parseSubscriptionInput(
  input: SubscriptionInput,
  base: InputBase,
  now: () => Date,
  call: CallContext,
): ParsedDraft {
  const problems: Record<string, string> = {};
  const topic = normalizeTopic(input.topic);
  const topicError = validateTopic(topic);
  if (topicError !== undefined) problems['topic'] = topicError;

  const about = input.about ?? base.previous?.about ?? 'papers';
  const defaults = defaultSchedule(about, base);
  const scheduleInput = {
    days: input.days ?? defaults.days,
    time: input.time ?? defaults.time,
    zone: input.zone ?? defaults.zone,
  };
  const parsed = parseSchedule(scheduleInput, now().toISOString());
  if ('problems' in parsed) Object.assign(problems, parsed.problems);

  const criteria = parseCriteria(input, defaultCriteria(about, base));
  if (criteria === undefined) {
    problems['papers'] = 'Set the number of papers or the minimum upvotes, not both.';
    problems['threshold'] = problems['papers'];
  }
  const place = parsePlace(input, base.previous?.place, call);
  if (typeof place === 'string') problems[input.channel === undefined ? 'where' : 'channel'] = place;
  if (about === 'discussions') Object.assign(problems, validateDiscussions(input, place, call));
  const defaultChart = about === 'papers' && base.previous?.hasChart === true;
  const hasChart = input.chart === undefined ? defaultChart : input.chart === 'yes';
  if (hasChart) Object.assign(problems, validateChart({ about, topic, days: scheduleInput.days }));

  if ('problems' in parsed || criteria === undefined || typeof place === 'string' || Object.keys(problems).length > 0) {
    return { problems };
  }
  const defaultQuiet = about === 'discussions' ? SUBSCRIPTION_DEFAULTS.quiet : base.previous?.onQuietDay;
  const onQuietDay = input.quiet ?? defaultQuiet ?? SUBSCRIPTION_DEFAULTS.quiet;
  return { draft: { place, about, topic, schedule: parsed.schedule, criteria, onQuietDay, hasChart } };
}

/** The option values that produce a draft when used in a place. */
export function toOptionValues(draft: SubscriptionDraft, from: Place): OptionValues {
  return {
    topic: draft.topic === '' ? ALL_PAPERS_TOPIC : draft.topic,
    about: draft.about,
    days: formatDaysOption(draft.schedule.days),
    time: draft.schedule.time,
    zone: draft.schedule.zone,
    ...(draft.criteria.kind === 'best' ? { papers: draft.criteria.count } : { threshold: draft.criteria.atLeast }),
    quiet: draft.onQuietDay,
    chart: draft.hasChart ? 'yes' : 'no',
    ...placeOptions(draft.place, from),
  };
}

/** `subscribe` with these values as typed text. The topic comes last, so that an unbalanced quote in it affects nothing else. */
export function formatSubscribeCommand({ topic = '', ...options }: OptionValues): string {
  const formatted = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}:${value}`],
  );
  return ['subscribe', ...formatted, topic].join(' ').trim();
}

function normalizeTopic(typed = ''): string {
  const topic = typed.trim().split(/\s+/).join(' ');
  return topic.toLowerCase() === ALL_PAPERS_TOPIC ? '' : topic;
}

function validateTopic(topic: string): string | undefined {
  if (topic === '') return undefined;
  const option = OPTION_PATTERN.exec(topic)?.[1];
  if (option !== undefined) return `"${option}" is an option and can't be part of a topic.`;
  try {
    const { paperId, words, phrases } = parseQuery(topic);
    return paperId !== undefined && words.length + phrases.length === 0
      ? `A topic consists of words, such as safe rl, but ${paperId} is a single paper.`
      : undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

export function defaultDays(about: Subscription['about']): string {
  return about === 'discussions' ? DEFAULT_DISCUSSION_DAYS : SUBSCRIPTION_DEFAULTS.days;
}

/** Rejects options that only apply to new papers, instead of ignoring them. */
function validateDiscussions(
  { threshold, quiet }: SubscriptionInput,
  place: Place | string,
  call: CallContext,
): Record<string, string> {
  return {
    ...(threshold !== undefined && {
      threshold: 'Discussions are ranked by replies, not by upvotes. Set the number of papers instead.',
    }),
    ...(quiet === 'archive' && {
      quiet: 'The archive is for new papers. After a week without replies, nothing is posted.',
    }),
    ...(typeof place !== 'string' &&
      isPrivatePlace({ ...call, place }) && {
        where: 'Papers are discussed in channels, so this needs a channel. Choose one.',
      }),
  };
}

/** Applies to a chart chosen earlier, too: otherwise changing the days would silently remove it. */
function validateChart({
  about,
  topic,
  days,
}: Pick<Subscription, 'about' | 'topic'> & { readonly days: string }): Record<string, string> {
  if (about === 'discussions') return { chart: "Charts show new papers on a topic, so discussions can't have one." };
  if (topic === '') return { chart: 'A chart needs a topic.' };
  const parsedDays = parseDays(days);
  if (!('value' in parsedDays) || parsedDays.value.length === 1) return {};
  const problem = 'A chart needs one post a week. Set one day, such as days:fri, or chart:no.';
  return { chart: problem, days: problem };
}

function defaultSchedule(
  about: Subscription['about'],
  { previous, zone = '' }: InputBase,
): { days: string; time: string; zone: string } {
  if (previous === undefined) return { days: defaultDays(about), time: SUBSCRIPTION_DEFAULTS.time, zone };
  return { ...previous.schedule, days: formatDaysOption(previous.schedule.days) };
}

/** Discussions have no upvotes. */
function defaultCriteria(about: Subscription['about'], { previous }: InputBase): SelectionCriteria | undefined {
  return about === 'discussions' && previous?.criteria.kind === 'upvotes' ? undefined : previous?.criteria;
}

/**
 * `undefined` if both are given and neither is unchanged: a form returns the values it was filled with, and may only show one of the two.
 */
function parseCriteria(
  { papers, threshold }: SubscriptionInput,
  previous: SelectionCriteria | undefined,
): SelectionCriteria | undefined {
  const best: SelectionCriteria | undefined = papers === undefined ? undefined : { kind: 'best', count: papers };
  const upvotes: SelectionCriteria | undefined =
    threshold === undefined ? undefined : { kind: 'upvotes', atLeast: threshold };
  if (best && upvotes) {
    if (previous?.kind === 'upvotes' && previous.atLeast === threshold) return best;
    return previous?.kind === 'best' && previous.count === papers ? upvotes : undefined;
  }
  return best ?? upvotes ?? previous ?? { kind: 'best', count: SUBSCRIPTION_DEFAULTS.papers };
}

/** The place, or what is wrong with the options. */
function parsePlace(
  { where, channel }: SubscriptionInput,
  previous: Place | undefined,
  { place: here, person, platform }: CallContext,
): Place | string {
  if (channel !== undefined) {
    const wasPrivate = previous !== undefined && directMessageUserId(previous) !== undefined;
    if (where === 'me' && !wasPrivate) return 'Use where:me or a channel, not both.';
    return channel === here.channel ? toPlace(here) : { platform: here.platform, tenant: here.tenant, channel };
  }
  if (where === undefined && previous !== undefined) return previous;
  const hasNoChannel = here.channel === '';
  if (where === 'me' || (where === undefined && hasNoChannel)) return directMessagePlace(here, person, platform);
  return hasNoChannel ? "There's no channel here. Choose one, or use where:me." : toPlace(here);
}

function toPlace({ platform, tenant, channel, thread }: Place): Place {
  return { platform, tenant, channel, ...(thread !== undefined && { thread }) };
}

/** Nothing for a thread elsewhere, which no option can name. It stays as it is. */
function placeOptions(place: Place, from: Place): OptionValues {
  if (directMessageUserId(place) !== undefined) return { where: 'me' };
  if (place.channel === from.channel && place.thread === from.thread) return { where: 'here' };
  return place.thread === undefined ? { channel: place.channel } : {};
}
