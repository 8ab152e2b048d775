import type { Context } from '../chat/context.ts';
import { type Document, note, prose, strong, time } from '../chat/document.ts';
import { type Place, personOf } from '../chat/place.ts';
import type { PostOutcome } from '../chat/platform.ts';
import { UserError, unreachable } from '../errors.ts';
import type { Span } from '../text/span.ts';
import { describePlace, subscriptionSpans } from './describe-subscription.ts';
import { type Draft, isSame } from './draft.ts';
import { remedyInWords } from './refusal-in-words.ts';
import { maySubscribe, mayChange, notAllowed } from './rights.ts';
import { nextSlot } from './slots.ts';
import { deedButtons, postMenu } from './subscription-controls.ts';
import type { Subscription } from './subscription.ts';

/** More would bury the other things that a channel is for. */
export const MOST_IN_CHANNEL = 50;
export const MOST_IN_TENANT = 200;

interface Wanted {
  readonly draft: Draft;
  /** What is changed; a new subscription where there is none. */
  readonly previous?: Subscription | undefined;
  /** What the button that was pressed is known by: pressed twice, it saves once. */
  readonly id: string;
}

/**
 * Saves a subscription, or a change of one. Its place is told first: where nothing can be said, nothing could be delivered, and whoever
 * subscribes learns it at once.
 *
 * No paper is marked as shown: the first post brings what is new since the subscription was made (`pickHighlights`), so there is no
 * flood of older ones.
 *
 * @throws UserError when it may not, or can't, be posted there
 */
export async function putSubscription({ draft, previous, id }: Wanted, context: Context): Promise<Document> {
  const { subscriptions } = context.highlights;
  const { platform, tenant } = draft.place;
  if (previous === undefined) {
    const pressed = await subscriptions.get(platform, tenant, id);
    if (pressed !== undefined) return confirmation(pressed, 'Subscribed', context);
  } else if (isSame(draft, previous)) {
    return confirmation(previous, 'It is so already', context);
  }
  await checkAllowed({ draft, previous }, context);

  const saved = subscriptionFrom({ draft, previous, id }, context);
  const isSilent = previous !== undefined && isAlone(saved.place) && isSamePlace(previous.place, saved.place);
  const told = isSilent ? undefined : await tell(saved, previous, `subscribed ${id}`, context);
  const works = told?.kind === 'sent' && saved.state.kind === 'broken';
  const final: Subscription = works ? { ...saved, state: { kind: 'active' } } : saved;
  if (previous === undefined) await add(final, context);
  else await replace(final, previous, id, context);
  const unsure = told?.kind === 'unknown' ? [note(`Nobody knows whether that was said there: ${told.reason}.`)] : [];
  return confirmation(final, previous === undefined ? 'Subscribed' : 'Changed', context, unsure);
}

async function checkAllowed({ draft, previous }: Omit<Wanted, 'id'>, context: Context): Promise<void> {
  const isMoved = previous === undefined || !isSamePlace(previous.place, draft.place);
  if (previous !== undefined && !mayChange(previous, context)) throw notAllowed('change this subscription', context);
  if (!isMoved) return;
  if (!maySubscribe(draft.place, context)) {
    const { message } = notAllowed('subscribe a channel', context);
    throw new UserError(`${message} To get highlights yourself, in private: where:me`, {
      fields: { where: message },
    });
  }
  await checkRoom(draft.place, previous, context);
}

/** @throws UserError where a channel or a tenant has as many as it may */
export async function checkRoom(
  place: Place,
  previous: Subscription | undefined,
  { highlights }: Context,
): Promise<void> {
  const { platform, tenant, channel } = place;
  const all = await highlights.subscriptions.list(platform, tenant);
  const others = all.filter(({ id }) => id !== previous?.id);
  const inChannel = others.filter((one) => one.place.channel === channel);
  const full =
    inChannel.length >= MOST_IN_CHANNEL
      ? `This place has ${MOST_IN_CHANNEL} subscriptions`
      : others.length >= MOST_IN_TENANT
        ? `There are ${MOST_IN_TENANT} subscriptions here`
        : undefined;
  if (full === undefined) return;
  throw new UserError(`${full} already, and that is the most there can be. End one first: /papers subscriptions`);
}

