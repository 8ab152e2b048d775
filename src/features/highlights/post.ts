import { commandButton } from '../../chat/action.ts';
import {
  actions,
  type Block,
  type Control,
  type Document,
  heading,
  note,
  type PaperBlock,
  strong,
  time,
} from '../../chat/document.ts';
import { compactPaperCard } from '../../chat/paper-card.ts';
import type { Place } from '../../chat/place.ts';
import type { Paper } from '../../papers/paper.ts';
import { findOnTopicIds } from '../../search/index.ts';
import { formatDay, pluralize, truncate } from '../../text/format.ts';
import type { Span } from '../../text/spans.ts';
import type { ClaimedDelivery } from './delivery.ts';
import { describeSchedule, localDay, nextSlot } from './schedule.ts';
import { type HighlightSelection, type SelectionDeps, selectHighlightsFor } from './selection.ts';
import { MAX_PAPERS, type Subscription } from './subscription.ts';
import { postMenu, topicName } from './subscription-card.ts';

export interface PostDeps extends SelectionDeps {
  readonly discussionBadges: DiscussionBadges;
  readonly loadMostDiscussed: LoadMostDiscussed;
  /** A chart of papers per month on a topic; empty if there is nothing to draw. */
  readonly buildTopicChart: (topic: string) => readonly Block[];
}

/** Which papers are discussed in a place. */
interface DiscussionBadges {
  /** By paper id: that it is discussed there, with a link. */
  find(papers: readonly Paper[], place: Place): Promise<ReadonlyMap<string, readonly Span[]>>;
}

/** The papers with the most replies in a channel since an instant, most first. */
type LoadMostDiscussed = (place: Place, since: string, limit: number) => Promise<readonly DiscussedPaper[]>;

interface DiscussedPaper {
  readonly paperId: string;
  /** Its entry in a list. */
  buildItem(paper: Paper, controls: readonly Control[]): PaperBlock;
}

/** The content of a post, or why there is none. */
export type PreparedPost =
  | { readonly kind: 'post'; readonly document: Document; readonly paperIds: readonly string[] }
  | { readonly kind: 'nothing'; readonly reason: string };

/** Selects and writes the content of a delivery. A retry keeps the content, so that a delivery never shows two sets of papers. */
export async function preparePost({ delivery, subscription }: ClaimedDelivery, deps: PostDeps): Promise<PreparedPost> {
  const { document, paperIds, slot } = delivery;
  if (document !== undefined) return { kind: 'post', document, paperIds };
  if (subscription.about === 'discussions') return prepareDiscussionsPost(subscription, slot, deps);
  const highlights = await selectHighlightsFor(subscription, slot, deps);
  if (highlights.papers.length === 0) return { kind: 'nothing', reason: 'no new papers' };
  const papers = highlights.papers.map(({ paper }) => paper);
  return {
    kind: 'post',
    document: buildHighlightsPost({
      subscription,
      highlights,
      discussionBadges: await deps.discussionBadges.find(papers, subscription.place),
      chart: subscription.hasChart ? deps.buildTopicChart(subscription.topic) : [],
      slot,
    }),
    paperIds: papers.map(({ id }) => id),
  };
}

/** More pictures clutter a list, and leave no room on platforms that count them. */
const MAX_THUMBNAILS = 5;

interface HighlightsPostInput {
  readonly subscription: Subscription;
  readonly highlights: HighlightSelection;
  /** By paper id. */
  readonly discussionBadges: ReadonlyMap<string, readonly Span[]>;
  readonly chart: readonly Block[];
  /** ISO 8601 */
  readonly slot: string;
}

