import { defineCommand } from '../src/chat/command.ts';
import { type Block, heading, note, time } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import type { Paper } from '../src/papers/paper.ts';
import { defaultMeasure, topPapers } from '../src/papers/top-papers.ts';
import { sourceRegistry } from '../src/sources/registry.ts';
import type { CommandServices } from './services.ts';

type TrendingServices = Pick<CommandServices, 'papers' | 'paperLookup' | 'cards' | 'now'>;

export const trending = defineCommand(
  {
    name: 'trending',
    description: `Lists the papers trending on ${sourceRegistry.titlesOffering('trending')}`,
    options: { page: PAGE_OPTION },
    audience: 'everyone',
    ephemeral: true,
    examples: ['trending', 'trending page:2'],
  },
  (services: TrendingServices) => ({
    run: async ({ page }, call) => {
      const { papers, status } = await loadTrending(services);
      const { offset, limit } = pageWindow(page);
      const shown = papers.slice(offset, offset + limit).map((paper) => ({ paper }));
      return {
        blocks: [
          heading('Trending papers'),
          status,
          ...(await services.cards.list(shown, call)),
          ...pageFooter({ total: papers.length, page, commandText: 'trending' }),
        ],
      };
    },
  }),
);

/** In the source's order, or the top papers of the last week if it isn't known. */
async function loadTrending({
  papers,
  paperLookup,
  now,
}: TrendingServices): Promise<{ papers: readonly Paper[]; status: Block }> {
  const known = await paperLookup.getTrending();
  const title = paperLookup.sourceOffering('trending')?.title ?? sourceRegistry.titlesOffering('trending');
  if (known !== undefined && known.papers.length > 0) {
    return { papers: known.papers, status: note(`Ranked by ${title}, as of `, time(known.at), '.') };
  }
  const by = defaultMeasure(papers.all());
  const { papers: top } = topPapers(papers.all(), { period: 'week', by, today: paperLookup.newestDay(now()) });
  const fallback = top.length === 0 ? 'No papers yet.' : `Here are the top papers of the last week, by ${by}.`;
  return { papers: top, status: note(`What's trending on ${title} isn't available right now. ${fallback}`) };
}
