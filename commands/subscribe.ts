import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { note, prose } from '../src/chat/document.ts';
import { UserError } from '../src/errors.ts';
import { checkDraft, sameOf } from '../src/highlights/check-draft.ts';
import { DEFAULTS, readDraft, subscribeCall, valuesOf, type Wish } from '../src/highlights/draft.ts';
import { findSubscription, visibleSubscriptions } from '../src/highlights/find-subscription.ts';
import { previewOf } from '../src/highlights/preview.ts';
import { putSubscription } from '../src/highlights/put-subscription.ts';
import { DAY_NAMES } from '../src/highlights/read-days.ts';
import { subscriptionBlocks } from '../src/highlights/subscription-blocks.ts';
import { suggestZones } from '../src/highlights/zones.ts';

const DAYS = ['weekdays', 'daily', 'weekends', ...DAY_NAMES.map((day) => day.toLowerCase())];

const MOST_UPVOTES = 10_000;

export const subscribe = defineCommand({
  name: 'subscribe',
  description: 'Posts the best new papers on a topic at a time that you choose',
  options: {
    topic: {
      kind: 'text',
      description: 'Words and filters, as in a search; empty for everything',
      takesTheRest: true,
    },
    days: {
      kind: 'text',
      description: 'daily, weekdays, or days such as mon,wed; weekdays unless you say',
      suggest: (partial) =>
        DAYS.filter((day) => day.startsWith(partial.trim().toLowerCase())).map((day) => ({ label: day, value: day })),
    },
    time: { kind: 'text', description: 'Time of day, such as 09:00 or 5:30 pm; 09:00 unless you say' },
    zone: {
      kind: 'text',
      description: 'Time zone of that time, by its city: Europe/Berlin',
      listed: true,
      suggest: (partial, { now }) => suggestZones(partial, now().toISOString()),
    },
    papers: {
      kind: 'integer',
      description: 'How many papers at most, the best first; 5 unless you say',
      min: 1,
      max: 10,
    },
    threshold: {
      kind: 'integer',
      description: 'Instead of a number: all papers with at least so many upvotes',
      min: 1,
      max: MOST_UPVOTES,
    },
    quiet: {
      kind: 'choice',
      description: 'When nothing is new: silence, or papers from the archive',
      choices: ['silence', 'archive'],
    },
    where: { kind: 'choice', description: 'Here, or to you in private; here unless you say', choices: ['here', 'me'] },
    channel: { kind: 'channel', description: 'Another channel to post in' },
    change: { kind: 'text', description: 'The subscription to change, by its id', hidden: 'always' },
    as: { kind: 'text', description: 'What the new subscription will be known by', hidden: 'always' },
    confirm: { kind: 'choice', description: 'Saves it', choices: ['yes'], hidden: 'always' },
  },
  audience: 'everyone',
  asks: true,
  private: true,
  personal: true,
  examples: [
    'subscribe safe rl days:weekdays time:09:00 zone:Europe/Berlin',
    'subscribe "reward model" -diffusion days:mon,thu time:5pm zone:America/New_York papers:3',
    'subscribe zone:Asia/Tokyo threshold:50 where:me',
  ],
  prefill: async ({ change }, context) => {
    if (change !== undefined) return valuesOf(await findSubscription(String(change), context), context.place);
    const { days, time, papers } = DEFAULTS;
    return { days, time, papers, zone: await usualZone(context) };
  },
  run: async ({ change, as, confirm, ...wish }, context) => {
    const previous = change === undefined ? undefined : await findSubscription(change, context);
    const read = readDraft(wish, { previous, zone: await usualZone(context) }, context);
    if ('problems' in read) throw refusal(wish, read.problems);
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

/** All that is wrong, with a call in which it is right. */
function refusal({ topic, days, time, zone, papers }: Wish, problems: Readonly<Record<string, string>>): UserError {
  const said = [...new Set(Object.values(problems))].join(' ');
  const right = {
    days: problems['days'] === undefined ? days : DEFAULTS.days,
    time: problems['time'] === undefined ? time : DEFAULTS.time,
    zone: problems['zone'] === undefined ? zone : 'Europe/Berlin',
    papers,
    topic,
  };
  const hint = problems['topic'] === undefined ? ` Try: /papers ${subscribeCall(right)}` : '';
  return new UserError(`${said}${hint}`, { fields: problems });
}
