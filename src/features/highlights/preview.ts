import { commandButton } from '../../chat/action.ts';
import {
  actions,
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
import type { CallContext } from '../../chat/place.ts';
import { pluralize } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import { forecastSubscription, UPCOMING_SLOT_COUNT } from './forecast.ts';
import type { HighlightsService } from './highlights-service.ts';
import { mostDiscussedBlocks } from './post.ts';
import { describeSchedule, nextSlots } from './schedule.ts';
import { findCandidates, type HighlightSelection, selectHighlightsFor } from './selection.ts';
import { resumesAt, type Subscription } from './subscription.ts';
import {
  describeChart,
  describeCriteria,
  describePlace,
  describeQuietDay,
  describeSubscription,
  topicName,
} from './subscription-card.ts';
import { formatSubscribeCommand, type SubscriptionDraft, toOptionValues } from './subscription-input.ts';

/** Beyond this, people mute a feed. */
const MANY_PAPERS_PER_WEEK = 40;

/** A draft's settings and what it would have posted lately, with buttons to save it. Of a change, what would change. */
export async function previewSubscription(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  deps: HighlightsService,
  call: CallContext,
): Promise<Document> {
  const startsAt = previous === undefined ? deps.now().toISOString() : resumesAt(previous, deps.now().toISOString());
  const { blocks, next } =
    draft.about === 'discussions'
      ? await discussionsPreview(draft, startsAt, deps)
      : papersPreview(draft, startsAt, deps);
  const title = previous === undefined ? 'Preview' : 'Preview of your changes';
  return {
    blocks: [
      heading(`${title}: nothing saved yet`),
      { kind: 'facts', facts: previewFacts(draft, previous, call) },
      ...blocks,
      nextPostNote(previous, next),
      actions(...previewControls(draft, previous, deps, call)),
    ],
  };
}

interface PreviewContent {
  readonly blocks: readonly Block[];
  /** The next slots. */
  readonly next: readonly string[];
}

function papersPreview(draft: SubscriptionDraft, startsAt: string, deps: HighlightsService): PreviewContent {
  const { recentPapers, papersPerWeek, next } = forecastSubscription({
    ...draft,
    candidates: findCandidates(draft, deps),
    papers: deps.papers.all(),
    now: startsAt,
  });
  const blocks = [
    prose(...describeVolume(papersPerWeek)),
    ...(draft.hasChart ? deps.buildTopicChart(draft.topic) : []),
    ...(recentPapers.length > 0 ? [prose('Latest matches:')] : []),
    ...recentPapers.map((paper) => compactPaperCard(paper)),
  ];
  return { blocks, next };
}

async function discussionsPreview(
  draft: SubscriptionDraft,
  startsAt: string,
  deps: HighlightsService,
): Promise<PreviewContent> {
  const items = await mostDiscussedBlocks(draft, deps.now(), deps);
  const blocks =
    items.length === 0
      ? [prose('No replies here in the past week. After a week without replies, nothing is posted.')]
      : [prose('Most discussed in the past week:'), ...items];
  return { blocks, next: nextSlots(draft.schedule, startsAt, UPCOMING_SLOT_COUNT) };
}

function nextPostNote(previous: Subscription | undefined, next: readonly string[]): Block {
  const times = next.flatMap((at, index) => [...(index === 0 ? [] : [', ']), time(at)]);
  const { state } = previous ?? {};
  if (state?.kind !== 'paused') return note('Next: ', ...times);
  if (state.until === undefined) return note("It's paused until someone resumes it.");
  return note("It's paused until ", time(state.until), '. Next: ', ...times);
}

function previewFacts(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  { place: from }: CallContext,
): Fact[] {
  const showsChart = draft.hasChart || previous?.hasChart === true;
  const factValues = (one: SubscriptionDraft): Record<string, string> => ({
    Topic: topicName(one),
    Papers: describeCriteria(one),
    When: describeSchedule(one.schedule),
    Where: describePlace(one.place, from),
    'If nothing is new': describeQuietDay(one),
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
    return ['Nothing would have been posted in the past weeks. Try a broader topic or fewer conditions.'];
  }
  const volume = [`About ${pluralize(papersPerWeek, 'paper')} a week.`];
  if (papersPerWeek <= MANY_PAPERS_PER_WEEK) return volume;
  return [...volume, ' ', strong("That's a lot to read:"), ' try fewer papers, fewer days or a narrower topic.'];
}

function previewControls(
  draft: SubscriptionDraft,
  previous: Subscription | undefined,
  { newId }: HighlightsService,
  { place }: CallContext,
): Control[] {
  const values = { ...toOptionValues(draft, place), ...(previous !== undefined && { change: previous.id }) };
  // The id makes pressing the button twice save once.
  const confirmedValues = { ...values, as: newId(), confirm: 'yes' };
  const label = previous === undefined ? 'Subscribe' : 'Save changes';
  return [
    commandButton(label, formatSubscribeCommand(confirmedValues), { replacesOriginal: true }),
    commandButton('Change', formatSubscribeCommand(values), { opensForm: true }),
  ];
}

/** What a subscription would post now, and why it would leave out the rest. */
export async function previewNextPost(subscription: Subscription, deps: HighlightsService): Promise<Document> {
  const blocks =
    subscription.about === 'discussions'
      ? await discussionsBlocks(subscription, deps)
      : await highlightsBlocks(subscription, deps);
  return { blocks: [heading('What it would post now'), prose(...describeSubscription(subscription)), ...blocks] };
}

async function discussionsBlocks(subscription: Subscription, deps: HighlightsService): Promise<readonly Block[]> {
  const items = await mostDiscussedBlocks(subscription, deps.now(), deps);
  return items.length === 0 ? [prose('Nothing: there were no replies in the past week.')] : items;
}

async function highlightsBlocks(subscription: Subscription, deps: HighlightsService): Promise<readonly Block[]> {
  const selection = await selectHighlightsFor(subscription, deps.now().toISOString(), deps);
  const { papers } = selection;
  if (papers.length === 0) return [prose('Nothing: no paper on the topic is new.'), ...skippedNote(selection)];
  return [
    ...(subscription.hasChart ? deps.buildTopicChart(subscription.topic) : []),
    ...papers.map(({ paper, reason }) => compactPaperCard(paper, { why: [text(reason)] })),
    ...skippedNote(selection),
  ];
}

/** Why other papers are left out, with how many for each reason. */
function skippedNote({ skipped, origin }: HighlightSelection): Block[] {
  const reasons = [
    [skipped.offTopic, 'off topic'],
    [skipped.alreadyShown, 'already shown'],
    // Archive papers count as not new, and are what is posted.
    [origin === 'archive' ? 0 : skipped.notNew, 'not new'],
    [skipped.belowThreshold, 'too few upvotes'],
    [skipped.overLimit, 'ranked lower'],
  ] as const;
  const parts = reasons.flatMap(([count, reason]) => (count === 0 ? [] : [`${reason} (${count})`]));
  return parts.length === 0 ? [] : [note(`Left out: ${parts.join(', ')}.`)];
}
