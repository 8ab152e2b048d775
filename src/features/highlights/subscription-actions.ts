import { commandButton } from '../../chat/action.ts';
import { actions, type Block, type Control, type Document, note, prose, strong, time } from '../../chat/document.ts';
import type { CallContext } from '../../chat/place.ts';
import { notAllowedError } from '../../chat/platform.ts';
import { explainPostRefusal } from '../../chat/platform-traits.ts';
import { UserError } from '../../runtime/errors.ts';
import type { Span } from '../../text/spans.ts';
import { newDelivery } from './delivery.ts';
import type { HighlightsService } from './highlights-service.ts';
import { nextSlot } from './schedule.ts';
import {
  decodeCriteria,
  encodeCriteria,
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

/** What someone did: "paused", "until Mar 12". */
interface Change {
  readonly action: string;
  readonly details?: readonly (string | Span)[];
  /** Buttons to undo it. */
  readonly controls?: readonly Control[];
}

const PAUSE_WEEK_MS = 7 * 24 * 60 * 60_000;

/** Pauses for a week, or until someone resumes it. */
export async function pauseSubscription(
  subscription: Subscription,
  forOneWeek: boolean,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  checkCanChange(subscription, call);
  // A button on an old post must not limit an indefinite pause.
  if (subscription.state.kind === 'paused' && (forOneWeek || subscription.state.until === undefined))
    return { blocks: [prose('Already paused:'), ...(await subscriptionCard(subscription, deps, call))] };
  if (!forOneWeek) return saveChange(withState(subscription, { kind: 'paused' }), { action: 'paused' }, deps, call);
  const until = new Date(deps.now().getTime() + PAUSE_WEEK_MS).toISOString();
  const paused = withState(subscription, { kind: 'paused', until }, nextSlot(subscription.schedule, until));
  return saveChange(paused, { action: 'paused', details: ['until ', time(until)] }, deps, call);
}

/** Continues with the next slot; slots during the pause are skipped. */
export async function resumeSubscription(
  subscription: Subscription,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  checkCanChange(subscription, call);
  if (subscription.state.kind === 'active')
    return { blocks: [prose('Already active:'), ...(await subscriptionCard(subscription, deps, call))] };
  return saveChange(activate(subscription, deps), { action: 'resumed' }, deps, call);
}

function activate(subscription: Subscription, { now }: HighlightsService): Subscription {
  return withState(subscription, { kind: 'active' }, nextSlot(subscription.schedule, now().toISOString()));
}

/**
 * Halves the number of papers, with a button to undo it.
 *
 * @param encodedCriteria the criteria to set instead, as in the undo button
 * @throws UserError at the minimum
 */
export async function reduceSubscription(
  subscription: Subscription,
  encodedCriteria: string | undefined,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  checkCanChange(subscription, call);
  const { id } = subscription;
  const previousCriteria = decodeCriteria(encodedCriteria);
  // Discussions have no upvotes.
  if (previousCriteria !== undefined && (subscription.about === 'papers' || previousCriteria.kind === 'best')) {
    const changed = { ...subscription, criteria: previousCriteria };
    return saveChange(changed, { action: 'changed', details: criteriaChange(subscription, changed) }, deps, call);
  }
  const criteria = reduceCriteria(subscription.criteria);
  if (criteria === undefined) {
    throw new UserError(
      `This is the minimum. To get less, pause it (/papers subscriptions pause ${id} for:week) or unsubscribe (/papers subscriptions unsubscribe ${id}).`,
    );
  }
  // Undo only restores the number, and keeps other changes made meanwhile.
  const undo = `subscriptions fewer ${id} to:${encodeCriteria(subscription.criteria)}`;
  const controls = [commandButton('Undo', undo, { replacesOriginal: true })];
  const changed = { ...subscription, criteria };
  return saveChange(
    changed,
    { action: 'reduced', details: criteriaChange(subscription, changed), controls },
    deps,
    call,
  );
}

/** "from the best 4 papers to the best 2 papers" */
function criteriaChange(subscription: Subscription, changed: Subscription): string[] {
  return [`from ${describeCriteria(subscription)} to ${describeCriteria(changed)}`];
}

/** Asks for confirmation. */
export function confirmUnsubscribe(subscription: Subscription, call: CallContext): Document {
  checkCanChange(subscription, call);
  const controls = subscriptionButtons(['remove', 'keep'], { id: subscription.id, replaces: true });
  return { blocks: [prose('Unsubscribe from ', ...describeSubscription(subscription), '?'), actions(...controls)] };
}

/** Ends a subscription. It can be restored within `UNDO_WINDOW_MS`. */
export async function unsubscribe(
  subscription: Subscription,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  const { id, state } = subscription;
  if (state.kind === 'ended') return { blocks: await subscriptionCard(subscription, deps, call) };
  checkCanChange(subscription, call);
  const paused = state.kind === 'paused' ? { paused: state.until === undefined ? {} : { until: state.until } } : {};
  const ended = { kind: 'ended', at: deps.now().toISOString(), by: call.person.name, ...paused } as const;
  const changed = withState(subscription, ended);
  await deps.subscriptions.update(changed);
  return {
    blocks: [
      prose('Unsubscribed from ', ...describeSubscription(subscription), '. You can undo this for a week.'),
      ...(await announceChange(changed, { action: 'ended' }, deps, call)),
      actions(...subscriptionButtons(['restore'], { id, replaces: true })),
    ],
  };
}

/** Restores an ended subscription. @throws UserError if it ended too long ago */
export async function restoreSubscription(
  subscription: Subscription,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  if (!canChange(subscription, call)) throw notAllowedError('change this subscription', call);
  const { state } = subscription;
  if (state.kind !== 'ended') return { blocks: await subscriptionCard(subscription, deps, call) };
  if (deps.now().getTime() - Date.parse(state.at) > UNDO_WINDOW_MS) {
    throw new UserError(
      "This subscription ended more than a week ago and can't be restored. To subscribe again: /papers subscribe",
    );
  }
  await checkSubscriptionLimit(subscription.place, subscription, deps);
  return saveChange(withPreviousState(subscription, state.paused, deps), { action: 'restored' }, deps, call);
}

/** Paused again if the pause isn't over, else active. */
function withPreviousState(
  subscription: Subscription,
  paused: { readonly until?: string } | undefined,
  deps: HighlightsService,
): Subscription {
  const isOver = paused?.until !== undefined && paused.until <= deps.now().toISOString();
  if (paused === undefined || isOver) return activate(subscription, deps);
  const next = paused.until === undefined ? undefined : nextSlot(subscription.schedule, paused.until);
  return withState(subscription, { kind: 'paused', ...paused }, next);
}

async function saveChange(
  changed: Subscription,
  change: Change,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  await deps.subscriptions.update(changed);
  const { action, details = [], controls = [] } = change;
  const title = action.charAt(0).toUpperCase() + action.slice(1);
  return {
    blocks: [
      prose(title, ...(details.length > 0 ? [' ', ...details] : []), ':'),
      ...(await subscriptionCard(changed, deps, call)),
      ...(await announceChange(changed, change, deps, call)),
      ...(controls.length > 0 ? [actions(...controls)] : []),
    ],
  };
}

/** Announces who changed what in the subscription's channel. Returns a note if that fails. */
async function announceChange(
  subscription: Subscription,
  { action, details = [] }: Change,
  { post, now }: HighlightsService,
  { person, platform }: CallContext,
): Promise<Block[]> {
  if (isDirectPlace(subscription.place)) return [];
  const announcement = prose(
    strong(person.name),
    ` ${action} the highlights on `,
    strong(topicName(subscription)),
    ...(details.length > 0 ? [' ', ...details] : []),
    '.',
  );
  // Pressing a button twice announces it once.
  const minute = now().toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
  const key = `${action} ${subscription.id} ${minute}`;
  const outcome = await post(subscription.place, { blocks: [announcement] }, key);
  switch (outcome.kind) {
    case 'forbidden':
    case 'gone':
    case 'failed':
      return [
        note(`This couldn't be announced in the channel: ${explainPostRefusal(outcome.reason, platform).cause}.`),
      ];
    case 'rate-limited':
    case 'unavailable':
      return [note("This couldn't be announced in the channel right now.")];
    default:
      return [];
  }
}

const SEND_NOW_COOLDOWN_MS = 60_000;

/**
 * Sends what is new now, in addition to the scheduled posts. A broken subscription recovers if that works.
 *
 * @throws UserError if it is paused
 */
export async function sendNow(
  subscription: Subscription,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  checkCanChange(subscription, call);
  const { id, about, onQuietDay, state } = subscription;
  if (state.kind === 'paused') {
    throw new UserError(`This subscription is paused. Resume it first: /papers subscriptions resume ${id}`);
  }
  const at = deps.now();
  const [last] = await deps.deliveries.history(id, 1);
  const isRecent = last !== undefined && at.getTime() - Date.parse(last.slot) < SEND_NOW_COOLDOWN_MS;
  if (isRecent && last.state === 'sent')
    return { blocks: [prose('Sent a moment ago: ', ...describeSubscription(subscription), '.')] };
  // A delivery that failed or had nothing to post may go differently now.
  const isInProgress = isRecent && (last.state === 'due' || last.state === 'sending');
  if (!isInProgress) await planImmediateDelivery(subscription, at, deps);
  const hint =
    about === 'discussions'
      ? ' If there were no replies in the last week, nothing is posted.'
      : onQuietDay === 'silence'
        ? ' If nothing is new, nothing is posted.'
        : '';
  return { blocks: [prose('Sending: ', ...describeSubscription(subscription), `.${hint}`)] };
}

async function planImmediateDelivery(
  { id: subscriptionId, nextSlot: next, tzdataVersion }: Subscription,
  at: Date,
  { deliveries, newId, wake }: HighlightsService,
): Promise<void> {
  const slot = new Date(Math.floor(at.getTime() / 1000) * 1000).toISOString();
  const delivery = newDelivery({ id: newId(), subscriptionId, slot, changedAt: at.toISOString() });
  await deliveries.plan(delivery, { tzdataVersion, ...(next !== undefined && { nextSlot: next }) });
  wake();
}
