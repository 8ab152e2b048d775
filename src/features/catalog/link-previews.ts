import { commandButton } from '../../chat/action.ts';
import type { Document } from '../../chat/document.ts';
import type { LinkPreview } from '../../chat/interaction.ts';
import { paperCard } from '../../chat/paper-card.ts';
import type { ChannelSettings, Place } from '../../chat/place.ts';
import type { Paper } from '../../papers/paper.ts';
import { createThrottle } from '../../runtime/throttle.ts';
import { type ReferencedPapersDeps, resolveReferencedPapers } from './message-papers.ts';

/** Which papers were previewed in a channel within the last half hour. */
export interface RecentPreviews {
  /** False if the paper was previewed recently, so it shouldn't be again. */
  claim(place: Place, paper: Paper): boolean;
}

/** The channel setting that turns previews off. */
export const PREVIEWS_SETTING = { name: 'previews', off: 'off' } as const;

/** A message with this many links is a list, which cards would drown. */
const TOO_MANY_LINKS = 3;
const PREVIEW_COOLDOWN_MS = 30 * 60_000;

interface LinkPreviewsDeps extends ReferencedPapersDeps {
  readonly channelSettings: ChannelSettings;
  readonly recentPreviews: RecentPreviews;
}

/**
 * Cards for the paper links of a message, by the rules of GitHub's Slack app: not in channels that turned them off, not
 * for lists of links, and no paper twice within half an hour
 * (https://docs.github.com/en/integrations/how-tos/slack/use-github-in-slack).
 *
 * @param isDraft the message isn't sent yet, so only its author sees the cards, and they don't count as shown
 */
export async function createLinkPreviews(
  urls: readonly string[],
  isDraft: boolean,
  place: Place,
  deps: LinkPreviewsDeps,
): Promise<LinkPreview[]> {
  if (urls.length >= TOO_MANY_LINKS) return [];
  if ((await deps.channelSettings.get(place, PREVIEWS_SETTING.name)) === PREVIEWS_SETTING.off) return [];
  const referenced = await Promise.all(
    urls.map(async (url) => ({ url, papers: (await resolveReferencedPapers(url, deps)).known })),
  );
  return referenced.flatMap(({ url, papers: [paper] }) => {
    if (paper === undefined || !(isDraft || deps.recentPreviews.claim(place, paper))) return [];
    return [{ url, document: previewCard(paper, isDraft) }];
  });
}

/** In the memory of this process. */
export function createRecentPreviews(now: () => Date): RecentPreviews {
  const throttle = createThrottle(now);
  return {
    claim: ({ platform, tenant, channel }, { id }) =>
      throttle.tryAcquire(JSON.stringify([platform, tenant, channel, id]), PREVIEW_COOLDOWN_MS),
  };
}

/** A draft is in no channel yet, so there is nothing to turn previews off for. */
function previewCard(paper: Paper, isDraft: boolean): Document {
  const card = paperCard(paper);
  if (isDraft) return { blocks: [card] };
  const turnOffButton = commandButton('Turn off previews', `previews ${PREVIEWS_SETTING.off}`);
  return { blocks: [{ ...card, controls: [...card.controls, turnOffButton] }] };
}
