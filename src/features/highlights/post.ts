import { commandButton } from '../../chat/action.ts';
import type { AppServices } from '../../chat/context.ts';
import { type Block, type Document, heading, note, type PaperBlock, strong, time } from '../../chat/document.ts';
import { compactPaperCard } from '../../chat/paper-card.ts';
import type { Paper } from '../../papers/paper.ts';
import { UserError } from '../../runtime/errors.ts';
import { findOnTopicIds } from '../../search/index.ts';
import { formatDay, truncate } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import type { RankedDiscussion } from '../discussions/discussion.ts';
import { buildMostDiscussedItem, findDiscussionBadges } from '../discussions/discussion-list.ts';
import { computeTrend } from '../trends/trend.ts';
import { buildTrendChart } from '../trends/trend-chart.ts';
import { parseSingleTopic } from '../trends/trend-query.ts';
import type { ClaimedDelivery } from './delivery.ts';
import { describeSchedule, localDay, nextSlot } from './schedule.ts';
import { type HighlightSelection, selectHighlightsFor } from './selection.ts';
import { MAX_PAPERS, type Subscription } from './subscription.ts';
import { postMenu, topicName } from './subscription-card.ts';

/**
 * Chooses and writes what a delivery says. What it was going to say at an earlier attempt it says again, so that one delivery never
 * shows two sets of papers.
 */
export async function preparePost(
  { delivery, subscription }: ClaimedDelivery,
  core: AppServices,
): Promise<PreparedPost> {
  if (delivery.document !== undefined) {
    return { kind: 'post', document: delivery.document, paperIds: delivery.paperIds };
  }
  if (subscription.about === 'discussions') return prepareDiscussionsPost({ delivery, subscription }, core);
  const highlights = await selectHighlightsFor(subscription, delivery.slot, core);
  if (highlights.papers.length === 0) return { kind: 'nothing', reason: 'no paper was new' };
  const papers = highlights.papers.map(({ paper }) => paper);
  const discussionBadges = await findDiscussionBadges(papers, subscription.place, core);
  const next = nextSlot(subscription.schedule, delivery.slot);
  return {
    kind: 'post',
    document: buildHighlightsPost(
      {
        subscription,
        highlights,
        discussionBadges,
        chart: buildTopicChart(subscription, core),
        slot: delivery.slot,
        next,
      },
      core,
    ),
    paperIds: papers.map(({ id }) => id),
  };
}

/** What a delivery says, and the papers in it; or why it says nothing. */
export type PreparedPost =
  | { readonly kind: 'post'; readonly document: Document; readonly paperIds: readonly string[] }
  | { readonly kind: 'nothing'; readonly reason: string };

/** More pictures than these make of a list a wall; and Discord, which counts them, would have no room for what stands below. */
const MAX_THUMBNAILS = 5;

interface HighlightsPostInput {
  readonly subscription: Subscription;
  readonly highlights: HighlightSelection;
  /** Of papers that are discussed where it is posted, by their id: that they are, and the way there. */
  readonly discussionBadges: ReadonlyMap<string, readonly Span[]>;
  /** What stands above the papers, where the subscription wants a chart. */
  readonly chart: readonly Block[];
  /** The instant that the post is for, and the next one, ISO 8601. */
  readonly slot: string;
  readonly next: string;
}

/** One post of a subscription: what day and topic it is for, its papers with why they are there, and what one can do about it. */
export function buildHighlightsPost(
  { subscription, highlights, discussionBadges, chart, slot, next }: HighlightsPostInput,
  core: Pick<AppServices, 'actionStore'>,
): Document {
  const { topic, schedule } = subscription;
  const day = formatDay(localDay(slot, schedule.zone));
  const title = `${highlights.origin === 'archive' ? 'From the archive' : 'Highlights'}, ${day}`;
  return {
    blocks: [
      heading(topic === '' ? title : `${title}: ${topicName(subscription)}`),
      ...chart,
      ...selectionNotes(highlights),
      ...paperBlocks(highlights, discussionBadges, core),
      ...postFooter(subscription, next, core),
    ],
  };
}

function paperBlocks(
  { papers }: HighlightSelection,
  discussionBadges: HighlightsPostInput['discussionBadges'],
  core: Pick<AppServices, 'actionStore'>,
): PaperBlock[] {
  return papers.map(({ paper, reason }) => {
    const badge = discussionBadges.get(paper.id);
    const why: Span[] = [{ kind: 'text', text: badge === undefined ? reason : `${reason} · ` }, ...(badge ?? [])];
    const { thumbnail, ...block } = compactPaperCard(paper, { why }, core);
    return papers.length > MAX_THUMBNAILS || thumbnail === undefined ? block : { ...block, thumbnail };
  });
}

