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
import { pluralize } from '../../text/counted.ts';
import type { Span } from '../../text/span.ts';
import { findRecentlyDiscussed, mostDiscussedBlocks } from '../choosing/discussed-lately.ts';
import { forecastSubscription } from '../choosing/expected.ts';
import { findCandidates } from '../choosing/highlights-at.ts';
import { buildTopicChart } from '../delivering/topic-chart.ts';
import { describeSchedule } from '../schedule/read-schedule.ts';
import { nextSlots } from '../schedule/slots.ts';
import {
  describeChart,
  describeCriteria,
  describePlace,
  describeQuietDay,
  topicName,
} from './describe-subscription.ts';
import { formatSubscribeCommand, type SubscriptionDraft, toOptionValues } from './draft.ts';
import type { Subscription } from './subscription.ts';

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
