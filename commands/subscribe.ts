import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { note, prose } from '../src/chat/document.ts';
import { previewSubscription } from '../src/features/highlights/preview.ts';
import { saveSubscription } from '../src/features/highlights/save-subscription.ts';
import { DAY_NAMES } from '../src/features/highlights/schedule.ts';
import { type ParseResult, parseDays, parseTimeZone } from '../src/features/highlights/schedule-input.ts';
import { MAX_PAPERS, MAX_UPVOTES } from '../src/features/highlights/subscription.ts';
import {
  checkDraft,
  findDuplicate,
  findSubscription,
  listVisibleSubscriptions,
} from '../src/features/highlights/subscription-access.ts';
import { subscriptionCard } from '../src/features/highlights/subscription-card.ts';
import {
  defaultDays,
  formatSubscribeCommand,
  type InputBase,
  parseSubscriptionInput,
  SUBSCRIPTION_DEFAULTS,
  type SubscriptionInput,
  toOptionValues,
} from '../src/features/highlights/subscription-input.ts';
import { suggestTimeZones } from '../src/features/highlights/time-zones.ts';
import { UserError } from '../src/runtime/errors.ts';

const EXAMPLE = 'subscribe safe rl days:weekdays time:09:00 zone:Europe/Berlin';

const SINGLE_DAYS = DAY_NAMES.map((day) => day.toLowerCase());
const DAY_SUGGESTIONS = ['weekdays', 'daily', 'weekends', ...SINGLE_DAYS];

/** What a search would say to try, at the end of what is wrong with a topic. */
const TRY_HINT = / Try: (.*)$/s;

const WEEKLY_DAY = 'fri';

type ProblemsByOption = Readonly<Record<string, string>>;

export const subscribe = defineCommand({
  name: 'subscribe',
  description: 'Posts the best new papers on a topic, or the most discussed ones, when you choose',
  options: {
    topic: {
      kind: 'text',
      description: 'Words and filters, as in a search; empty for everything',
      isRest: true,
    },
    days: {
      kind: 'text',
      description: 'daily, weekdays, or days such as mon,wed; weekdays unless you say',
      suggest: (partial) => suggestDays(partial).map((days) => ({ label: days, value: days })),
    },
    time: { kind: 'text', description: 'Time of day, such as 09:00 or 5:30 pm; 09:00 unless you say' },
    zone: {
      kind: 'text',
      label: 'Time zone',
      description: 'Time zone of that time, by its city: Europe/Berlin',
      isRestrictedToSuggestions: true,
      suggest: (partial, { now }) => suggestTimeZones(partial, now().toISOString()),
    },
    papers: {
      kind: 'integer',
      label: 'How many papers',
      description: 'How many papers at most, the best first; 5 unless you say',
      min: 1,
      max: MAX_PAPERS,
    },
    threshold: {
      kind: 'integer',
      label: 'Only from so many upvotes on',
      description: 'Instead of a number: all papers with at least so many upvotes',
      min: 1,
      max: MAX_UPVOTES,
    },
    quiet: {
      kind: 'choice',
      label: 'When nothing is new',
      description: 'When nothing is new: silence, or papers from the archive',
      choices: ['silence', 'archive'],
    },
    chart: {
      kind: 'choice',
      label: 'With a chart',
      description: 'In a post once a week: papers per month on its topic, as a chart; no unless you say',
      choices: ['yes', 'no'],
    },
    where: {
      kind: 'choice',
      label: 'Where to post',
      description: 'Here, or to you in private; here unless you say',
      choices: ['here', 'me'],
    },
    channel: { kind: 'channel', label: 'Other channel', description: 'Another channel to post in' },
    about: {
      kind: 'choice',
      description: 'New papers, or the most discussed here in the week before; new papers unless you say',
      choices: ['papers', 'discussions'],
      // The fields of a form show what is usual for new papers.
      hidden: true,
    },
    change: { kind: 'text', description: 'The subscription to change, by its id', hidden: 'always' },
    as: { kind: 'text', description: 'What the new subscription will be known by', hidden: 'always' },
    confirm: { kind: 'choice', description: 'Saves it', choices: ['yes'], hidden: 'always' },
  },
  audience: 'everyone',
  opensForm: true,
  ephemeral: true,
  alwaysEphemeral: true,
  examples: [
    EXAMPLE,
    'subscribe "reward model" -diffusion days:mon,thu time:5pm zone:America/New_York papers:3',
    'subscribe zone:Asia/Tokyo threshold:50 where:me',
    'subscribe world models days:fri time:16:00 zone:Europe/Berlin chart:yes',
    'subscribe about:discussions days:fri time:16:00 zone:Europe/Berlin',
  ],
  prefill: async ({ change, about }, context) => {
    if (change !== undefined) return toOptionValues(await findSubscription(String(change), context), context.place);
    const { time, papers } = SUBSCRIPTION_DEFAULTS;
    const days = defaultDays(about === 'discussions' ? about : 'papers');
    return { days, time, papers, zone: await defaultTimeZone(context) };
  },
  validate: async ({ change, ...input }, context, invalidOptions) => {
    const base = await resolveBase(change, context);
    // A number that is out of its range was said all the same, and of the two only one may be.
    const {
      papers = placeholderFor('papers', invalidOptions),
      threshold = placeholderFor('threshold', invalidOptions),
    } = input;
    const read = parseSubscriptionInput({ ...input, papers, threshold }, base, context);
    throw invalidInputError(input, 'problems' in read ? read.problems : {}, base, context);
  },
  run: async ({ change, as, confirm, ...input }, context) => {
    const base = await resolveBase(change, context);
    const { previous } = base;
    const read = parseSubscriptionInput(input, base, context);
    if ('problems' in read) throw invalidInputError(input, read.problems, base, context);
    const { draft } = read;
    if (confirm === 'yes') return saveSubscription({ draft, previous, id: parseNewId(as, context) }, context);
    const duplicate = previous === undefined ? await findDuplicate(draft, context) : undefined;
    if (duplicate !== undefined) {
      const blocks = await subscriptionCard(duplicate, context);
      return { blocks: [prose('You have this already:'), ...blocks, note('Nothing was changed.')] };
    }
    await checkDraft(draft, previous, context);
    return previewSubscription(draft, previous, context);
  },
});

