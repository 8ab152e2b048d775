import { commandButton } from '../../chat/action.ts';
import type { CallContext } from '../../chat/context.ts';
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
import { compactPaperCard } from '../../chat/paper-card.ts';
import { pluralize } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { forecastSubscription } from './forecast.ts';
import { buildTopicChart, findRecentlyDiscussed, mostDiscussedBlocks } from './post.ts';
import { describeSchedule, nextSlots } from './schedule.ts';
import { findCandidates, type HighlightSelection, selectHighlightsFor } from './selection.ts';
import type { Subscription } from './subscription.ts';
import {
  describeChart,
  describeCriteria,
  describePlace,
  describeQuietDay,
  describeSubscription,
  topicName,
} from './subscription-card.ts';
import { formatSubscribeCommand, type SubscriptionDraft, toOptionValues } from './subscription-input.ts';

/** More papers a week than these are a feed that people mute. A post never has more than ten. */
const MANY_PAPERS_PER_WEEK = 40;

const UPCOMING_SLOT_COUNT = 3;

/** What a subscription would be and bring, before anything is saved; of a change, what it would change. */
export async function previewSubscription(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  context: CallContext,
): Promise<Document> {
  const { blocks, next } =
    draft.about === 'discussions'
      ? await discussionsPreview(draft, previous, context)
      : papersPreview(draft, previous, context);
  return {
    blocks: [
      heading(previous === undefined ? 'Preview: nothing is saved yet' : 'Preview of a change: nothing is saved yet'),
      { kind: 'facts', facts: previewFacts(draft, previous, context) },
      ...blocks,
      ...nextPostNote(previous, next),
      { kind: 'actions', controls: previewControls(draft, previous, context) },
    ],
  };
}

/** What would come, and when. */
interface PreviewContent {
  readonly blocks: readonly Block[];
  readonly next: readonly string[];
}

function papersPreview(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  context: CallContext,
): PreviewContent {
  const { recentPapers, papersPerWeek, next } = forecastSubscription({
    ...draft,
    candidates: findCandidates(draft, context),
    papers: context.papers.all(),
    now: postingStartsAt(previous, context),
  });
  const blocks = [
    prose(...describeVolume(papersPerWeek)),
    ...buildTopicChart(draft, context),
    ...(recentPapers.length > 0 ? [prose('The last that would have come:')] : []),
    ...recentPapers.map((paper) => compactPaperCard(paper, {}, context)),
  ];
  return { blocks, next };
}

async function discussionsPreview(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  context: CallContext,
): Promise<PreviewContent> {
  const discussed = await findRecentlyDiscussed(draft, context.now(), context);
  const blocks =
    discussed.length === 0
      ? [prose('No reply came here in the last week. After such a week nothing comes.')]
      : [prose('What was discussed most in the last week:'), ...mostDiscussedBlocks(discussed, context)];
  return { blocks, next: nextSlots(draft.schedule, postingStartsAt(previous, context), UPCOMING_SLOT_COUNT) };
}

/** When posts can come: now, or from the end of a pause on. */
function postingStartsAt(previous: Subscription | undefined, { now }: CallContext): string {
  const at = now().toISOString();
  const until = previous?.state.kind === 'paused' ? previous.state.until : undefined;
  return until !== undefined && until > at ? until : at;
}

function nextPostNote(previous: Subscription | undefined, next: readonly string[]): Block[] {
  const { state } = previous ?? {};
  if (state?.kind !== 'paused') return [note('Next: ', ...joinTimes(next))];
  if (state.until === undefined) return [note('It is paused, and stays so until somebody resumes it.')];
  return [note('It is paused until ', time(state.until), '. After that: ', ...joinTimes(next))];
}

function previewFacts(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  { place: from }: CallContext,
): Fact[] {
  const showsChart = draft.hasChart || previous?.hasChart === true;
  const factValues = (one: SubscriptionDraft): Record<string, string> => ({
    What: topicName(one),
    'How many': describeCriteria(one),
    When: describeSchedule(one.schedule),
    Where: describePlace(one.place, from),
    'When nothing is new': describeQuietDay(one),
    ...(showsChart && { Chart: describeChart(one) }),
  });
  const previousValues = previous === undefined ? {} : factValues(previous);
  return Object.entries(factValues(draft)).map(([label, value]) => {
    const oldValue = previousValues[label];
    const isChanged = oldValue !== undefined && oldValue !== value;
    const spans: Span[] = isChanged ? [text(`${oldValue} → `), strong(value)] : [text(value)];
    return { label, spans };
  });
}

