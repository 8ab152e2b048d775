import type { CallContext } from '../../chat/context.ts';
import type { PaperBlock } from '../../chat/document.ts';
import { type CompactCardContent, compactPaperCard, paperCard } from '../../chat/paper-card.ts';
import { isPrivatePlace } from '../../chat/place.ts';
import type { Paper } from '../../papers/paper.ts';
import { withTimeout } from '../../runtime/retry.ts';
import type { Span } from '../../text/spans.ts';
import { findDiscussionBadges } from '../discussions/discussion-list.ts';

/** A paper of a list, and how it stands in it. */
type PaperEntry = CompactCardContent & { readonly paper: Paper };

/** Longer than these milliseconds nobody waits for what only goes with the papers. */
const BADGES_TIMEOUT_MS = 500;
const NO_BADGES: ReadonlyMap<string, readonly Span[]> = new Map();

/** The papers on a page of a list. Those that are discussed in this channel say so, with the way there. */
export async function papersWithBadges(entries: readonly PaperEntry[], context: CallContext): Promise<PaperBlock[]> {
  const badges = await loadDiscussionBadges(
    entries.map(({ paper }) => paper),
    context,
  );
  return entries.map(({ paper, why, ...listed }) =>
    compactPaperCard(paper, { ...listed, why: joinWithSeparator([why ?? [], badges.get(paper.id) ?? []]) }, context),
  );
}

/** A paper by itself, as its source knows it by now, and whether it is discussed in this channel. */
export async function paperWithBadges(paper: Paper, context: CallContext): Promise<PaperBlock> {
  const current = await context.paperLookup.refreshPaper(paper);
  const badges = await loadDiscussionBadges([current], context);
  return paperCard(current, context, badges.get(current.id));
}

/**
 * What is said of these papers in a channel, by their ids. In private there are no discussions, so nobody is asked. A database that is away
 * or slow keeps no paper from whoever searches: they come without it.
 */
export async function loadDiscussionBadges(
  papers: readonly Paper[],
  { place, person, discussions }: Pick<CallContext, 'place' | 'person' | 'discussions'>,
): Promise<ReadonlyMap<string, readonly Span[]>> {
  if (isPrivatePlace(place, person)) return NO_BADGES;
  const badges = findDiscussionBadges(papers, place, { discussions }).catch((error: unknown) => {
    discussions.onBadgesUnavailable(error);
    return NO_BADGES;
  });
  return (await withTimeout(badges, BADGES_TIMEOUT_MS)) ?? NO_BADGES;
}

function joinWithSeparator(parts: readonly (readonly Span[])[]): Span[] {
  return parts
    .filter((part) => part.length > 0)
    .flatMap((part, at): readonly Span[] => (at === 0 ? part : [{ kind: 'text', text: ' · ' }, ...part]));
}
