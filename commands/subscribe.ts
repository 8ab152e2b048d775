import { defineCommand } from '../src/chat/command.ts';
import { note, prose } from '../src/chat/document.ts';
import type { CallContext } from '../src/chat/place.ts';
import {
  checkDraft,
  defaultDays,
  findDuplicate,
  findSubscription,
  type HighlightsService,
  type InputBase,
  invalidInputError,
  listVisibleSubscriptions,
  parseSubscriptionInput,
  previewSubscription,
  SUBSCRIBE_EXAMPLE,
  SUBSCRIPTION_DEFAULTS,
  saveSubscription,
  subscriptionCard,
  suggestDays,
  suggestTimeZones,
  toOptionValues,
} from '../src/features/highlights/index.ts';
import { MAX_PAPERS, MAX_UPVOTES } from '../src/features/highlights/subscription.ts';
import type { CommandServices } from './services.ts';

export const subscribe = defineCommand(
  {
    name: 'subscribe',
    description: 'Posts the best new papers on a topic, or the most discussed ones, on a schedule',
    options: {
      topic: { kind: 'text', description: 'Words and filters, as in a search. Default: all papers', isRest: true },
      days: {
        kind: 'text',
        description: 'daily, weekdays, or days such as mon,wed. Default: weekdays',
        autocomplete: true,
      },
      time: { kind: 'text', description: 'Time of day, such as 09:00 or 5:30 pm. Default: 09:00' },
      zone: {
        kind: 'text',
        label: 'Time zone',
        description: 'Time zone by city, such as Europe/Berlin',
        isRestrictedToSuggestions: true,
        autocomplete: true,
      },
      papers: {
        kind: 'integer',
        label: 'Number of papers',
        description: 'Maximum number of papers per post, best first. Default: 5',
        min: 1,
        max: MAX_PAPERS,
      },
      threshold: {
        kind: 'integer',
        label: 'Minimum upvotes',
        description: 'Instead of a number of papers: all papers with at least this many upvotes',
        min: 1,
        max: MAX_UPVOTES,
      },
      quiet: {
        kind: 'choice',
        label: 'If nothing is new',
        description: 'If nothing is new: stay silent, or post papers from the archive',
        choices: ['silence', 'archive'],
      },
      chart: {
        kind: 'choice',
        label: 'Chart',
        description: 'For weekly posts: a chart of papers per month on the topic. Default: no',
        choices: ['yes', 'no'],
      },
      where: {
        kind: 'choice',
        label: 'Post to',
        description: 'This channel (here) or your direct messages (me). Default: here',
        choices: ['here', 'me'],
      },
      channel: { kind: 'channel', label: 'Other channel', description: 'Another channel to post to' },
      about: {
        kind: 'choice',
        description: 'New papers, or the most discussed papers here in the last week. Default: papers',
        choices: ['papers', 'discussions'],
        // The fields of the form have the defaults of new papers.
        hidden: true,
      },
      change: { kind: 'text', description: 'Id of the subscription to change', hidden: 'always' },
      as: { kind: 'text', description: 'Id of the new subscription', hidden: 'always' },
      confirm: { kind: 'choice', description: 'Saves the subscription', choices: ['yes'], hidden: 'always' },
    },
    audience: 'everyone',
    opensForm: true,
    ephemeral: true,
    alwaysEphemeral: true,
    examples: [
      SUBSCRIBE_EXAMPLE,
      'subscribe "reward model" -diffusion days:mon,thu time:5pm zone:America/New_York papers:3',
      'subscribe zone:Asia/Tokyo threshold:50 where:me',
      'subscribe world models days:fri time:16:00 zone:Europe/Berlin chart:yes',
      'subscribe about:discussions days:fri time:16:00 zone:Europe/Berlin',
    ],
  },
  ({ highlights }: Pick<CommandServices, 'highlights'>) => ({
    suggest: {
      days: (partial) => suggestDays(partial).map((days) => ({ label: days, value: days })),
      zone: (partial) => suggestTimeZones(partial, highlights.now().toISOString()),
    },
    prefill: async ({ change, about }, call) => {
      if (change !== undefined) {
        return toOptionValues(await findSubscription(String(change), highlights, call), call.place);
      }
      const { time, papers } = SUBSCRIPTION_DEFAULTS;
      const days = defaultDays(about === 'discussions' ? about : 'papers');
      return { days, time, papers, zone: await defaultTimeZone(highlights, call) };
    },
    validate: async ({ change, ...input }, call, invalidOptions) => {
      const base = await resolveBase(change, highlights, call);
      // An invalid number was given too, and only one of the two is allowed.
      const placeholder = (name: string) => (invalidOptions.includes(name) ? 1 : undefined);
      const { papers = placeholder('papers'), threshold = placeholder('threshold') } = input;
      const parsed = parseSubscriptionInput({ ...input, papers, threshold }, base, highlights.now, call);
      throw invalidInputError(input, 'problems' in parsed ? parsed.problems : {}, base, highlights.now, call);
    },
    run: async ({ change, as, confirm, ...input }, call) => {
      const base = await resolveBase(change, highlights, call);
      const { previous } = base;
      const parsed = parseSubscriptionInput(input, base, highlights.now, call);
      if ('problems' in parsed) throw invalidInputError(input, parsed.problems, base, highlights.now, call);
      const { draft } = parsed;
      if (confirm === 'yes') {
        const id = as !== undefined && SUBSCRIPTION_ID.test(as) ? as : highlights.newId();
        return saveSubscription({ draft, previous, id }, highlights, call);
      }
      const duplicate = previous === undefined ? await findDuplicate(draft, highlights, call) : undefined;
      if (duplicate !== undefined) {
        const card = await subscriptionCard(duplicate, highlights, call);
        return { blocks: [prose("You're already subscribed:"), ...card, note('Nothing was changed.')] };
      }
      await checkDraft(draft, previous, highlights, call);
      return previewSubscription(draft, previous, highlights, call);
    },
  }),
);

/** Buttons carry such an id, so that pressing one twice saves once. Anything else was typed by somebody. */
const SUBSCRIPTION_ID = /^[a-z0-9]{8}$/;

/** The person's time zone on the platform, else of their latest subscription, else of the channel's. */
async function defaultTimeZone(highlights: HighlightsService, call: CallContext): Promise<string | undefined> {
  if (call.person.zone !== undefined) return call.person.zone;
  const visible = await listVisibleSubscriptions(highlights, call);
  const own = visible.filter(({ owner }) => owner.id === call.person.id);
  return (own.at(-1) ?? visible.at(-1))?.schedule.zone;
}

async function resolveBase(
  change: string | undefined,
  highlights: HighlightsService,
  call: CallContext,
): Promise<InputBase> {
  const previous = change === undefined ? undefined : await findSubscription(change, highlights, call);
  return { previous, zone: await defaultTimeZone(highlights, call) };
}
