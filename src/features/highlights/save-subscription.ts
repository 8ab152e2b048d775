import type { CallContext } from '../../chat/context.ts';
import { type Document, note, prose, strong, time } from '../../chat/document.ts';
import { explainPostRefusal, formatExplanation, type PostOutcome } from '../../chat/platform.ts';
import { UserError, unreachable } from '../../runtime/errors.ts';
import type { Span } from '../../text/spans.ts';
import { nextSlot } from './schedule.ts';
import type { Subscription } from './subscription.ts';
import { checkDraft, findDuplicate, isDirectPlace, isSameDraft, isSamePlace } from './subscription-access.ts';
import { describePlace, describeSubscription, postMenu, subscriptionButtons } from './subscription-card.ts';
import type { SubscriptionDraft } from './subscription-input.ts';

interface SaveRequest {
  readonly draft: SubscriptionDraft;
  /** What is changed; a new subscription where there is none. */
  readonly previous?: Subscription | undefined;
  /** What the button that was pressed is known by: pressed twice, it saves once. */
  readonly id: string;
}

/**
 * Saves a subscription, or a change of one. Its place is told first: where nothing can be said nothing could be delivered, and whoever
 * subscribes learns it at once.
 *
 * No paper is marked as shown: the first post brings what is new since the subscription was made (`pickHighlights`), so no flood of
 * older ones comes.
 *
 * @throws UserError where it may not be posted there, or can't
 */
export async function saveSubscription({ draft, previous, id }: SaveRequest, context: CallContext): Promise<Document> {
  const { platform, tenant } = draft.place;
  const alreadySaved = await context.highlights.subscriptions.get(platform, tenant, id);
  if (alreadySaved !== undefined) return confirmationDocument(alreadySaved, 'Subscribed', context);
  if (previous !== undefined && previous.state.kind !== 'ended' && isSameDraft(draft, previous)) {
    return confirmationDocument(previous, 'It is so already', context);
  }
  const duplicate = await findDuplicate(draft, context);
  if (duplicate !== undefined) return confirmationDocument(duplicate, 'You have this already', context);
  await checkDraft(draft, previous, context);

  // The store finds a subscription by its tenant, so in another one it begins anew.
  const isNew = previous === undefined || previous.place.tenant !== tenant;
  const saved = isNew ? createSubscription({ draft, previous, id }, context) : applyDraft(draft, previous, context);
  const isSilent = previous !== undefined && isDirectPlace(saved.place) && isSamePlace(previous.place, saved.place);
  const announced = isSilent ? undefined : await announce(saved, previous, id, context);
  if (isNew) await insertOnce(saved, context);
  else await context.highlights.subscriptions.update(announced?.kind === 'sent' ? withRecoveredState(saved) : saved);
  if (previous !== undefined) await notifyPreviousChannel(previous, saved, id, context);
  const uncertaintyNote =
    announced?.kind === 'unknown' ? [note(`Nobody knows whether that was said there: ${announced.reason}.`)] : [];
  return confirmationDocument(saved, previous === undefined ? 'Subscribed' : 'Changed', context, uncertaintyNote);
}

function createSubscription(
  { draft, previous, id }: SaveRequest,
  { highlights, person, now }: CallContext,
): Subscription {
  const createdAt = now().toISOString();
  return {
    ...draft,
    id,
    owner: previous?.owner ?? person,
    state: { kind: 'active' },
    createdAt,
    nextSlot: nextSlot(draft.schedule, createdAt),
    tzdataVersion: highlights.tzdataVersion,
  };
}

/** What is paused stays so. */
function applyDraft(draft: SubscriptionDraft, previous: Subscription, { highlights, now }: CallContext): Subscription {
  const { nextSlot: _, ...rest } = { ...previous, ...draft, tzdataVersion: highlights.tzdataVersion };
  const at = now().toISOString();
  if (rest.state.kind !== 'paused') return { ...rest, nextSlot: nextSlot(draft.schedule, at) };
  const { until } = rest.state;
  return until === undefined ? rest : { ...rest, nextSlot: nextSlot(draft.schedule, until < at ? at : until) };
}