/** The zone that somebody told the platform, else that of their latest subscription, else of the channel's. */
async function defaultTimeZone(context: CallContext): Promise<string | undefined> {
  if (context.person.zone !== undefined) return context.person.zone;
  const known = await listVisibleSubscriptions(context);
  const own = known.filter(({ owner }) => owner.id === context.person.id);
  return (own.at(-1) ?? known.at(-1))?.schedule.zone;
}

/** Ids are ours, so one that looks otherwise was typed by somebody. */
function parseNewId(as: string | undefined, { highlights }: CallContext): string {
  return as !== undefined && /^[a-z0-9]{8}$/.test(as) ? as : highlights.newId();
}

/** A number in the place of one that was wrong. */
function placeholderFor(name: string, invalidOptions: readonly string[]): number | undefined {
  return invalidOptions.includes(name) ? 1 : undefined;
}

/** What stands where nothing was said, with the subscription that is to be changed. */
async function resolveBase(change: string | undefined, context: CallContext): Promise<InputBase> {
  const previous = change === undefined ? undefined : await findSubscription(change, context);
  return { previous, zone: await defaultTimeZone(context) };
}

/** The days that may stand where somebody types some: behind a comma, those that were not named yet. */
function suggestDays(partial: string): string[] {
  const named = partial
    .trim()
    .toLowerCase()
    .split(/\s*,\s*/);
  const partialDay = named.pop() ?? '';
  if (named.length === 0) return DAY_SUGGESTIONS.filter((day) => day.startsWith(partialDay));
  return SINGLE_DAYS.filter(
    (day) => day.startsWith(partialDay) && !named.some((one) => one.startsWith(shortDay(day))),
  ).map((day) => [...named, partialDay.length > shortDay(day).length ? day : shortDay(day)].join(','));
}

function shortDay(day: string): string {
  return day.slice(0, 3);
}

/** All that is wrong, with a call in which it is right. */
function invalidInputError(
  input: SubscriptionInput,
  problems: ProblemsByOption,
  base: InputBase,
  context: CallContext,
): UserError {
  const messages = new Set(Object.values(problems).map((problem) => problem.replace(TRY_HINT, '')));
  return new UserError(
    [...messages, `Try: /papers ${suggestCorrectedCall(input, problems, base, context)}`].join(' '),
    {
      fields: problems,
    },
  );
}

/** The call that somebody may have meant, of which everything was read once more: it works. */
function suggestCorrectedCall(
  input: SubscriptionInput,
  problems: ProblemsByOption,
  base: InputBase,
  context: CallContext,
): string {
  const { days = '', zone = '' } = input;
  const correctedInput: SubscriptionInput = {
    ...input,
    ...('days' in problems && { days: input.chart === 'yes' ? WEEKLY_DAY : correctDays(days) }),
    ...('time' in problems && { time: SUBSCRIPTION_DEFAULTS.time }),
    ...('zone' in problems && {
      zone: correctionOf(parseTimeZone(zone, context.now().toISOString())) ?? base.zone ?? 'Europe/Berlin',
    }),
    ...('threshold' in problems && { threshold: undefined }),
    ...('quiet' in problems && { quiet: undefined }),
    ...('chart' in problems && !(input.chart === 'yes' && 'days' in problems) && { chart: 'no' as const }),
    ...('channel' in problems && { channel: undefined }),
    ...('where' in problems && { where: input.about === 'discussions' ? 'here' : 'me' }),
  };
  const [, corrected] = TRY_HINT.exec(problems['topic'] ?? '') ?? [];
  for (const topic of [corrected ?? input.topic, 'safe rl']) {
    const read = parseSubscriptionInput({ ...correctedInput, topic }, base, context);
    if ('problems' in read) continue;
    const isGiven = (name: string) => name in problems || correctedInput[name as keyof SubscriptionInput] !== undefined;
    const values = Object.entries(toOptionValues(read.draft, context.place)).filter(([name]) => isGiven(name));
    return formatSubscribeCommand({ ...Object.fromEntries(values), change: base.previous?.id });
  }
  return EXAMPLE;
}

/** The days as they were said where they are days, for then something else was wrong with them. */
function correctDays(days: string): string {
  const reading = parseDays(days);
  return 'value' in reading ? days : (correctionOf(reading) ?? SUBSCRIPTION_DEFAULTS.days);
}

function correctionOf(reading: ParseResult<unknown>): string | undefined {
  return 'suggestion' in reading ? reading.suggestion : undefined;
}
