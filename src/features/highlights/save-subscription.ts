import { actions, type Document, note, prose, strong, time } from '../../chat/document.ts';
import type { CallContext } from '../../chat/place.ts';
import type { PostOutcome } from '../../chat/platform.ts';
import { explainPostRefusal, formatExplanation } from '../../chat/platform-traits.ts';
import { UserError, unreachable } from '../../runtime/errors.ts';
import { pluralize } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import type { HighlightsService } from './highlights-service.ts';
import { nextSlot } from './schedule.ts';
import { resumesAt, type Subscription } from './subscription.ts';
import { checkDraft, findDuplicate, isDirectPlace, isSameDraft, isSamePlace } from './subscription-access.ts';
import { describePlace, describeSubscription, postMenu, subscriptionButtons } from './subscription-card.ts';
import type { SubscriptionDraft } from './subscription-input.ts';

interface SaveRequest {
  readonly draft: SubscriptionDraft;
  /** The subscription to change, if any. */
  readonly previous?: Subscription | undefined;
  /** The id of a new subscription. It comes with the button, so that pressing it twice saves once. */
  readonly id: string;
}

/**
 * Saves a new or changed subscription. Its place gets an announcement first: if that is refused, posts would be too.
 *
 * Papers from before the subscription don't count as new, so its first post doesn't flood the channel with older ones (`selectHighlights`).
 *
 * @throws UserError if it isn't allowed, or the announcement is refused
 */
export async function saveSubscription(
  { draft, previous, id }: SaveRequest,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  const { platform, tenant } = draft.place;
  const alreadySaved = await deps.subscriptions.get(platform, tenant, id);
  if (alreadySaved !== undefined) return confirmationDocument(alreadySaved, 'Subscribed', call);
  if (previous !== undefined && previous.state.kind !== 'ended' && isSameDraft(draft, previous)) {
    return confirmationDocument(previous, 'No changes', call);
  }
  const duplicate = await findDuplicate(draft, deps, call);
  if (duplicate !== undefined) return confirmationDocument(duplicate, "You're already subscribed", call);
  await checkDraft(draft, previous, deps, call);

  // Subscriptions are found by tenant, so a move to another tenant creates a new one.
  const isNew = previous === undefined || previous.place.tenant !== tenant;
  const saved = isNew ? createSubscription({ draft, previous, id }, deps, call) : applyDraft(draft, previous, deps);
  const isSilent = previous !== undefined && isDirectPlace(saved.place) && isSamePlace(previous.place, saved.place);
  const announced = isSilent ? undefined : await announce(saved, previous, id, deps, call);
  if (isNew) await insertOnce(saved, deps);
  else await deps.subscriptions.update(announced?.kind === 'sent' ? withRecoveredState(saved) : saved);
  if (previous !== undefined) await leavePreviousPlace(previous, saved, id, deps, call);
  const notes =
    announced?.kind === 'unknown' ? [note(`The announcement may not have been posted: ${announced.reason}.`)] : [];
  return confirmationDocument(saved, previous === undefined ? 'Subscribed' : 'Saved', call, notes);
}

function createSubscription(
  { draft, previous, id }: SaveRequest,
  { now, tzdataVersion }: HighlightsService,
  { person }: CallContext,
): Subscription {
  const createdAt = now().toISOString();
  return {
    ...draft,
    id,
    owner: previous?.owner ?? person,
    state: { kind: 'active' },
    createdAt,
    nextSlot: nextSlot(draft.schedule, createdAt),
    tzdataVersion,
  };
}

/** A pause stays. */
function applyDraft(
  draft: SubscriptionDraft,
  previous: Subscription,
  { now, tzdataVersion }: HighlightsService,
): Subscription {
  const { nextSlot: _, ...changed } = { ...previous, ...draft, tzdataVersion };
  if (changed.state.kind === 'paused' && changed.state.until === undefined) return changed;
  return { ...changed, nextSlot: nextSlot(draft.schedule, resumesAt(changed, now().toISOString())) };
}

