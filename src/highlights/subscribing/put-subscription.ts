import type { Context } from '../../chat/context.ts';
import { type Document, note, prose, strong, time } from '../../chat/document.ts';
import type { PostOutcome } from '../../chat/platform.ts';
import { inSentences, refusalInWords } from '../../chat/refusal-in-words.ts';
import { UserError, unreachable } from '../../errors.ts';
import type { Span } from '../../text/span.ts';
import { nextSlot } from '../schedule/slots.ts';
import { checkDraft, isAlone, isSamePlace, sameOf } from './check-draft.ts';
import { describePlace, subscriptionSpans } from './describe-subscription.ts';
import { type Draft, isSame } from './draft.ts';
import type { Subscription } from './subscription.ts';
import { deedButtons, postMenu } from './subscription-controls.ts';

interface Wanted {
  readonly draft: Draft;
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
export async function putSubscription({ draft, previous, id }: Wanted, context: Context): Promise<Document> {
  const { platform, tenant } = draft.place;
  const pressed = await context.highlights.subscriptions.get(platform, tenant, id);
  if (pressed !== undefined) return confirmation(pressed, 'Subscribed', context);
  if (previous !== undefined && previous.state.kind !== 'ended' && isSame(draft, previous)) {
    return confirmation(previous, 'It is so already', context);
  }
  const same = await sameOf(draft, context);
  if (same !== undefined) return confirmation(same, 'You have this already', context);
  await checkDraft(draft, previous, context);

  // The store finds a subscription by its tenant, so in another one it begins anew.
  const isNew = previous === undefined || previous.place.tenant !== tenant;
  const saved = isNew ? newSubscription({ draft, previous, id }, context) : changed(draft, previous, context);
  const isSilent = previous !== undefined && isAlone(saved.place) && isSamePlace(previous.place, saved.place);
  const told = isSilent ? undefined : await tell(saved, previous, id, context);
  if (isNew) await add(saved, context);
  else await context.highlights.subscriptions.replace(told?.kind === 'sent' ? mended(saved) : saved);
  if (previous !== undefined) await leave(previous, saved, id, context);
  const unsure = told?.kind === 'unknown' ? [note(`Nobody knows whether that was said there: ${told.reason}.`)] : [];
  return confirmation(saved, previous === undefined ? 'Subscribed' : 'Changed', context, unsure);
}

function newSubscription({ draft, previous, id }: Wanted, { highlights, person, now }: Context): Subscription {
  const createdAt = now().toISOString();
  return {
    ...draft,
    id,
    owner: previous?.owner ?? person,
    state: { kind: 'active' },
    createdAt,
    nextSlot: nextSlot(draft.schedule, createdAt),
    zoneData: highlights.zoneData,
  };
}

/** What is paused stays so. */
function changed(draft: Draft, previous: Subscription, { highlights, now }: Context): Subscription {
  const { nextSlot: _, ...rest } = { ...previous, ...draft, zoneData: highlights.zoneData };
  const at = now().toISOString();
  if (rest.state.kind !== 'paused') return { ...rest, nextSlot: nextSlot(draft.schedule, at) };
  const { until } = rest.state;
  return until === undefined ? rest : { ...rest, nextSlot: nextSlot(draft.schedule, until < at ? at : until) };
}

/** Something was said in its place just now, so nothing is broken any more. */
function mended(saved: Subscription): Subscription {
  return saved.state.kind === 'broken' ? { ...saved, state: { kind: 'active' } } : saved;
}

/** Says in the place of a subscription what it will get. @throws UserError when nothing can be said there */
async function tell(
  saved: Subscription,
  previous: Subscription | undefined,
  id: string,
  context: Context,
): Promise<PostOutcome> {
  const outcome = await context.highlights.say(saved.place, announcement(saved, previous, context), `subscribed ${id}`);
  switch (outcome.kind) {
    case 'sent':
    case 'sent and deleted':
    case 'unknown':
      return outcome;
    case 'forbidden':
    case 'gone':
    case 'failed':
      throw new UserError(
        `Nothing was saved. ${inSentences(refusalInWords(outcome.reason, saved.place))} Then do this again.`,
      );
    case 'rate limited': {
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
  const here = describePlace(saved.place, saved.place);
  const did = previous === undefined ? ` subscribed ${here} to ` : ` changed the highlights of ${here} to `;
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

/** Tells the place that a subscription was moved away from. */
async function leave(previous: Subscription, saved: Subscription, id: string, context: Context): Promise<void> {
  const { highlights, person } = context;
  const { platform, tenant } = previous.place;
  if (previous.id !== saved.id) await highlights.subscriptions.remove(platform, tenant, previous.id);
  if (isAlone(previous.place) || isSamePlace(previous.place, saved.place)) return;
  const moved = prose(strong(person.name), ' moved these highlights elsewhere: ', ...subscriptionSpans(previous), '.');
  await highlights.say(previous.place, { blocks: [moved] }, `moved ${id}`);
}

function confirmation(
  saved: Subscription,
  done: string,
  { keepsakes, place }: Context,
  more: Document['blocks'] = [],
): Document {
  const isPaused = saved.state.kind === 'paused';
  return {
    blocks: [
      prose(`${done}: `, ...subscriptionSpans(saved), `, to ${describePlace(saved.place, place)}.`),
      saved.nextSlot === undefined
        ? note('It is paused, so nothing comes until somebody resumes it.')
        : note(
            ...(isPaused ? ['It is paused. '] : []),
            'Next: ',
            time(saved.nextSlot),
            `, ${saved.about === 'papers' ? 'with what is new by then' : 'with what was discussed most in the week before'}.`,
          ),
      ...more,
      {
        kind: 'actions',
        controls: deedButtons(['change', isPaused ? 'resume' : 'sendOne', 'unsubscribe'], saved, keepsakes),
      },
    ],
  };
}
