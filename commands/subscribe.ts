import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { note, prose } from '../src/chat/document.ts';
import { UserError } from '../src/errors.ts';
import { DAY_NAMES, type Reading, readDays } from '../src/highlights/schedule/read-days.ts';
import { readZone } from '../src/highlights/schedule/read-schedule.ts';
import { suggestZones } from '../src/highlights/schedule/zones.ts';
import { checkDraft, sameOf } from '../src/highlights/subscribing/check-draft.ts';
import {
  type Basis,
  DEFAULTS,
  readDraft,
  subscribeCall,
  usualDays,
  valuesOf,
  type Wish,
} from '../src/highlights/subscribing/draft.ts';
import { findSubscription, visibleSubscriptions } from '../src/highlights/subscribing/find-subscription.ts';
import { previewOf } from '../src/highlights/subscribing/preview.ts';
import { putSubscription } from '../src/highlights/subscribing/put-subscription.ts';
import { MOST_PAPERS, MOST_UPVOTES } from '../src/highlights/subscribing/subscription.ts';
import { subscriptionBlocks } from '../src/highlights/subscribing/subscription-blocks.ts';

const EXAMPLE = 'subscribe safe rl days:weekdays time:09:00 zone:Europe/Berlin';

const SINGLE_DAYS = DAY_NAMES.map((day) => day.toLowerCase());
const DAYS = ['weekdays', 'daily', 'weekends', ...SINGLE_DAYS];

/** What a search would say to try, at the end of what is wrong with a topic. */
const HINT = / Try: (.*)$/s;

const ONCE_A_WEEK = 'fri';

type Problems = Readonly<Record<string, string>>;

