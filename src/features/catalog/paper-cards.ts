import type { PaperBlock } from '../../chat/document.ts';
import { type CompactCardContent, compactPaperCard, paperCard } from '../../chat/paper-card.ts';
import { type CallContext, isPrivatePlace, type Place } from '../../chat/place.ts';
import type { Paper } from '../../papers/paper.ts';
import type { Log } from '../../runtime/log.ts';
import { withTimeout } from '../../runtime/retry.ts';
import { createThrottle } from '../../runtime/throttle.ts';
import type { PaperLookup } from '../../sources/lookup.ts';
import type { Span } from '../../text/spans.ts';

/** Which papers are discussed in a channel. */
export interface DiscussionBadges {
  /** By paper id: that it is discussed, with a link to the discussion. */
  find(papers: readonly Paper[], place: Place): Promise<ReadonlyMap<string, readonly Span[]>>;
}

/** The cards of papers, for the person and channel of a call. */
export interface PaperCards {
  /** A paper on its own, refreshed from its source. */
  full(paper: Paper, call: CallContext): Promise<PaperBlock>;
  /** A page of a list. */
  list(entries: readonly PaperEntry[], call: CallContext): Promise<PaperBlock[]>;
  /** That a paper is discussed in the channel, with a link. */
  discussionBadge(paper: Paper, call: CallContext): Promise<readonly Span[] | undefined>;
}

/** A paper in a list, and what its card shows. */
type PaperEntry = CompactCardContent & { readonly paper: Paper };

const NO_BADGES: ReadonlyMap<string, readonly Span[]> = new Map();

interface PaperCardsDeps {
  readonly paperLookup: Pick<PaperLookup, 'refreshPaper'>;
  readonly discussionBadges: DiscussionBadges;
}

export function createPaperCards({ paperLookup, discussionBadges }: PaperCardsDeps): PaperCards {
  /** There are no discussions in private. */
  const findBadges = async (papers: readonly Paper[], call: CallContext) =>
    isPrivatePlace(call) ? NO_BADGES : discussionBadges.find(papers, call.place);
  return {
    async full(paper, call) {
      const current = await paperLookup.refreshPaper(paper);
      return paperCard(current, (await findBadges([current], call)).get(current.id));
    },
    async list(entries, call) {
      const papers = entries.map(({ paper }) => paper);
      const badges = await findBadges(papers, call);
      return entries.map(({ paper, why = [], ...content }) =>
        compactPaperCard(paper, { ...content, why: joinWithSeparator([why, badges.get(paper.id) ?? []]) }),
      );
    },
    discussionBadge: async (paper, call) => (await findBadges([paper], call)).get(paper.id),
  };
}

const BADGES_TIMEOUT_MS = 500;
const ERROR_LOG_INTERVAL_MS = 60_000;

/**
 * Badges that never delay or fail a reply: without them after a timeout or an error, which is logged at most once a
 * minute.
 */
export function createOptionalBadges(
  badges: DiscussionBadges,
  { log, now }: { readonly log: Log; readonly now: () => Date },
): DiscussionBadges {
  const throttle = createThrottle(now);
  return {
    async find(papers, place) {
      const found = badges.find(papers, place).catch((error: unknown) => {
        if (throttle.tryAcquire('badges', ERROR_LOG_INTERVAL_MS)) {
          log.error({ err: error }, 'failed to load discussion badges, replying without them');
        }
        return NO_BADGES;
      });
      return (await withTimeout(found, BADGES_TIMEOUT_MS)) ?? NO_BADGES;
    },
  };
}

function joinWithSeparator(parts: readonly (readonly Span[])[]): Span[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, at): readonly Span[] => (at === 0 ? part : [{ kind: 'text', text: ' · ' }, ...part]));
}
