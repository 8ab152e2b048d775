import { callButton } from '../../chat/action.ts';
import type { Context } from '../../chat/context.ts';
import { type Block, type Control, type Document, note, prose, strong, time } from '../../chat/document.ts';
import { notAllowed } from '../../chat/not-allowed.ts';
import { refusalInWords } from '../../chat/refusal-in-words.ts';
import { UserError } from '../../errors.ts';
import type { Span } from '../../text/span.ts';
import { nextSlot } from '../schedule/slots.ts';
import { checkRoom, isAlone } from './check-draft.ts';
import { describeChoice, subscriptionSpans, topicName } from './describe-subscription.ts';
import { mayChange } from './rights.ts';
import {
  type Choice,
  MOST_PAPERS,
  MOST_UPVOTES,
  type Subscription,
  type SubscriptionState,
  UNDO_MS,
} from './subscription.ts';
import { subscriptionBlocks } from './subscription-blocks.ts';
import { deedButtons } from './subscription-controls.ts';

/** What somebody did to a subscription, in words that go on after their name: "paused", "until Mar 12". */
interface Deed {
  readonly did: string;
  readonly how?: readonly (string | Span)[];
  /** Buttons to take it back. */
  readonly controls?: readonly Control[];
}

const WEEK_MS = 7 * 24 * 60 * 60_000;

/** Pauses it, for a week or until somebody resumes it. */
export function pause(one: Subscription, forWeek: boolean, context: Context): Promise<Document> {
  checkChangeable(one, context);
  // A press on an old post must not make an end of a pause that has none.
  if (one.state.kind === 'paused' && (forWeek || one.state.until === undefined)) return pausedAlready(one, context);
  if (!forWeek) return save(inState(one, { kind: 'paused' }), { did: 'paused' }, context);
  const until = new Date(context.now().getTime() + WEEK_MS).toISOString();
  const paused = inState(one, { kind: 'paused', until }, nextSlot(one.schedule, until));
  return save(paused, { did: 'paused', how: ['until ', time(until)] }, context);
}

async function pausedAlready(one: Subscription, context: Context): Promise<Document> {
  return { blocks: [prose('It is paused already:'), ...(await subscriptionBlocks(one, context))] };
}

/** Goes on from the next slot: what was missed meanwhile is not caught up. */
export async function resume(one: Subscription, context: Context): Promise<Document> {
  checkChangeable(one, context);
  if (one.state.kind === 'active') return { blocks: [prose('It is on.'), ...(await subscriptionBlocks(one, context))] };
  return save(inState(one, { kind: 'active' }, slotFromNow(one, context)), { did: 'resumed' }, context);
}

/**
 * Halves what comes, and offers to have it back: `to` is the number that comes instead, as the offer says it.
 *
 * @throws UserError where less is nothing
 */
export function fewer(one: Subscription, to: string | undefined, context: Context): Promise<Document> {
  checkChangeable(one, context);
  const back = choiceFrom(to);
  // Discussions have no upvotes.
  if (back !== undefined && (one.about === 'papers' || back.kind === 'best')) {
    const changed = { ...one, choice: back };
    return save(changed, { did: 'changed', how: fromTo(one, changed) }, context);
  }
  const choice = fewerThan(one.choice);
  if (choice === undefined) {
    throw new UserError(
      `It brings as few papers as it can. To have less of it: /papers subscriptions pause ${one.id} for:week, or /papers subscriptions unsubscribe ${one.id}`,
    );
  }
  // Only the number goes back: whatever else is changed meanwhile stays changed.
  const undo = { text: `subscriptions fewer ${one.id} to:${choiceText(one.choice)}`, replaces: true };
  const controls = [callButton('Undo', undo, context.keepsakes)];
  const changed = { ...one, choice };
  return save(changed, { did: 'reduced', how: fromTo(one, changed), controls }, context);
}

/** "from the best 4 papers to the best 2 papers" */
function fromTo(one: Subscription, changed: Subscription): string[] {
  return [`from ${describeChoice(one)} to ${describeChoice(changed)}`];
}

/** Asks whether they mean it. */
export function askToEnd(one: Subscription, context: Context): Document {
  checkChangeable(one, context);
  const controls = deedButtons(['remove', 'keep'], { id: one.id, replaces: true }, context.keepsakes);
  return { blocks: [prose('Unsubscribe from ', ...subscriptionSpans(one), '?'), { kind: 'actions', controls }] };
}

/** Ends it. For a week it can be brought back. */
export async function end(one: Subscription, context: Context): Promise<Document> {
  if (one.state.kind === 'ended') return { blocks: await subscriptionBlocks(one, context) };
  checkChangeable(one, context);
  const paused = one.state.kind === 'paused' ? { paused: until(one.state) } : {};
  const ended = inState(one, { kind: 'ended', at: context.now().toISOString(), by: context.person.name, ...paused });
  await context.highlights.subscriptions.replace(ended);
  const controls = deedButtons(['restore'], { id: one.id, replaces: true }, context.keepsakes);
  return {
    blocks: [
      prose('Unsubscribed from ', ...subscriptionSpans(one), '. For a week this can be undone.'),
      ...(await tell(ended, { did: 'ended' }, context)),
      { kind: 'actions', controls },
    ],
  };
}