export const subscribe = defineCommand({
  name: 'subscribe',
  description: 'Posts the best new papers on a topic, or the most discussed ones, when you choose',
  options: {
    topic: {
      kind: 'text',
      description: 'Words and filters, as in a search; empty for everything',
      takesTheRest: true,
    },
    days: {
      kind: 'text',
      description: 'daily, weekdays, or days such as mon,wed; weekdays unless you say',
      suggest: (partial) => daysFrom(partial).map((days) => ({ label: days, value: days })),
    },
    time: { kind: 'text', description: 'Time of day, such as 09:00 or 5:30 pm; 09:00 unless you say' },
    zone: {
      kind: 'text',
      label: 'Time zone',
      description: 'Time zone of that time, by its city: Europe/Berlin',
      listed: true,
      suggest: (partial, { now }) => suggestZones(partial, now().toISOString()),
    },
    papers: {
      kind: 'integer',
      label: 'How many papers',
      description: 'How many papers at most, the best first; 5 unless you say',
      min: 1,
      max: MOST_PAPERS,
    },
    threshold: {
      kind: 'integer',
      label: 'Only from so many upvotes on',
      description: 'Instead of a number: all papers with at least so many upvotes',
      min: 1,
      max: MOST_UPVOTES,
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
  asks: true,
  private: true,
  personal: true,
  examples: [
    EXAMPLE,
    'subscribe "reward model" -diffusion days:mon,thu time:5pm zone:America/New_York papers:3',
    'subscribe zone:Asia/Tokyo threshold:50 where:me',
    'subscribe world models days:fri time:16:00 zone:Europe/Berlin chart:yes',
    'subscribe about:discussions days:fri time:16:00 zone:Europe/Berlin',
  ],
  prefill: async ({ change, about }, context) => {
    if (change !== undefined) return valuesOf(await findSubscription(String(change), context), context.place);
    const { time, papers } = DEFAULTS;
    const days = usualDays(about === 'discussions' ? about : 'papers');
    return { days, time, papers, zone: await usualZone(context) };
  },
  check: async ({ change, ...wish }, context, wrong) => {
    const basis = await basisOf(change, context);
    // A number that is out of its range was said all the same, and of the two only one may be.
    const { papers = numberIn('papers', wrong), threshold = numberIn('threshold', wrong) } = wish;
    const read = readDraft({ ...wish, papers, threshold }, basis, context);
    throw refusal(wish, 'problems' in read ? read.problems : {}, basis, context);
  },
  run: async ({ change, as, confirm, ...wish }, context) => {
    const basis = await basisOf(change, context);
    const { previous } = basis;
    const read = readDraft(wish, basis, context);
    if ('problems' in read) throw refusal(wish, read.problems, basis, context);
    const { draft } = read;
    if (confirm === 'yes') return putSubscription({ draft, previous, id: idFrom(as, context) }, context);
    const same = previous === undefined ? await sameOf(draft, context) : undefined;
    if (same !== undefined) {
      const blocks = await subscriptionBlocks(same, context);
      return { blocks: [prose('You have this already:'), ...blocks, note('Nothing was changed.')] };
    }
    await checkDraft(draft, previous, context);
    return previewOf(draft, previous, context);
  },
});

/** The zone that somebody told the platform, else that of their latest subscription, else of the channel's. */
async function usualZone(context: Context): Promise<string | undefined> {
  if (context.person.zone !== undefined) return context.person.zone;
  const known = await visibleSubscriptions(context);
  const own = known.filter(({ owner }) => owner.id === context.person.id);
  return (own.at(-1) ?? known.at(-1))?.schedule.zone;
}

/** Ids are ours, so one that looks otherwise was typed by somebody. */
function idFrom(as: string | undefined, { highlights }: Context): string {
  return as !== undefined && /^[a-z0-9]{8}$/.test(as) ? as : highlights.newId();
}

/** A number in the place of one that was wrong. */
function numberIn(name: string, wrong: readonly string[]): number | undefined {
  return wrong.includes(name) ? 1 : undefined;
}

/** What stands where nothing was said, with the subscription that is to be changed. */
async function basisOf(change: string | undefined, context: Context): Promise<Basis> {
  const previous = change === undefined ? undefined : await findSubscription(change, context);
  return { previous, zone: await usualZone(context) };
}

/** The days that may stand where somebody types some: behind a comma, those that were not named yet. */
function daysFrom(partial: string): string[] {
  const named = partial
    .trim()
    .toLowerCase()
    .split(/\s*,\s*/);
  const begun = named.pop() ?? '';
  if (named.length === 0) return DAYS.filter((day) => day.startsWith(begun));
  return SINGLE_DAYS.filter((day) => day.startsWith(begun) && !named.some((one) => one.startsWith(shortDay(day)))).map(
    (day) => [...named, begun.length > shortDay(day).length ? day : shortDay(day)].join(','),
  );
}

function shortDay(day: string): string {
  return day.slice(0, 3);
}

/** All that is wrong, with a call in which it is right. */
function refusal(wish: Wish, problems: Problems, basis: Basis, context: Context): UserError {
  const said = new Set(Object.values(problems).map((problem) => problem.replace(HINT, '')));
  return new UserError([...said, `Try: /papers ${offer(wish, problems, basis, context)}`].join(' '), {
    fields: problems,
  });
}

/** The call that somebody may have meant, of which everything was read once more: it works. */
function offer(wish: Wish, problems: Problems, basis: Basis, context: Context): string {
  const { days = '', zone = '' } = wish;
  const right: Wish = {
    ...wish,
    ...('days' in problems && { days: wish.chart === 'yes' ? ONCE_A_WEEK : daysMeant(days) }),
    ...('time' in problems && { time: DEFAULTS.time }),
    ...('zone' in problems && {
      zone: meantBy(readZone(zone, context.now().toISOString())) ?? basis.zone ?? 'Europe/Berlin',
    }),
    ...('threshold' in problems && { threshold: undefined }),
    ...('quiet' in problems && { quiet: undefined }),
    ...('chart' in problems && !(wish.chart === 'yes' && 'days' in problems) && { chart: 'no' as const }),
    ...('channel' in problems && { channel: undefined }),
    ...('where' in problems && { where: wish.about === 'discussions' ? 'here' : 'me' }),
  };
  const [, corrected] = HINT.exec(problems['topic'] ?? '') ?? [];
  for (const topic of [corrected ?? wish.topic, 'safe rl']) {
    const read = readDraft({ ...right, topic }, basis, context);
    if ('problems' in read) continue;
    const isSaid = (name: string) => name in problems || right[name as keyof Wish] !== undefined;
    const values = Object.entries(valuesOf(read.draft, context.place)).filter(([name]) => isSaid(name));
    return subscribeCall({ ...Object.fromEntries(values), change: basis.previous?.id });
  }
  return EXAMPLE;
}

/** The days as they were said where they are days, for then something else was wrong with them. */
function daysMeant(days: string): string {
  const reading = readDays(days);
  return 'value' in reading ? days : (meantBy(reading) ?? DEFAULTS.days);
}

function meantBy(reading: Reading<unknown>): string | undefined {
  return 'meant' in reading ? reading.meant : undefined;
}
