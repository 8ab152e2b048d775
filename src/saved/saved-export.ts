import { homepage } from '../chat/paper-card.ts';
import { byline } from '../papers/byline.ts';
import type { Paper } from '../papers/paper.ts';
import { texToText } from '../text/tex.ts';
import { visible } from '../text/visible.ts';
import { bibtexEntry } from './bibtex.ts';

export const EXPORTS = ['bibtex', 'markdown'] as const;
export type ExportForm = (typeof EXPORTS)[number];

/** The most characters of a page: every platform shows them whole in one message. */
const PAGE_LENGTH = 2800;
/** So many entries are as many blocks, which Discord limits. */
const PAGE_ENTRIES = 10;

/** Papers in a form to take elsewhere, each a text, in pages that a message holds. An entry that is too long goes on in the next page. */
export function exportPages(papers: readonly Paper[], form: ExportForm): string[][] {
  const write = form === 'bibtex' ? bibtexEntry : markdownLine;
  const pages: string[][] = [];
  let room = 0;
  for (const piece of papers.flatMap((paper) => pieces(write(paper)))) {
    const page = pages.at(-1);
    if (page === undefined || piece.length > room || page.length === PAGE_ENTRIES) {
      pages.push([piece]);
      room = PAGE_LENGTH - piece.length;
    } else {
      page.push(piece);
      room -= piece.length;
    }
  }
  return pages;
}

/** "- [Safe Offline Walking](https://huggingface.co/papers/2401.12345): Ada Lovelace · Mar 1, 2025" */
export function markdownLine(paper: Paper): string {
  const about = markdownText(byline(paper));
  const url = homepage(paper).replace(/[()]/g, (bracket) => (bracket === '(' ? '%28' : '%29'));
  return `- [${markdownText(texToText(paper.title))}](${url})${about && `: ${about}`}`;
}

/** What is no letter to Markdown and HTML. A backtick would end a code span, escaped or not, so it is written as HTML does. */
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '`': '&#96;' };

/** Text that Markdown shows letter by letter. */
function markdownText(text: string): string {
  return visible(text).replace(/[&<`\\*_[\]~|#]/g, (mark) => ENTITIES[mark] ?? `\\${mark}`);
}

/** A text in pieces that a page holds, cut at spaces where it has any. */
function pieces(text: string): string[] {
  if (text.length <= PAGE_LENGTH) return [text];
  const space = text.lastIndexOf(' ', PAGE_LENGTH - 1);
  const isWithinCharacter = /^[\udc00-\udfff]/.test(text.slice(PAGE_LENGTH));
  const cut = space > 0 ? space + 1 : PAGE_LENGTH - Number(isWithinCharacter);
  return [text.slice(0, cut), ...pieces(text.slice(cut))];
}