function subscriptionFrom({ draft, previous, id }: Wanted, { highlights, person, now }: Context): Subscription {
  const at = now().toISOString();
  const { nextSlot: _, ...kept } = previous ?? {
    id,
    owner: person,
    state: { kind: 'active' as const },
    createdAt: at,
    nextSlot: at,
  };
  const saved = { ...kept, ...draft, zoneData: highlights.zoneData };
  if (saved.state.kind !== 'paused') return { ...saved, nextSlot: nextSlot(draft.schedule, at) };
  const { until } = saved.state;
  return until === undefined ? saved : { ...saved, nextSlot: nextSlot(draft.schedule, until < at ? at : until) };
}

/** Says in the place of a subscription what it will get. @throws UserError when nothing can be said there */
async function tell(
  saved: Subscription,
  previous: Subscription | undefined,
  key: string,
  context: Context,
): Promise<PostOutcome> {
  const outcome = await context.highlights.say(saved.place, announcement(saved, previous, context), key);
  switch (outcome.kind) {
    case 'sent':
    case 'sent and deleted':
    case 'unknown':
      return outcome;
    case 'forbidden':
    case 'gone':
    case 'failed':
      throw new UserError(`Nothing was saved. ${remedyInWords(outcome.reason, saved.place)} Then do this again.`);
    case 'rate limited': {
      const seconds = Math.max(1, Math.ceil(outcome.retryAfterMs / 1000));
      throw new UserError(`Nothing was saved: much is said there just now. Do this again in ${seconds} seconds.`);
    }
    case 'unavailable':
      throw new UserError(`Nothing was saved: nothing can be posted just now (${outcome.reason}). Try again later.`);
    default:
      return unreachable(outcome);
  }
}

function announcement(
  saved: Subscription,
  previous: Subscription | undefined,
  { person, keepsakes }: Context,
): Document {
  const next: (string | Span)[] = saved.nextSlot === undefined ? [] : [' Next: ', time(saved.nextSlot), '.'];
  if (isAlone(saved.place)) {
    return {
      blocks: [
        prose('You will get highlights here. ', ...subscriptionSpans(saved), '.', ...next),
        { kind: 'actions', controls: [postMenu(saved, keepsakes)] },
      ],
    };
  }
  const did = previous === undefined ? ' subscribed this channel to ' : ' changed the highlights here to ';
  return { blocks: [prose(strong(person.name), did, ...subscriptionSpans(saved), '.', ...next)] };
}

/** Two presses at once may both come as far as this, and one of them is the first. */
async function add(saved: Subscription, { highlights: { subscriptions } }: Context): Promise<void> {
  const { platform, tenant } = saved.place;
  try {
    await subscriptions.add(saved);
  } catch (error) {
    if ((await subscriptions.get(platform, tenant, saved.id)) === undefined) throw error;
  }
}

/** A tenant is what the store finds a subscription by, so one that moves to another one begins anew there. */
async function replace(saved: Subscription, previous: Subscription, key: string, context: Context): Promise<void> {
  const { highlights, person } = context;
  await highlights.subscriptions.replace(saved);
  if (isAlone(previous.place) || isSamePlace(previous.place, saved.place)) return;
  const moved = prose(strong(person.name), ' moved these highlights elsewhere: ', ...subscriptionSpans(previous), '.');
  await highlights.say(previous.place, { blocks: [moved] }, `moved ${key}`);
}

function confirmation(
  saved: Subscription,
  done: string,
  { keepsakes, place }: Context,
  more: Document['blocks'] = [],
): Document {
  const { zone } = saved.schedule;
  return {
    blocks: [
      prose(`${done}: `, ...subscriptionSpans(saved), `, to ${describePlace(saved.place, place)}.`),
      saved.nextSlot === undefined
        ? note('It is paused, so nothing comes until somebody resumes it.')
        : note('Next: ', time(saved.nextSlot), ` (the time of ${zone} decides). It brings what is new by then.`),
      ...more,
      { kind: 'actions', controls: deedButtons(['change', 'sendOne', 'unsubscribe'], saved, keepsakes) },
    ],
  };
}

function isAlone(place: Place): boolean {
  return personOf(place) !== undefined;
}

function isSamePlace(one: Place, other: Place): boolean {
  return one.tenant === other.tenant && one.channel === other.channel && one.thread === other.thread;
}
