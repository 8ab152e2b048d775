import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, heading, note, time } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { HUGGING_FACE } from '../src/features/catalog/hugging-face-search.ts';
import { papersWithBadges } from '../src/features/catalog/papers-with-badges.ts';
import { latestListingDay } from '../src/papers/dates.ts';
import type { Paper } from '../src/papers/paper.ts';
import { defaultMeasure, topPapers } from '../src/papers/top-papers.ts';

export const trending = defineCommand({
  name: 'trending',
  description: 'Lists what is trending on Hugging Face right now',
  options: { page: PAGE_OPTION },
  audience: 'everyone',
  ephemeral: true,
  examples: ['trending', 'trending page:2'],
  run: async ({ page }, context) => {
    const { papers, header } = await loadTrending(context);
    const { offset, limit } = pageWindow(page);
    const shown = papers.slice(offset, offset + limit).map((paper) => ({ paper }));
    return {
      blocks: [
        ...header,
        ...(await papersWithBadges(shown, context)),
        ...pageFooter({ total: papers.length, page, commandText: 'trending' }, context),
      ],
    };
  },
});

/** What Hugging Face says is trending, in its order; where nobody knows, the best of the last week stand in for it. */
async function loadTrending(context: CallContext): Promise<{ papers: readonly Paper[]; header: Block[] }> {
  const known = await context.paperLookup.getTrending();
  if (known !== undefined && known.papers.length > 0) {
    const asOfNote = note(`As ${HUGGING_FACE} ranks them, as of `, time(known.at), '.');
    return { papers: known.papers, header: [heading('Trending papers'), asOfNote] };
  }
  const all = context.papers.all();
  const by = defaultMeasure(all);
  const { papers } = topPapers(all, { period: 'week', by, today: latestListingDay(context.now()) });
  const fallbackNote =
    papers.length === 0
      ? 'and no paper here has a day that has come'
      : `so these are the best of the last week, by ${by}`;
  return {
    papers,
    header: [
      heading('Trending papers'),
      note(`What is trending on ${HUGGING_FACE} is not known here now, ${fallbackNote}.`),
    ],
  };
}
