import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import type { CallContext } from '../src/chat/context.ts';
import { type Block, code, type Document, heading, note, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { papersWithBadges } from '../src/features/catalog/papers-with-badges.ts';
import { EXPORT_FORMATS, type ExportFormat, formatExportPages } from '../src/features/reading-list/paper-export.ts';
import { loadReadingList } from '../src/features/reading-list/reading-list.ts';
import type { Paper } from '../src/papers/paper.ts';
import { pluralize } from '../src/text/format.ts';

export const saved = defineCommand({
  name: 'saved',
  description: 'Lists the papers that you saved, or writes them as BibTeX or Markdown',
  options: {
    as: { kind: 'choice', description: 'In which form; a list unless you say', choices: ['list', ...EXPORT_FORMATS] },
    page: PAGE_OPTION,
  },
  audience: 'everyone',
  ephemeral: true,
  alwaysEphemeral: true,
  examples: ['saved', 'saved bibtex', 'saved markdown page:1'],
  run: async ({ as = 'list', page }, context) => {
    const { papers, missing } = await loadReadingList(context);
    const missingNotes = missing.length === 0 ? [] : [note(`Not here any more: ${missing.join(', ')}.`)];
    if (papers.length === 0) {
      return {
        blocks: [
          prose('You saved no paper yet. Press Save at one, or: ', code('/papers save <paper>')),
          ...missingNotes,
        ],
      };
    }
    return as === 'list'
      ? savedList(papers, page, missingNotes, context)
      : savedExport(papers, as, page, missingNotes, context);
  },
});

async function savedList(
  papers: readonly Paper[],
  page: number | undefined,
  missingNotes: Block[],
  context: CallContext,
): Promise<Document> {
  const { offset, limit } = pageWindow(page);
  const shown = papers.slice(offset, offset + limit).map((paper) => ({ paper, isSaved: true }));
  const extraControls = [exportButton('BibTeX', 'bibtex', context), exportButton('Markdown', 'markdown', context)];
  return {
    blocks: [
      heading(pluralize(papers.length, 'saved paper')),
      ...(await papersWithBadges(shown, context)),
      ...missingNotes,
      ...pageFooter({ total: papers.length, page, commandText: 'saved list', extraControls }, context),
    ],
  };
}

/** The texts stand in code, which platforms show letter by letter; addresses would be taken out of it, so Markdown is plain text. */
function savedExport(
  papers: readonly Paper[],
  form: ExportFormat,
  page = 1,
  missingNotes: Block[],
  context: CallContext,
): Document {
  const pages = formatExportPages(papers, form);
  const shown = pages[page - 1] ?? [];
  return {
    blocks: [
      heading(`${pluralize(papers.length, 'saved paper')} as ${form === 'bibtex' ? 'BibTeX' : 'Markdown'}`),
      ...shown.map((text) => prose(form === 'bibtex' ? code(text) : text)),
      ...missingNotes,
      ...pageFooter({ total: pages.length, page, pageSize: 1, commandText: `saved ${form}` }, context),
    ],
  };
}

function exportButton(label: string, form: ExportFormat, { actionStore }: CallContext) {
  return commandButton(label, { text: `saved ${form}`, replacesOriginal: false }, actionStore);
}
