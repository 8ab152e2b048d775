import type { Paper } from '../papers/paper.ts';
import { callButton } from './action.ts';
import type { Context } from './context.ts';
import type { Document } from './document.ts';
import { paperCard } from './paper-card.ts';
import { papersFoundIn } from './papers-in-message.ts';
import type { Place } from './place.ts';

/** A card for a link that somebody posted. */
export interface LinkCard {
  readonly url: string;
  readonly document: Document;
}

/** Which papers' cards were shown in a channel a short while ago. */
export interface RecentCards {
  /** Notes that a card is shown now. False where it was a short while ago: then it is not to be. */
  claim(place: Place, paper: Paper): boolean;
}

/** The setting of a channel by which no cards are shown in it, and its value then. */
export const PREVIEWS = { name: 'previews', off: 'off' } as const;

/** From so many links on, a message is a list, and cards would bury it. */
const TOO_MANY = 3;
const QUIET_MS = 30 * 60_000;
const MOST_REMEMBERED = 10_000;

/**
 * The cards for the links of one message: for papers that are here or that a live source has, where the channel wants cards, for few
 * links, and for no paper twice within half an hour. These are the manners that people know from the best integrations
 * (https://docs.github.com/en/integrations/how-tos/slack/use-github-in-slack).
 *
 * @param isDraft whether the message is still being written: its cards are for its author alone, and count as shown to nobody
 */
export async function linkCards(urls: readonly string[], isDraft: boolean, context: Context): Promise<LinkCard[]> {
  if (urls.length >= TOO_MANY) return [];
  if ((await context.channelSettings.get(context.place, PREVIEWS.name)) === PREVIEWS.off) return [];
  // All at once: who posted a link waits for none of the others.
  const named = await Promise.all(
    urls.map(async (url) => ({ url, papers: (await papersFoundIn(url, context)).known })),
  );
  return named.flatMap(({ url, papers: [paper] }) => {
    if (paper === undefined || !(isDraft || context.recentCards.claim(context.place, paper))) return [];
    return [{ url, document: cardOf(paper, isDraft, context) }];
  });
}

/** Remembers for half an hour, in this process alone. */
export function createRecentCards(now: () => Date): RecentCards {
  const shown = new Map<string, number>();
  return {
    claim({ platform, tenant, channel }, { id }) {
      const key = JSON.stringify([platform, tenant, channel, id]);
      const at = now().getTime();
      if (at - (shown.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return false;
      shown.delete(key);
      shown.set(key, at);
      const oldest = shown.keys().next().value;
      if (shown.size > MOST_REMEMBERED && oldest !== undefined) shown.delete(oldest);
      return true;
    },
  };
}

/** A draft is in no channel yet, so nothing can be switched off from it. */
function cardOf(paper: Paper, isDraft: boolean, context: Context): Document {
  const card = paperCard(paper, context);
  if (isDraft) return { blocks: [card] };
  const off = callButton('No cards here', { text: `previews ${PREVIEWS.off}`, replaces: false }, context.keepsakes);
  return { blocks: [{ ...card, controls: [...card.controls, off] }] };
}
