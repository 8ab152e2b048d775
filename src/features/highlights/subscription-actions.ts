import { commandButton } from '../../chat/action.ts';
import type { CallContext } from '../../chat/context.ts';
import { type Block, type Control, type Document, note, prose, strong, time } from '../../chat/document.ts';
import { explainPostRefusal, notAllowedError } from '../../chat/platform.ts';
import { UserError } from '../../runtime/errors.ts';
import type { Span } from '../../text/spans.ts';
import { nextSlot } from './schedule.ts';
import {
  decodeCriteria,
  encodeCriteria,
  pauseEnd,
  reduceCriteria,
  type Subscription,
  UNDO_WINDOW_MS,
  withState,
} from './subscription.ts';
import { canChange, checkCanChange, checkSubscriptionLimit, isDirectPlace } from './subscription-access.ts';
import {
  describeCriteria,
  describeSubscription,
  subscriptionButtons,
  subscriptionCard,
  topicName,
} from './subscription-card.ts';

/** What somebody did to a subscription, in words that go on after their name: "paused", "until Mar 12". */
interface ChangeSummary {
  readonly action: string;
  readonly details?: readonly (string | Span)[];
  /** Buttons to take it back. */
  readonly controls?: readonly Control[];
}

const PAUSE_WEEK_MS = 7 * 24 * 60 * 60_000;

/** Pauses it, for a week or until somebody resumes it. */
export function pauseSubscription(
  subscription: Subscription,
  forOneWeek: boolean,
  context: CallContext,
): Promise<Document> {
  checkCanChange(subscription, context);
  // A press on an old post must not make an end of a pause that has none.
  if (subscription.state.kind === 'paused' && (forOneWeek || subscription.state.until === undefined))
    return alreadyPaused(subscription, context);
  if (!forOneWeek) return saveChange(withState(subscription, { kind: 'paused' }), { action: 'paused' }, context);
  const until = new Date(context.now().getTime() + PAUSE_WEEK_MS).toISOString();
  const paused = withState(subscription, { kind: 'paused', until }, nextSlot(subscription.schedule, until));
  return saveChange(paused, { action: 'paused', details: ['until ', time(until)] }, context);
}

async function alreadyPaused(subscription: Subscription, context: CallContext): Promise<Document> {
  return { blocks: [prose('It is paused already:'), ...(await subscriptionCard(subscription, context))] };
}

/** Goes on from the next slot: what was missed meanwhile is not caught up. */
export async function resumeSubscription(subscription: Subscription, context: CallContext): Promise<Document> {
  checkCanChange(subscription, context);
  if (subscription.state.kind === 'active')
    return { blocks: [prose('It is on.'), ...(await subscriptionCard(subscription, context))] };
  return saveChange(
    withState(subscription, { kind: 'active' }, nextSlotFromNow(subscription, context)),
    { action: 'resumed' },
    context,
  );
}

/**
 * Halves what comes, and offers to have it back: `to` is the number that comes instead, as the offer says it.
 *
 * @throws UserError where less is nothing
 */
export function reduceSubscription(
  subscription: Subscription,
  encodedCriteria: string | undefined,
  context: CallContext,
): Promise<Document> {
  checkCanChange(subscription, context);
  const previousCriteria = decodeCriteria(encodedCriteria);
  // Discussions have no upvotes.
  if (previousCriteria !== undefined && (subscription.about === 'papers' || previousCriteria.kind === 'best')) {
    const changed = { ...subscription, criteria: previousCriteria };
    return saveChange(changed, { action: 'changed', details: describeCriteriaChange(subscription, changed) }, context);
  }
  const criteria = reduceCriteria(subscription.criteria);
  if (criteria === undefined) {
    throw new UserError(
      `It brings as few papers as it can. To have less of it: /papers subscriptions pause ${subscription.id} for:week, or /papers subscriptions unsubscribe ${subscription.id}`,
    );
  }
  // Only the number goes back: whatever else is changed meanwhile stays changed.
  const undo = {
    text: `subscriptions fewer ${subscription.id} to:${encodeCriteria(subscription.criteria)}`,
    replacesOriginal: true,
  };
  const controls = [commandButton('Undo', undo, context.actionStore)];
  const changed = { ...subscription, criteria };
  return saveChange(
    changed,
    { action: 'reduced', details: describeCriteriaChange(subscription, changed), controls },
    context,
  );
}

/** "from the best 4 papers to the best 2 papers" */
function describeCriteriaChange(subscription: Subscription, changed: Subscription): string[] {
  return [`from ${describeCriteria(subscription)} to ${describeCriteria(changed)}`];
}

/** Asks whether they mean it. */
export function confirmUnsubscribe(subscription: Subscription, context: CallContext): Document {
  checkCanChange(subscription, context);
  const controls = subscriptionButtons(
    ['remove', 'keep'],
    { id: subscription.id, replaces: true },
    context.actionStore,
  );
  return {
    blocks: [prose('Unsubscribe from ', ...describeSubscription(subscription), '?'), { kind: 'actions', controls }],
  };
}

/** Ends it. For a week it can be brought back. */
export async function unsubscribe(subscription: Subscription, context: CallContext): Promise<Document> {
  if (subscription.state.kind === 'ended') return { blocks: await subscriptionCard(subscription, context) };
  checkCanChange(subscription, context);
  const paused = subscription.state.kind === 'paused' ? { paused: pauseEnd(subscription.state) } : {};
  const ended = withState(subscription, {
    kind: 'ended',
    at: context.now().toISOString(),
    by: context.person.name,
    ...paused,
  });
  await context.highlights.subscriptions.update(ended);
  const controls = subscriptionButtons(['restore'], { id: subscription.id, replaces: true }, context.actionStore);
  return {
    blocks: [
      prose('Unsubscribed from ', ...describeSubscription(subscription), '. For a week this can be undone.'),
      ...(await announceChange(ended, { action: 'ended' }, context)),
      { kind: 'actions', controls },
    ],
  };
}