/** What stands beside the papers: that they are old, or that there were more. */
function selectionNotes({ origin, skipped: { overLimit } }: HighlightSelection): Block[] {
  if (origin === 'archive') return [note('Nothing new came. These are older, and were not shown here yet.')];
  if (overLimit === 0) return [];
  return [note(`The best are here; ${overLimit === 1 ? 'one more was new' : `${overLimit} more were new`}.`)];
}

const MAX_TITLE_TOPIC_LENGTH = 80;

/** The post of a subscription to discussions. It shows no paper as new, so none counts as shown. */
async function prepareDiscussionsPost(
  { delivery, subscription }: ClaimedDelivery,
  core: AppServices,
): Promise<PreparedPost> {
  const { topic, schedule } = subscription;
  const discussed = await findRecentlyDiscussed(subscription, new Date(delivery.slot), core);
  if (discussed.length === 0) return { kind: 'nothing', reason: 'no reply came in the week before' };
  const title = 'Most discussed here this week';
  const document: Document = {
    blocks: [
      heading(topic === '' ? title : `${title}: ${truncate(topic, MAX_TITLE_TOPIC_LENGTH)}`),
      ...mostDiscussedBlocks(discussed, core),
      ...postFooter(subscription, nextSlot(schedule, delivery.slot), core),
    ],
  };
  return { kind: 'post', document, paperIds: [] };
}

const DIGEST_WINDOW_MS = 7 * 24 * 60 * 60_000;
/** So many are looked through for those on a topic. */
const MAX_DISCUSSIONS_SCANNED = 500;

/** A paper, and how much was said about it lately. */
interface DiscussedPaper {
  readonly paper: Paper;
  readonly discussed: RankedDiscussion;
}

/**
 * What was discussed most in the channel of a subscription in the week up to an instant, on its topic where it has one, as many as it
 * brings. Unlike a new paper it may come again: it is what people talk about.
 */
export async function findRecentlyDiscussed(
  { place, topic, criteria }: Pick<Subscription, 'place' | 'topic' | 'criteria'>,
  until: Date,
  { discussions, papers, search }: AppServices,
): Promise<readonly DiscussedPaper[]> {
  const since = new Date(until.getTime() - DIGEST_WINDOW_MS).toISOString();
  const recent = await discussions.repository.listMostDiscussed(place, since, MAX_DISCUSSIONS_SCANNED);
  const withPaper = recent.flatMap((discussed) => {
    const paper = papers.get(discussed.discussion.paperId);
    return paper === undefined ? [] : [{ paper, discussed }];
  });
  const onTopicIds = topic === '' ? undefined : findOnTopicIds(topic, search);
  const matching = onTopicIds === undefined ? withPaper : withPaper.filter(({ paper }) => onTopicIds.has(paper.id));
  return matching.slice(0, criteria.kind === 'best' ? criteria.count : MAX_PAPERS);
}

/** The same as people read it. */
export function mostDiscussedBlocks(
  discussedPapers: readonly DiscussedPaper[],
  { actionStore }: Pick<AppServices, 'actionStore'>,
): PaperBlock[] {
  return discussedPapers.map(({ paper, discussed }) =>
    buildMostDiscussedItem(discussed, paper, [
      commandButton('Discuss', { text: `discuss ${paper.id}`, replacesOriginal: false }, actionStore),
      commandButton('Open', { text: `show ${paper.id}`, replacesOriginal: false }, actionStore),
    ]),
  );
}

/**
 * The chart of a subscription that has one: how many papers on its topic there were each month. Where there is nothing to draw (no paper has
 * a date, none of the days that the topic names are here) there is none, for the papers come without it.
 */
export function buildTopicChart(
  { hasChart, topic }: Pick<Subscription, 'hasChart' | 'topic'>,
  core: AppServices,
): Block[] {
  if (!hasChart) return [];
  try {
    const trend = computeTrend(parseSingleTopic(topic), core);
    const isEmpty = trend.topicCounts.every(({ total }) => total === 0);
    return isEmpty ? [] : [{ kind: 'chart', chart: buildTrendChart(trend) }];
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** What stands below every post: which subscription it is of, when the next one comes, and what one can do about it. */
function postFooter(subscription: Subscription, next: string, core: Pick<AppServices, 'actionStore'>): Block[] {
  const { owner, schedule } = subscription;
  return [
    // Where a message is too long its notes are shortened too, so what matters most comes first.
    note(
      'Next: ',
      time(next),
      '. Set up by ',
      strong(owner.name),
      ` for ${topicName(subscription)}, ${describeSchedule(schedule)}.`,
    ),
    { kind: 'actions', controls: [postMenu(subscription, core.actionStore)] },
  ];
}