/** The announcement was posted, so posts work again. */
function withRecoveredState(saved: Subscription): Subscription {
  return saved.state.kind === 'broken' ? { ...saved, state: { kind: 'active' } } : saved;
}

/** @throws UserError if nothing can be posted in the place */
async function announce(
  saved: Subscription,
  previous: Subscription | undefined,
  id: string,
  { post }: HighlightsService,
  call: CallContext,
): Promise<PostOutcome> {
  const outcome = await post(saved.place, announcement(saved, previous, call), `subscribed ${id}`);
  switch (outcome.kind) {
    case 'sent':
    case 'sent-then-deleted':
    case 'unknown':
      return outcome;
    case 'forbidden':
    case 'gone':
    case 'failed':
      throw new UserError(
        `Not saved. ${formatExplanation(explainPostRefusal(outcome.reason, call.platform))} Then try again.`,
      );
    case 'rate-limited': {
      const seconds = Math.max(1, Math.ceil(outcome.retryAfterMs / 1000));
      throw new UserError(`Not saved: too many posts there right now. Try again in ${pluralize(seconds, 'second')}.`);
    }
    case 'unavailable':
      throw new UserError(`Not saved: nothing can be posted right now (${outcome.reason}). Try again later.`);
    default:
      return unreachable(outcome);
  }
}

function announcement(saved: Subscription, previous: Subscription | undefined, { person }: CallContext): Document {
  const next: (string | Span)[] = saved.nextSlot === undefined ? [] : [' Next: ', time(saved.nextSlot), '.'];
  const description = [...describeSubscription(saved), '.', ...next];
  if (isDirectPlace(saved.place)) {
    return { blocks: [prose("You'll get highlights here. ", ...description), actions(postMenu(saved))] };
  }
  const place = describePlace(saved.place, saved.place);
  const action = previous === undefined ? ` subscribed ${place} to ` : ` changed the highlights in ${place} to `;
  return { blocks: [prose(strong(person.name), action, ...description)] };
}

/** Two presses of a button at once may both get this far. */
async function insertOnce(saved: Subscription, { subscriptions }: HighlightsService): Promise<void> {
  const { platform, tenant } = saved.place;
  try {
    await subscriptions.add(saved);
  } catch (error) {
    if ((await subscriptions.get(platform, tenant, saved.id)) === undefined) throw error;
  }
}

async function leavePreviousPlace(
  previous: Subscription,
  saved: Subscription,
  id: string,
  { subscriptions, post }: HighlightsService,
  { person }: CallContext,
): Promise<void> {
  const { platform, tenant } = previous.place;
  if (previous.id !== saved.id) await subscriptions.remove(platform, tenant, previous.id);
  if (isDirectPlace(previous.place) || isSamePlace(previous.place, saved.place)) return;
  const moved = [' moved these highlights elsewhere: ', ...describeSubscription(previous), '.'];
  await post(previous.place, { blocks: [prose(strong(person.name), ...moved)] }, `moved ${id}`);
}

function confirmationDocument(
  saved: Subscription,
  title: string,
  { place }: CallContext,
  notes: Document['blocks'] = [],
): Document {
  const isPaused = saved.state.kind === 'paused';
  const content =
    saved.about === 'papers' ? 'the papers that are new by then' : 'the most discussed papers of the week before';
  return {
    blocks: [
      prose(`${title}: `, ...describeSubscription(saved), `, in ${describePlace(saved.place, place)}.`),
      saved.nextSlot === undefined
        ? note("It's paused, so nothing is posted until someone resumes it.")
        : note(...(isPaused ? ["It's paused. "] : []), 'Next: ', time(saved.nextSlot), `, with ${content}.`),
      ...notes,
      actions(...subscriptionButtons(['change', isPaused ? 'resume' : 'sendOne', 'unsubscribe'], saved)),
    ],
  };
}
