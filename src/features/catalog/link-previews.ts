import { commandButton } from '../../chat/action.ts';
import type { CallContext } from '../../chat/context.ts';
import type { Document } from '../../chat/document.ts';
import type { LinkPreview } from '../../chat/interaction.ts';
import { paperCard } from '../../chat/paper-card.ts';
import type { Place } from '../../chat/place.ts';
import type { Paper } from '../../papers/paper.ts';
import { resolveReferencedPapers } from './message-papers.ts';

/** Which papers' cards were shown in a channel a short while ago. */
export interface RecentPreviews {
  /** Notes that a card is shown now. False where it was a short while ago: then it is not to be. */
  claim(place: Place, paper: Paper): boolean;
}

/** The setting of a channel by which no cards are shown in it, and its value then. */
export const PREVIEWS_SETTING = { name: 'previews', off: 'off' } as const;

/** From so many links on, a message is a list, and cards would bury it. */
const TOO_MANY_LINKS = 3;
const PREVIEW_COOLDOWN_MS = 30 * 60_000;
const MAX_RECENT_PREVIEWS = 10_000;

/**
 * The cards for the links of one message: for papers that are here or that a live source has, where the channel wants cards, for few
 * links, and for no paper twice within half an hour. These are the manners that people know from the best integrations
 * (https://docs.github.com/en/integrations/how-tos/slack/use-github-in-slack).
 *
 * @param isDraft whether the message is still being written: its cards are for its author alone, and count as shown to nobody
 */
export async function createLinkPreviews(
  urls: readonly string[],
  isDraft: boolean,
  context: CallContext,
): Promise<LinkPreview[]> {
  if (urls.length >= TOO_MANY_LINKS) return [];
  if ((await context.channelSettings.get(context.place, PREVIEWS_SETTING.name)) === PREVIEWS_SETTING.off) return [];
  // All at once: who posted a link waits for none of the others.
  const referenced = await Promise.all(
    urls.map(async (url) => ({ url, papers: (await resolveReferencedPapers(url, context)).known })),
  );
  return referenced.flatMap(({ url, papers: [paper] }) => {
    if (paper === undefined || !(isDraft || context.recentPreviews.claim(context.place, paper))) return [];
    return [{ url, document: previewCard(paper, isDraft, context) }];
  });
}

/** Remembers for half an hour, in this process alone. */
export function createRecentPreviews(now: () => Date): RecentPreviews {
  const shown = new Map<string, number>();
  return {
    claim({ platform, tenant, channel }, { id }) {
      const key = JSON.stringify([platform, tenant, channel, id]);
      const at = now().getTime();
      if (at - (shown.get(key) ?? Number.NEGATIVE_INFINITY) < PREVIEW_COOLDOWN_MS) return false;
      shown.delete(key);
      shown.set(key, at);
      const oldest = shown.keys().next().value;
      if (shown.size > MAX_RECENT_PREVIEWS && oldest !== undefined) shown.delete(oldest);
      return true;
    },
  };
}

/** A draft is in no channel yet, so nothing can be switched off from it. */
function previewCard(paper: Paper, isDraft: boolean, context: CallContext): Document {
  const card = paperCard(paper, context);
  if (isDraft) return { blocks: [card] };
  const turnOffButton = commandButton(
    'No cards here',
    { text: `previews ${PREVIEWS_SETTING.off}`, replacesOriginal: false },
    context.actionStore,
  );
  return { blocks: [{ ...card, controls: [...card.controls, turnOffButton] }] };
}
