import { callButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { Context } from '../src/chat/context.ts';
import { type Block, code, type Document, heading, note, prose } from '../src/chat/document.ts';
import { PAGE, pageFooter, pageWindow } from '../src/chat/paging.ts';
import { papersHere } from '../src/chat/papers-here.ts';
import type { Paper } from '../src/papers/paper.ts';
import { savedPapers } from '../src/saved/keeper.ts';
import { EXPORTS, type ExportForm, exportPages } from '../src/saved/saved-export.ts';
import { counted } from '../src/text/counted.ts';

export const saved = defineCommand({
  name: 'saved',
  description: 'Lists the papers that you saved, or writes them as BibTeX or Markdown',
  options: {
    as: { kind: 'choice', description: 'In which form; a list unless you say', choices: ['list', ...EXPORTS] },
    page: PAGE,
  },
  audience: 'everyone',
  private: true,
  personal: true,
  examples: ['saved', 'saved bibtex', 'saved markdown page:1'],
  run: async ({ as = 'list', page }, context) => {
    const { papers, missing } = await savedPapers(context);
    const gone = missing.length === 0 ? [] : [note(`Not here any more: ${missing.join(', ')}.`)];
    if (papers.length === 0) {
      return {
        blocks: [prose('You saved no paper yet. Press Save at one, or: ', code('/papers save <paper>')), ...gone],
      };
    }
    return as === 'list' ? list(papers, page, gone, context) : written(papers, as, page, gone, context);
  },
});

async function list(
  papers: readonly Paper[],
  page: number | undefined,
  gone: Block[],
  context: Context,
): Promise<Document> {
  const { offset, limit } = pageWindow(page);
  const shown = papers.slice(offset, offset + limit).map((paper) => ({ paper, isSaved: true }));
  const also = [exportButton('BibTeX', 'bibtex', context), exportButton('Markdown', 'markdown', context)];
  return {
    blocks: [
      heading(counted(papers.length, 'saved paper')),
      ...(await papersHere(shown, context)),
      ...gone,
      ...pageFooter({ total: papers.length, page, call: 'saved list', also }, context),
    ],
  };
}

/** The texts stand in code, which platforms show letter by letter; addresses would be taken out of it, so Markdown is plain text. */
function written(papers: readonly Paper[], form: ExportForm, page = 1, gone: Block[], context: Context): Document {
  const pages = exportPages(papers, form);
  const shown = pages[page - 1] ?? [];
  return {
    blocks: [
      heading(`${counted(papers.length, 'saved paper')} as ${form === 'bibtex' ? 'BibTeX' : 'Markdown'}`),
      ...shown.map((text) => prose(form === 'bibtex' ? code(text) : text)),
      ...gone,
      ...pageFooter({ total: pages.length, page, pageSize: 1, call: `saved ${form}` }, context),
    ],
  };
}

function exportButton(label: string, form: ExportForm, { keepsakes }: Context) {
  return callButton(label, { text: `saved ${form}`, replaces: false }, keepsakes);
}
