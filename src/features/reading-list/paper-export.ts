import { paperUrl } from '../../chat/paper-card.ts';
import { formatBibtexEntry } from '../../papers/bibtex.ts';
import { formatByline, type Paper } from '../../papers/paper.ts';
import { sanitizeLine } from '../../text/format.ts';
import { texToText } from '../../text/tex/index.ts';

export const EXPORT_FORMATS = ['bibtex', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The most characters of a page: every platform shows them whole in one message. */
const MAX_PAGE_LENGTH = 2800;
/** So many entries are as many blocks, which Discord limits. */
const MAX_PAGE_ENTRIES = 10;

/** Papers in a form to take elsewhere, each a text, in pages that a message holds. An entry that is too long goes on in the next page. */
export function formatExportPages(papers: readonly Paper[], format: ExportFormat): string[][] {
  const formatEntry = format === 'bibtex' ? formatBibtexEntry : formatMarkdownEntry;
  const pages: string[][] = [];
  let remainingLength = 0;
  for (const piece of papers.flatMap((paper) => splitToPageLength(formatEntry(paper)))) {
    const page = pages.at(-1);
    if (page === undefined || piece.length > remainingLength || page.length === MAX_PAGE_ENTRIES) {
      pages.push([piece]);
      remainingLength = MAX_PAGE_LENGTH - piece.length;
    } else {
      page.push(piece);
      remainingLength -= piece.length;
    }
  }
  return pages;
}

/** "- [Safe Offline Walking](https://huggingface.co/papers/2401.12345): Ada Lovelace · Mar 1, 2025" */
export function formatMarkdownEntry(paper: Paper): string {
  const details = escapeMarkdown(formatByline(paper));
  const url = paperUrl(paper).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
  return `- [${escapeMarkdown(texToText(paper.title))}](${url})${details && `: ${details}`}`;
}

/** What is no letter to Markdown and HTML. A backtick would end a code span, escaped or not, so it is written as HTML does. */
const MARKDOWN_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '`': '&#96;' };

/** Text that Markdown shows letter by letter. */
function escapeMarkdown(text: string): string {
  return sanitizeLine(text).replace(
    /[&<`\\*_[\]~|#]/g,
    (character) => MARKDOWN_ENTITIES[character] ?? `\\${character}`,
  );
}

/** A text in pieces that a page holds, cut at spaces where it has any. */
function splitToPageLength(text: string): string[] {
  if (text.length <= MAX_PAGE_LENGTH) return [text];
  const space = text.lastIndexOf(' ', MAX_PAGE_LENGTH - 1);
  const splitsSurrogatePair = /^[\udc00-\udfff]/.test(text.slice(MAX_PAGE_LENGTH));
  const end = space > 0 ? space + 1 : MAX_PAGE_LENGTH - Number(splitsSurrogatePair);
  return [text.slice(0, end), ...splitToPageLength(text.slice(end))];
}