/** Something was said in its place just now, so nothing is broken any more. */
function withRecoveredState(saved: Subscription): Subscription {
  return saved.state.kind === 'broken' ? { ...saved, state: { kind: 'active' } } : saved;
}

/** Says in the place of a subscription what it will get. @throws UserError when nothing can be said there */
async function announce(
  saved: Subscription,
  previous: Subscription | undefined,
  id: string,
  context: CallContext,
): Promise<PostOutcome> {
  const outcome = await context.highlights.post(
    saved.place,
    announcement(saved, previous, context),
    `subscribed ${id}`,
  );
  switch (outcome.kind) {
    case 'sent':
    case 'sent-then-deleted':
    case 'unknown':
      return outcome;
    case 'forbidden':
    case 'gone':
    case 'failed':
      throw new UserError(
        `Nothing was saved. ${formatExplanation(explainPostRefusal(outcome.reason, saved.place))} Then do this again.`,
      );
    case 'rate-limited': {
      const seconds = Math.max(1, Math.ceil(outcome.retryAfterMs / 1000));
      throw new UserError(`Nothing was saved: too much is said there just now. Do this again in ${seconds} seconds.`);
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
  { person, actionStore }: CallContext,
): Document {
  const next: (string | Span)[] = saved.nextSlot === undefined ? [] : [' Next: ', time(saved.nextSlot), '.'];
  if (isDirectPlace(saved.place)) {
    return {
      blocks: [
        prose('You will get highlights here. ', ...describeSubscription(saved), '.', ...next),
        { kind: 'actions', controls: [postMenu(saved, actionStore)] },
      ],
    };
  }
  const placeName = describePlace(saved.place, saved.place);
  const action =
    previous === undefined ? ` subscribed ${placeName} to ` : ` changed the highlights of ${placeName} to `;
  return { blocks: [prose(strong(person.name), action, ...describeSubscription(saved), '.', ...next)] };
}

/** Two presses at once may both come as far as this, and one of them is the first. */
async function insertOnce(saved: Subscription, { highlights: { subscriptions } }: CallContext): Promise<void> {
  const { platform, tenant } = saved.place;
  try {
    await subscriptions.add(saved);
  } catch (error) {
    if ((await subscriptions.get(platform, tenant, saved.id)) === undefined) throw error;
  }
}

/** Tells the place that a subscription was moved away from. */
async function notifyPreviousChannel(
  previous: Subscription,
  saved: Subscription,
  id: string,
  context: CallContext,
): Promise<void> {
  const { highlights, person } = context;
  const { platform, tenant } = previous.place;
  if (previous.id !== saved.id) await highlights.subscriptions.remove(platform, tenant, previous.id);
  if (isDirectPlace(previous.place) || isSamePlace(previous.place, saved.place)) return;
  const moved = prose(
    strong(person.name),
    ' moved these highlights elsewhere: ',
    ...describeSubscription(previous),
    '.',
  );
  await highlights.post(previous.place, { blocks: [moved] }, `moved ${id}`);
}

function confirmationDocument(
  saved: Subscription,
  title: string,
  { actionStore, place }: CallContext,
  extraBlocks: Document['blocks'] = [],
): Document {
  const isPaused = saved.state.kind === 'paused';
  return {
    blocks: [
      prose(`${title}: `, ...describeSubscription(saved), `, to ${describePlace(saved.place, place)}.`),
      saved.nextSlot === undefined
        ? note('It is paused, so nothing comes until somebody resumes it.')
        : note(
            ...(isPaused ? ['It is paused. '] : []),
            'Next: ',
            time(saved.nextSlot),
            `, ${saved.about === 'papers' ? 'with what is new by then' : 'with what was discussed most in the week before'}.`,
          ),
      ...extraBlocks,
      {
        kind: 'actions',
        controls: subscriptionButtons(['change', isPaused ? 'resume' : 'sendOne', 'unsubscribe'], saved, actionStore),
      },
    ],
  };
}