/** Brings back what ended. @throws UserError where that was too long ago */
export async function restore(one: Subscription, context: Context): Promise<Document> {
  if (!mayChange(one, context)) throw notAllowed('change this subscription', context);
  if (one.state.kind !== 'ended') return { blocks: await subscriptionBlocks(one, context) };
  if (context.now().getTime() - Date.parse(one.state.at) > UNDO_MS) {
    throw new UserError('It ended more than a week ago, which is too long. To subscribe anew: /papers subscribe');
  }
  await checkRoom(one.place, one, context);
  return save(asItWas(one, one.state.paused, context), { did: 'brought back' }, context);
}

/** What ended in a pause is paused again, while the pause would last. */
function asItWas(one: Subscription, paused: { readonly until?: string } | undefined, context: Context): Subscription {
  const isOver = paused?.until !== undefined && paused.until <= context.now().toISOString();
  if (paused === undefined || isOver) return inState(one, { kind: 'active' }, slotFromNow(one, context));
  const next = paused.until === undefined ? undefined : nextSlot(one.schedule, paused.until);
  return inState(one, { kind: 'paused', ...paused }, next);
}

function until({ until }: { readonly until?: string }): { readonly until?: string } {
  return until === undefined ? {} : { until };
}

/** @throws UserError where they may not change it, or it has ended */
export function checkChangeable(one: Subscription, context: Context): void {
  if (!mayChange(one, context)) throw notAllowed('change this subscription', context);
  if (one.state.kind === 'ended') {
    throw new UserError(`It has ended. To bring it back: /papers subscriptions restore ${one.id}`);
  }
}

async function save(changed: Subscription, deed: Deed, context: Context): Promise<Document> {
  await context.highlights.subscriptions.replace(changed);
  const { did, how = [], controls = [] } = deed;
  const done = did.charAt(0).toUpperCase() + did.slice(1);
  return {
    blocks: [
      prose(done, ...(how.length > 0 ? [' ', ...how] : []), ':'),
      ...(await subscriptionBlocks(changed, context)),
      ...(await tell(changed, deed, context)),
      ...(controls.length > 0 ? [{ kind: 'actions' as const, controls }] : []),
    ],
  };
}

/** Tells those who get it who changed what. Gives what to say where they could not be told. */
async function tell(one: Subscription, { did, how = [] }: Deed, context: Context): Promise<Block[]> {
  if (isAlone(one.place)) return [];
  const { highlights, person, now } = context;
  const said = prose(
    strong(person.name),
    ` ${did} the highlights on `,
    strong(topicName(one)),
    ...(how.length > 0 ? [' ', ...how] : []),
    '.',
  );
  // Pressed twice it is said once.
  const minute = now().toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length);
  const outcome = await highlights.say(one.place, { blocks: [said] }, `${did} ${one.id} ${minute}`);
  switch (outcome.kind) {
    case 'forbidden':
    case 'gone':
    case 'failed':
      return [note(`The others there could not be told: ${refusalInWords(outcome.reason, one.place).cause}.`)];
    case 'rate limited':
    case 'unavailable':
      return [note('The others there could not be told just now.')];
    default:
      return [];
  }
}

function inState(one: Subscription, state: SubscriptionState, next?: string): Subscription {
  const { nextSlot: _, ...rest } = one;
  return { ...rest, state, ...(next !== undefined && { nextSlot: next }) };
}

function slotFromNow({ schedule }: Subscription, { now }: Context): string {
  return nextSlot(schedule, now().toISOString());
}

/** A choice as a word of a call, and back. */
function choiceText(choice: Choice): string {
  return choice.kind === 'best' ? `best${choice.count}` : `upvotes${choice.atLeast}`;
}

function choiceFrom(text = ''): Choice | undefined {
  const [, kind, digits] = /^(best|upvotes)(\d{1,5})$/.exec(text) ?? [];
  const number = Number(digits);
  if (kind === undefined || number < 1) return undefined;
  return kind === 'best' ? { kind, count: Math.min(number, MOST_PAPERS) } : { kind: 'upvotes', atLeast: number };
}

/** Half the papers, or twice the threshold; nothing where there is no less. */
function fewerThan(choice: Choice): Choice | undefined {
  if (choice.kind === 'best') {
    return choice.count === 1 ? undefined : { kind: 'best', count: Math.floor(choice.count / 2) };
  }
  const atLeast = Math.min(choice.atLeast * 2, MOST_UPVOTES);
  return atLeast === choice.atLeast ? undefined : { kind: 'upvotes', atLeast };
}
