import { commandButton } from '../src/chat/action.ts';
import { defineCommand } from '../src/chat/command.ts';
import { code, heading, note, prose } from '../src/chat/document.ts';
import { PAGE_OPTION, pageFooter, pageWindow } from '../src/chat/pagination.ts';
import { EXPORT_FORMATS, formatExportPages } from '../src/features/reading-list/paper-export.ts';
import { loadReadingList } from '../src/features/reading-list/reading-list.ts';
import { pluralize } from '../src/text/format.ts';
import type { CommandServices } from './services.ts';

export const saved = defineCommand(
  {
    name: 'saved',
    description: 'Shows or exports your reading list',
    options: {
      as: { kind: 'choice', description: 'Format. Default: list', choices: ['list', ...EXPORT_FORMATS] },
      page: PAGE_OPTION,
    },
    audience: 'everyone',
    ephemeral: true,
    alwaysEphemeral: true,
    examples: ['saved', 'saved bibtex', 'saved markdown page:1'],
  },
  ({ cards, ...deps }: Pick<CommandServices, 'cards' | 'papers' | 'readingLists'>) => ({
    run: async ({ as: format = 'list', page = 1 }, call) => {
      const { papers, missing } = await loadReadingList(deps, call);
      const missingNotes = missing.length === 0 ? [] : [note(`No longer available: ${missing.join(', ')}.`)];
      if (papers.length === 0) {
        const hint = prose(
          'Your reading list is empty. Press Save on a paper, or type ',
          code('/papers save <paper>'),
          '.',
        );
        return { blocks: [hint, ...missingNotes] };
      }
      const count = pluralize(papers.length, 'saved paper');
      if (format === 'list') {
        const { offset, limit } = pageWindow(page);
        const shown = papers.slice(offset, offset + limit).map((paper) => ({ paper, isSaved: true }));
        const extraControls = [commandButton('BibTeX', 'saved bibtex'), commandButton('Markdown', 'saved markdown')];
        return {
          blocks: [
            heading(count),
            ...(await cards.list(shown, call)),
            ...missingNotes,
            ...pageFooter({ total: papers.length, page, commandText: 'saved list', extraControls }),
          ],
        };
      }
      const pages = formatExportPages(papers, format);
      // Platforms show code verbatim, but would break the links of Markdown in it.
      const texts = (pages[page - 1] ?? []).map((text) => prose(format === 'bibtex' ? code(text) : text));
      return {
        blocks: [
          heading(`${count} as ${format === 'bibtex' ? 'BibTeX' : 'Markdown'}`),
          ...texts,
          ...missingNotes,
          ...pageFooter({ total: pages.length, page, pageSize: 1, commandText: `saved ${format}` }),
        ],
      };
    },
  }),
);
