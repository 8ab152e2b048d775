import { callButton } from '../../chat/action.ts';
import type { Context } from '../../chat/context.ts';
import {
  type Block,
  type Control,
  type Document,
  type Fact,
  heading,
  note,
  prose,
  strong,
  text,
  time,
} from '../../chat/document.ts';
import { listedPaper } from '../../chat/paper-card.ts';
import { counted } from '../../text/counted.ts';
import type { Span } from '../../text/span.ts';
import { discussedLately, mostDiscussedBlocks } from '../choosing/discussed-lately.ts';
import { expected } from '../choosing/expected.ts';
import { candidatesFor } from '../choosing/highlights-at.ts';
import { topicChart } from '../delivering/topic-chart.ts';
import { describeSchedule } from '../schedule/read-schedule.ts';
import { nextSlots } from '../schedule/slots.ts';
import { describeChart, describeChoice, describePlace, describeQuietDay, topicName } from './describe-subscription.ts';
import { type Draft, subscribeCall, valuesOf } from './draft.ts';
import type { Subscription } from './subscription.ts';

/** More papers a week than these are a feed that people mute. A post never has more than ten. */
const MANY_A_WEEK = 40;

const NEXT = 3;

/** What a subscription would be and bring, before anything is saved; of a change, what it would change. */
export async function previewOf(draft: Draft, previous: Subscription | undefined, context: Context): Promise<Document> {
  const { blocks, next } =
    draft.about === 'discussions'
      ? await whatIsDiscussed(draft, previous, context)
      : whatIsExpected(draft, previous, context);
  return {
    blocks: [
      heading(previous === undefined ? 'Preview: nothing is saved yet' : 'Preview of a change: nothing is saved yet'),
      { kind: 'facts', facts: facts(draft, previous, context) },
      ...blocks,
      ...standing(previous, next),
      { kind: 'actions', controls: controls(draft, previous, context) },
    ],
  };
}

/** What would come, and when. */
interface Outlook {
  readonly blocks: readonly Block[];
  readonly next: readonly string[];
}

function whatIsExpected(draft: Draft, previous: Subscription | undefined, context: Context): Outlook {
  const { last, perWeek, next } = expected({
    ...draft,
    candidates: candidatesFor(draft, context),
    papers: context.papers.all(),
    now: goesOnAt(previous, context),
  });
  const blocks = [
    prose(...amount(perWeek)),
    ...topicChart(draft, context),
    ...(last.length > 0 ? [prose('The last that would have come:')] : []),
    ...last.map((paper) => listedPaper(paper, {}, context)),
  ];
  return { blocks, next };
}

async function whatIsDiscussed(draft: Draft, previous: Subscription | undefined, context: Context): Promise<Outlook> {
  const discussed = await discussedLately(draft, context.now(), context);
  const blocks =
    discussed.length === 0
      ? [prose('No reply came here in the last week. After such a week nothing comes.')]
      : [prose('What was discussed most in the last week:'), ...mostDiscussedBlocks(discussed, context)];
  return { blocks, next: nextSlots(draft.schedule, goesOnAt(previous, context), NEXT) };
}

/** When posts can come: now, or from the end of a pause on. */
function goesOnAt(previous: Subscription | undefined, { now }: Context): string {
  const at = now().toISOString();
  const until = previous?.state.kind === 'paused' ? previous.state.until : undefined;
  return until !== undefined && until > at ? until : at;
}

function standing(previous: Subscription | undefined, next: readonly string[]): Block[] {
  const { state } = previous ?? {};
  if (state?.kind !== 'paused') return [note('Next: ', ...listed(next))];
  if (state.until === undefined) return [note('It is paused, and stays so until somebody resumes it.')];
  return [note('It is paused until ', time(state.until), '. After that: ', ...listed(next))];
}

function facts(draft: Draft, previous: Subscription | undefined, { place: from }: Context): Fact[] {
  const isCharted = draft.withChart || previous?.withChart === true;
  const told = (one: Draft): Record<string, string> => ({
    What: topicName(one),
    'How many': describeChoice(one),
    When: describeSchedule(one.schedule),
    Where: describePlace(one.place, from),
    'When nothing is new': describeQuietDay(one),
    ...(isCharted && { Chart: describeChart(one) }),
  });
  const old = previous === undefined ? {} : told(previous);
  return Object.entries(told(draft)).map(([label, now]) => {
    const before = old[label];
    const isChanged = before !== undefined && before !== now;
    const spans: Span[] = isChanged ? [text(`${before} → `), strong(now)] : [text(now)];
    return { label, spans };
  });
}

function amount(perWeek: number): (string | Span)[] {
  if (perWeek === 0) {
    return ['In the latest weeks nothing would have come. A wider topic, or fewer conditions, bring more.'];
  }
  const often = [`About ${counted(perWeek, 'paper')} a week would come.`];
  if (perWeek <= MANY_A_WEEK) return often;
  return [...often, ' ', strong('That is a lot to read:'), ' fewer papers, fewer days or a narrower topic bring less.'];
}

function controls(draft: Draft, previous: Subscription | undefined, context: Context): Control[] {
  const { keepsakes, place, highlights } = context;
  // A thread elsewhere can't be named in a call: where a change leaves the place, it says none.
  const values = { ...valuesOf(draft, place), ...(previous !== undefined && { change: previous.id }) };
  // The id makes two presses of the button one subscription.
  const confirmed = { ...values, as: highlights.newId(), confirm: 'yes' };
  const label = previous === undefined ? 'Subscribe' : 'Save the change';
  return [
    callButton(label, { text: subscribeCall(confirmed), replaces: true }, keepsakes),
    callButton('Change', { text: subscribeCall(values), replaces: false, asks: true }, keepsakes),
  ];
}

function listed(next: readonly string[]): (string | Span)[] {
  return next.flatMap((at, index) => [...(index === 0 ? [] : [', ']), time(at)]);
}
