import type { Core } from '../../chat/context.ts';
import { type Block, type Document, heading, note, type PaperBlock } from '../../chat/document.ts';
import { listedPaper } from '../../chat/paper-card.ts';
import { showDay } from '../../text/show-day.ts';
import type { Span } from '../../text/span.ts';
import type { Highlights } from '../choosing/pick-highlights.ts';
import { localDay } from '../schedule/local-day.ts';
import { topicName } from '../subscribing/describe-subscription.ts';
import type { Subscription } from '../subscribing/subscription.ts';
import { postFooter } from './post-footer.ts';

/** More pictures than these make of a list a wall; and Discord, which counts them, would have no room for what stands below. */
const MOST_PICTURES = 5;

interface Post {
  readonly subscription: Subscription;
  readonly highlights: Highlights;
  /** Of papers that are discussed where it is posted, by their id: that they are, and the way there. */
  readonly discussed: ReadonlyMap<string, readonly Span[]>;
  /** What stands above the papers, where the subscription wants a chart. */
  readonly chart: readonly Block[];
  /** The instant that the post is for, and the next one, ISO 8601. */
  readonly slot: string;
  readonly next: string;
}

/** One post of a subscription: what day and topic it is for, its papers with why they are there, and what one can do about it. */
export function highlightPost(
  { subscription, highlights, discussed, chart, slot, next }: Post,
  core: Pick<Core, 'keepsakes'>,
): Document {
  const { topic, schedule } = subscription;
  const day = showDay(localDay(slot, schedule.zone));
  const title = `${highlights.from === 'archive' ? 'From the archive' : 'Highlights'}, ${day}`;
  return {
    blocks: [
      heading(topic === '' ? title : `${title}: ${topicName(subscription)}`),
      ...chart,
      ...beside(highlights),
      ...papers(highlights, discussed, core),
      ...postFooter(subscription, next, core),
    ],
  };
}

function papers({ papers }: Highlights, discussed: Post['discussed'], core: Pick<Core, 'keepsakes'>): PaperBlock[] {
  return papers.map(({ paper, why: words }) => {
    const talk = discussed.get(paper.id);
    const why: Span[] = [{ kind: 'text', text: talk === undefined ? words : `${words} · ` }, ...(talk ?? [])];
    const { thumbnail, ...listed } = listedPaper(paper, { why }, core);
    return papers.length > MOST_PICTURES || thumbnail === undefined ? listed : { ...listed, thumbnail };
  });
}

/** What stands beside the papers: that they are old, or that there were more. */
function beside({ from, passedOver: { more } }: Highlights): Block[] {
  if (from === 'archive') return [note('Nothing new came. These are older, and were not shown here yet.')];
  if (more === 0) return [];
  return [note(`The best are here; ${more === 1 ? 'one more was new' : `${more} more were new`}.`)];
}
