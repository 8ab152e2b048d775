import type { AppServices } from '../../chat/context.ts';
import { type Block, type Document, heading, note, type PaperBlock } from '../../chat/document.ts';
import { compactPaperCard } from '../../chat/paper-card.ts';
import { formatDay } from '../../text/show-day.ts';
import type { Span } from '../../text/span.ts';
import type { HighlightSelection } from '../choosing/pick-highlights.ts';
import { localDay } from '../schedule/local-day.ts';
import { topicName } from '../subscribing/describe-subscription.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { postFooter } from './post-footer.ts';

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
