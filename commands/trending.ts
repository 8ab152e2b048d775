import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, heading, note, time } from '../src/chat/document.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { papersHere } from '../src/chat/papers-here.ts';
import { HUGGING_FACE } from '../src/chat/search-hugging-face.ts';
import { newestDay } from '../src/papers/newest-day.ts';
import type { Paper } from '../src/papers/paper.ts';
import { knownMeasure, topPapers } from '../src/papers/top-papers.ts';

export const trending = defineCommand({
  name: 'trending',
  description: 'Lists what is trending on Hugging Face right now',
  options: { page: PAGE },
  audience: 'everyone',
  private: true,
  examples: ['trending', 'trending page:2'],
  run: async ({ page }, context) => {
    const { papers, opening } = await trendingNow(context);
    const { offset, limit } = pageWindow(page);
    const shown = papers.slice(offset, offset + limit).map((paper) => ({ paper }));
    return {
      blocks: [
        ...opening,
        ...(await papersHere(shown, context)),
        ...pageFooter({ total: papers.length, page, call: 'trending' }, context),
      ],
    };
  },
});

/** What Hugging Face says is trending, in its order; where nobody knows, the best of the last week stand in for it. */
async function trendingNow(context: Context): Promise<{ papers: readonly Paper[]; opening: Block[] }> {
  const known = await context.live.trending();
  if (known !== undefined && known.papers.length > 0) {
    const age = note(`As ${HUGGING_FACE} ranks them, as of `, time(known.at), '.');
    return { papers: known.papers, opening: [heading('Trending papers'), age] };
  }
  const all = context.papers.all();
  const by = knownMeasure(all);
  const { papers } = topPapers(all, { period: 'week', by, today: newestDay(context.now()) });
  const instead =
    papers.length === 0
      ? 'and no paper here has a day that has come'
      : `so these are the best of the last week, by ${by}`;
  return {
    papers,
    opening: [
      heading('Trending papers'),
      note(`What is trending on ${HUGGING_FACE} is not known here now, ${instead}.`),
    ],
  };
}