function describeVolume(papersPerWeek: number): (string | Span)[] {
  if (papersPerWeek === 0) {
    return ['In the latest weeks nothing would have come. A wider topic, or fewer conditions, bring more.'];
  }
  const volume = [`About ${pluralize(papersPerWeek, 'paper')} a week would come.`];
  if (papersPerWeek <= MANY_PAPERS_PER_WEEK) return volume;
  return [
    ...volume,
    ' ',
    strong('That is a lot to read:'),
    ' fewer papers, fewer days or a narrower topic bring less.',
  ];
}

function previewControls(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  context: CallContext,
): Control[] {
  const { actionStore, place, highlights } = context;
  // A thread elsewhere can't be named in a call: where a change leaves the place, it says none.
  const values = { ...toOptionValues(draft, place), ...(previous !== undefined && { change: previous.id }) };
  // The id makes two presses of the button one subscription.
  const confirmedValues = { ...values, as: highlights.newId(), confirm: 'yes' };
  const label = previous === undefined ? 'Subscribe' : 'Save the change';
  return [
    commandButton(label, { text: formatSubscribeCommand(confirmedValues), replacesOriginal: true }, actionStore),
    commandButton(
      'Change',
      { text: formatSubscribeCommand(values), replacesOriginal: false, opensForm: true },
      actionStore,
    ),
  ];
}

function joinTimes(next: readonly string[]): (string | Span)[] {
  return next.flatMap((at, index) => [...(index === 0 ? [] : [', ']), time(at)]);
}

/** What a subscription would post at this moment, and why it would not post the rest. Nothing is posted by it. */
export async function previewNextPost(subscription: Subscription, context: CallContext): Promise<Document> {
  return {
    blocks: [
      heading('What would come right now'),
      prose(...describeSubscription(subscription)),
      ...(subscription.about === 'discussions'
        ? await discussionsBlocks(subscription, context)
        : await highlightsBlocks(subscription, context)),
    ],
  };
}

async function discussionsBlocks(subscription: Subscription, context: CallContext): Promise<readonly Block[]> {
  const mostDiscussed = await findRecentlyDiscussed(subscription, context.now(), context);
  return mostDiscussed.length === 0
    ? [prose('Nothing: no reply came in the last week.')]
    : mostDiscussedBlocks(mostDiscussed, context);
}

async function highlightsBlocks(subscription: Subscription, context: CallContext): Promise<readonly Block[]> {
  const selection = await selectHighlightsFor(subscription, context.now().toISOString(), context);
  return [
    ...(selection.papers.length === 0 ? [] : buildTopicChart(subscription, context)),
    ...(selection.papers.length === 0 ? [prose('Nothing: no paper on the topic is new.')] : []),
    ...selection.papers.map(({ paper, reason }) =>
      compactPaperCard(paper, { why: [{ kind: 'text', text: reason }] }, context),
    ),
    ...skippedNote(selection),
  ];
}

/** Why other papers would not come, each reason with how many. */
function skippedNote({ skipped: counts, origin }: HighlightSelection): Block[] {
  const { offTopic, alreadyShown, notNew, belowThreshold, overLimit } = counts;
  const reasons = [
    [offTopic, 'too little of the topic'],
    [alreadyShown, 'shown before'],
    // Those of the archive count as not new, and are what comes.
    [origin === 'archive' ? 0 : notNew, 'not new'],
    [belowThreshold, 'too few upvotes'],
    [overLimit, 'new, but others are better'],
  ] as const;
  const parts = reasons.flatMap(([count, why]) => (count === 0 ? [] : [`${why} (${count})`]));
  return parts.length === 0 ? [] : [note(`Why the others would not come: ${parts.join(', ')}.`)];
}
