import type { CallContext } from '../../chat/context.ts';
import type { OptionValues } from '../../chat/option.ts';
import { directMessagePlace, directMessageUserId, isPrivatePlace, type Place } from '../../chat/place.ts';
import { UserError } from '../../runtime/errors.ts';
import { parseQuery } from '../../search/query.ts';
import { formatDaysOption } from './schedule.ts';
import { parseDays, parseSchedule } from './schedule-input.ts';
import type { SelectionCriteria, Subscription } from './subscription.ts';
import { ALL_PAPERS_TOPIC } from './subscription-card.ts';

/** What somebody wants, checked: a subscription but for what it gets when it is saved. */
export type SubscriptionDraft = Pick<
  Subscription,
  'place' | 'about' | 'topic' | 'schedule' | 'criteria' | 'onQuietDay' | 'hasChart'
>;

/** What somebody wants, as they typed it. */
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

/** What stands where nothing else was said. */
export interface InputBase {
  /** The subscription that is being changed. */
  readonly previous?: Subscription | undefined;
  readonly zone?: string | undefined;
}

/** A draft, or all that is wrong with a wish: a sentence for each option. */
type ParsedDraft = { readonly draft: SubscriptionDraft } | { readonly problems: Readonly<Record<string, string>> };

export const SUBSCRIPTION_DEFAULTS = { days: 'weekdays', time: '09:00', papers: 5, quiet: 'silence' } as const;

/** What was discussed most in a week is told at its end. */
const DEFAULT_DISCUSSION_DAYS = 'fri';

/** What can be said with a colon in a call, and so can't begin a word of a topic. */
const OPTION_PATTERN =
  /(?:^|\s)((?:topic|about|days|time|zone|papers|threshold|quiet|chart|where|channel|change|confirm|as):\S+)/i;

/**
 * Reads what somebody wants. What they don't say is as it was, or else the default; a topic that they don't say is everything, as an
 * empty field of a form is.
 */
export function parseSubscriptionInput(input: SubscriptionInput, base: InputBase, context: CallContext): ParsedDraft {
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
  const parsed = parseSchedule(scheduleInput, context.now().toISOString());
  if ('problems' in parsed) Object.assign(problems, parsed.problems);

  const criteria = parseCriteria(input, defaultCriteria(about, base));
  if (criteria === undefined) {
    problems['papers'] = 'Say how many papers, or from how many upvotes on, not both.';
    problems['threshold'] = problems['papers'];
  }
  const place = parsePlace(input, base.previous?.place, context);
  if (typeof place === 'string') problems[input.channel === undefined ? 'where' : 'channel'] = place;
  if (about === 'discussions') Object.assign(problems, validateDiscussions(input, place, context));
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

/** A draft as the values of a call that says it, from a place. */
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

/** A call of `subscribe` as one would type it: the topic last, so that no quote of it reaches into anything else. */
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
export function defaultDays(about: Subscription['about']): string {
  return about === 'discussions' ? DEFAULT_DISCUSSION_DAYS : SUBSCRIPTION_DEFAULTS.days;
}

/** What has a meaning for new papers alone, and nobody would notice that it has none here. */
function validateDiscussions(
  { threshold, quiet }: SubscriptionInput,
  place: Place | string,
  { person }: CallContext,
): Record<string, string> {
  return {
    ...(threshold !== undefined && {
      threshold: 'Discussions count by their replies, not by upvotes: say how many papers.',
    }),
    ...(quiet === 'archive' && {
      quiet: 'In a week without a reply nothing was discussed, and nothing comes: the archive is for new papers.',
    }),
    ...(typeof place !== 'string' &&
      isPrivatePlace(place, person) && {
        where: 'Papers are discussed in channels, so what was discussed most comes to a channel: choose one.',
      }),
  };
}

/** Why a chart can't be had with the rest. What was chosen before is refused too: who changes the days would lose it without a word. */
function validateChart({
  about,
  topic,
  days,
}: Pick<Subscription, 'about' | 'topic'> & { readonly days: string }): Record<string, string> {
  if (about === 'discussions') return { chart: 'A chart is for new papers on a topic, not for discussions.' };
  if (topic === '') return { chart: 'A chart is about a topic, so say one.' };
  const parsedDays = parseDays(days);
  if (!('value' in parsedDays) || parsedDays.value.length === 1) return {};
  const problem = 'A chart comes with one post a week, so say one day, such as days:fri, or chart:no.';
  return { chart: problem, days: problem };
}

function defaultSchedule(
  about: Subscription['about'],
  { previous, zone = '' }: InputBase,
): { days: string; time: string; zone: string } {
  if (previous === undefined) return { days: defaultDays(about), time: SUBSCRIPTION_DEFAULTS.time, zone };
  return { ...previous.schedule, days: formatDaysOption(previous.schedule.days) };
}

/** What was chosen before, where that can be had of discussions too. */
function defaultCriteria(about: Subscription['about'], { previous }: InputBase): SelectionCriteria | undefined {
  return about === 'discussions' && previous?.criteria.kind === 'upvotes' ? undefined : previous?.criteria;
}

/**
 * Nothing where both are said, and neither is as it was: a form gives back what it was filled with, and may show one of the two only.
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

/** The place, or what is wrong with what was said of it. */
function parsePlace(
  { where, channel }: SubscriptionInput,
  previous: Place | undefined,
  context: CallContext,
): Place | string {
  const { place: here, person } = context;
  if (channel !== undefined) {
    const wasPrivate = previous !== undefined && directMessageUserId(previous) !== undefined;
    if (where === 'me' && !wasPrivate) return 'Say where:me, or a channel, not both.';
    return channel === here.channel ? toPlace(here) : { platform: here.platform, tenant: here.tenant, channel };
  }
  if (where === undefined && previous !== undefined) return previous;
  const hasNoChannel = here.channel === '';
  if (where === 'me' || (where === undefined && hasNoChannel)) return directMessagePlace(here, person);
  return hasNoChannel ? 'There is no channel here: choose one, or say where:me.' : toPlace(here);
}

function toPlace({ platform, tenant, channel, thread }: Place): Place {
  return { platform, tenant, channel, ...(thread !== undefined && { thread }) };
}

/** What says a place from another one; nothing for a thread elsewhere, which only a change that leaves it can have. */
function placeOptions(place: Place, from: Place): OptionValues {
  if (directMessageUserId(place) !== undefined) return { where: 'me' };
  if (place.channel === from.channel && place.thread === from.thread) return { where: 'here' };
  return place.thread === undefined ? { channel: place.channel } : {};
}
