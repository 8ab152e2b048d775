import { paperUrl } from '../../chat/paper-card.ts';
import { formatBibtexEntry } from '../../papers/bibtex.ts';
import { formatByline, type Paper } from '../../papers/paper.ts';
import { sanitizeLine } from '../../text/format.ts';
import { texToText } from '../../text/tex/index.ts';

export const EXPORT_FORMATS = ['bibtex', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** In characters. Every platform shows this many in one message. */
const MAX_PAGE_LENGTH = 2800;
/** Each entry is a block, and Discord limits the blocks of a message. */
const MAX_PAGE_ENTRIES = 10;

/** Formats papers for export, in pages that fit in a message. An entry that is too long continues on the next page. */
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

/** A backslash doesn't escape these everywhere: an escaped backtick still ends a code span. */
const MARKDOWN_ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '`': '&#96;' };

/** Escapes everything that Markdown or HTML would interpret. */
function escapeMarkdown(text: string): string {
  return sanitizeLine(text).replace(
    /[&<`\\*_[\]~|#]/g,
    (character) => MARKDOWN_ENTITIES[character] ?? `\\${character}`,
  );
}

/** Splits a text into pieces that fit on a page, at spaces if possible. */
function splitToPageLength(text: string): string[] {
  if (text.length <= MAX_PAGE_LENGTH) return [text];
  const space = text.lastIndexOf(' ', MAX_PAGE_LENGTH - 1);
  const splitsSurrogatePair = /^[\udc00-\udfff]/.test(text.slice(MAX_PAGE_LENGTH));
  const end = space > 0 ? space + 1 : MAX_PAGE_LENGTH - Number(splitsSurrogatePair);
  return [text.slice(0, end), ...splitToPageLength(text.slice(end))];
}