/** A post of new papers: its day and topic, the papers with why they were selected, and a menu to manage the subscription. */
export function buildHighlightsPost(input: HighlightsPostInput): Document {
  const { subscription, highlights, discussionBadges, chart, slot } = input;
  const { topic, schedule } = subscription;
  const day = formatDay(localDay(slot, schedule.zone));
  const title = `${highlights.origin === 'archive' ? 'From the archive' : 'Highlights'}, ${day}`;
  return {
    blocks: [
      heading(topic === '' ? title : `${title}: ${topicName(subscription)}`),
      ...chart,
      ...selectionNotes(highlights),
      ...paperBlocks(highlights, discussionBadges),
      ...postFooter(subscription, slot),
    ],
  };
}

function paperBlocks({ papers }: HighlightSelection, badges: HighlightsPostInput['discussionBadges']): PaperBlock[] {
  return papers.map(({ paper, reason }) => {
    const badge = badges.get(paper.id);
    const why: Span[] = [{ kind: 'text', text: badge === undefined ? reason : `${reason} · ` }, ...(badge ?? [])];
    const { thumbnail, ...block } = compactPaperCard(paper, { why });
    return papers.length > MAX_THUMBNAILS || thumbnail === undefined ? block : { ...block, thumbnail };
  });
}

function selectionNotes({ origin, skipped: { overLimit } }: HighlightSelection): Block[] {
  if (origin === 'archive') return [note("Nothing new today. These are older papers that weren't posted here yet.")];
  if (overLimit === 0) return [];
  return [note(`These are the best. ${pluralize(overLimit, 'more paper')} ${overLimit === 1 ? 'was' : 'were'} new.`)];
}

const MAX_TITLE_TOPIC_LENGTH = 80;

/** These papers aren't new, so they don't count as shown. */
async function prepareDiscussionsPost(subscription: Subscription, slot: string, deps: PostDeps): Promise<PreparedPost> {
  const { topic } = subscription;
  const items = await mostDiscussedBlocks(subscription, new Date(slot), deps);
  if (items.length === 0) return { kind: 'nothing', reason: 'no replies in the week before' };
  const title = 'Most discussed here this week';
  const document: Document = {
    blocks: [
      heading(topic === '' ? title : `${title}: ${truncate(topic, MAX_TITLE_TOPIC_LENGTH)}`),
      ...items,
      ...postFooter(subscription, slot),
    ],
  };
  return { kind: 'post', document, paperIds: [] };
}

const DIGEST_WINDOW_MS = 7 * 24 * 60 * 60_000;
/** How many discussions to search for a topic. */
const MAX_DISCUSSIONS_SCANNED = 500;

/** The papers on the topic that were discussed most in the subscription's channel in the week before an instant. */
export async function mostDiscussedBlocks(
  { place, topic, criteria }: Pick<Subscription, 'place' | 'topic' | 'criteria'>,
  until: Date,
  { loadMostDiscussed, papers, search }: PostDeps,
): Promise<readonly PaperBlock[]> {
  const since = new Date(until.getTime() - DIGEST_WINDOW_MS).toISOString();
  const onTopicIds = topic === '' ? undefined : findOnTopicIds(topic, search);
  const discussed = (await loadMostDiscussed(place, since, MAX_DISCUSSIONS_SCANNED)).flatMap(
    ({ paperId, buildItem }) => {
      const paper = papers.get(paperId);
      if (paper === undefined || onTopicIds?.has(paper.id) === false) return [];
      const controls = [commandButton('Discuss', `discuss ${paper.id}`), commandButton('Open', `show ${paper.id}`)];
      return [() => buildItem(paper, controls)];
    },
  );
  return discussed.slice(0, criteria.kind === 'best' ? criteria.count : MAX_PAPERS).map((build) => build());
}

/** The next slot comes first, as notes are cut at the end if a message is too long. */
function postFooter(subscription: Subscription, slot: string): Block[] {
  const { owner, schedule } = subscription;
  const next = time(nextSlot(schedule, slot));
  const about = ` for ${topicName(subscription)}, ${describeSchedule(schedule)}.`;
  return [note('Next: ', next, '. Created by ', strong(owner.name), about), actions(postMenu(subscription))];
}