/** Brings back what ended. @throws UserError where that was too long ago */
export async function restoreSubscription(subscription: Subscription, context: CallContext): Promise<Document> {
  if (!canChange(subscription, context)) throw notAllowedError('change this subscription', context);
  if (subscription.state.kind !== 'ended') return { blocks: await subscriptionCard(subscription, context) };
  if (context.now().getTime() - Date.parse(subscription.state.at) > UNDO_WINDOW_MS) {
    throw new UserError('It ended more than a week ago, which is too long. To subscribe anew: /papers subscribe');
  }
  await checkSubscriptionLimit(subscription.place, subscription, context);
  return saveChange(
    withPreviousState(subscription, subscription.state.paused, context),
    { action: 'brought back' },
    context,
  );
}

/** What ended in a pause is paused again, while the pause would last. */
function withPreviousState(
  subscription: Subscription,
  paused: { readonly until?: string } | undefined,
  context: CallContext,
): Subscription {
  const isOver = paused?.until !== undefined && paused.until <= context.now().toISOString();
  if (paused === undefined || isOver)
    return withState(subscription, { kind: 'active' }, nextSlotFromNow(subscription, context));
  const next = paused.until === undefined ? undefined : nextSlot(subscription.schedule, paused.until);
  return withState(subscription, { kind: 'paused', ...paused }, next);
}

async function saveChange(changed: Subscription, change: ChangeSummary, context: CallContext): Promise<Document> {
  await context.highlights.subscriptions.update(changed);
  const { action, details = [], controls = [] } = change;
  const title = action.charAt(0).toUpperCase() + action.slice(1);
  return {
    blocks: [
      prose(title, ...(details.length > 0 ? [' ', ...details] : []), ':'),
      ...(await subscriptionCard(changed, context)),
      ...(await announceChange(changed, change, context)),
      ...(controls.length > 0 ? [{ kind: 'actions' as const, controls }] : []),
    ],
  };
}

/** Tells those who get it who changed what. Gives what to say where they could not be told. */
async function announceChange(
  subscription: Subscription,
  { action, details = [] }: ChangeSummary,
  context: CallContext,
): Promise<Block[]> {
  if (isDirectPlace(subscription.place)) return [];
  const { highlights, person, now } = context;
  const announcement = prose(
    strong(person.name),
    ` ${action} the highlights on `,
    strong(topicName(subscription)),
    ...(details.length > 0 ? [' ', ...details] : []),
    '.',
  );
  // Pressed twice it is said once.
  const minute = now().toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
  const outcome = await highlights.post(
    subscription.place,
    { blocks: [announcement] },
    `${action} ${subscription.id} ${minute}`,
  );
  switch (outcome.kind) {
    case 'forbidden':
    case 'gone':
    case 'failed':
      return [
        note(`The others there could not be told: ${explainPostRefusal(outcome.reason, subscription.place).cause}.`),
      ];
    case 'rate-limited':
    case 'unavailable':
      return [note('The others there could not be told just now.')];
    default:
      return [];
  }
}

function nextSlotFromNow({ schedule }: Subscription, { now }: CallContext): string {
  return nextSlot(schedule, now().toISOString());
}

/** Pressed twice within so long, it sends once. */
const SEND_NOW_DEDUP_MS = 60_000;

/**
 * Sends what is new right now, beside what comes at the slots. What is broken is mended if that works.
 *
 * @throws UserError where it is paused
 */
export async function sendNow(subscription: Subscription, context: CallContext): Promise<Document> {
  checkCanChange(subscription, context);
  if (subscription.state.kind === 'paused') {
    throw new UserError(`It is paused. To have it go on first: /papers subscriptions resume ${subscription.id}`);
  }
  const at = context.now();
  const [lastDelivery] = await context.highlights.deliveries.history(subscription.id, 1);
  const isRecent = lastDelivery !== undefined && at.getTime() - Date.parse(lastDelivery.slot) < SEND_NOW_DEDUP_MS;
  if (isRecent && lastDelivery.state === 'sent')
    return { blocks: [prose('It came just now: ', ...describeSubscription(subscription), '.')] };
  // What was refused, or found nothing to say, may go otherwise now.
  const isInProgress = isRecent && (lastDelivery.state === 'due' || lastDelivery.state === 'sending');
  if (!isInProgress) await planImmediateDelivery(subscription, at, context);
  return {
    blocks: [prose('On its way: ', ...describeSubscription(subscription), `.${emptyResultHint(subscription)}`)],
  };
}

function emptyResultHint({ about, onQuietDay }: Subscription): string {
  if (about === 'discussions') return ' Where no reply came in the last week, nothing comes.';
  return onQuietDay === 'silence' ? ' Where nothing is new, nothing comes.' : '';
}

async function planImmediateDelivery(subscription: Subscription, at: Date, { highlights }: CallContext): Promise<void> {
  const { deliveries, newId, wake } = highlights;
  const slot = new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
  const delivery = {
    id: newId(),
    subscriptionId: subscription.id,
    slot,
    attempts: 0,
    paperIds: [],
    changedAt: at.toISOString(),
  };
  await deliveries.plan(
    { ...delivery, state: 'due' },
    {
      tzdataVersion: subscription.tzdataVersion,
      ...(subscription.nextSlot !== undefined && { nextSlot: subscription.nextSlot }),
    },
  );
  wake();
}
