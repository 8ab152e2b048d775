import { counted } from '../../text/counted.ts';
import { showDay } from '../../text/show-day.ts';
import type { ImportReport } from './import-files.ts';

/** An import for the person who ran it: a line for each file, with the day that was found for a page and from what, then the sum. */
export function describeImport({ files, papers, added, changed, total }: ImportReport, corpus: string): string {
  const lines = files.map(({ file, listings, capture }) => {
    const brought = `${file}: ${counted(listings, capture ? 'listing' : 'paper')}`;
    if (capture === undefined) return brought;
    if (capture.on === undefined) {
      return `${brought}, captured on ${showDay(capture.captured)} of a year that nothing tells (${capture.because}); import it with more pages, or state it with --captured`;
    }
    return `${brought}, captured on ${capture.on} (${capture.because === 'stated' ? 'as stated' : `year inferred: ${capture.because}`})`;
  });
  const listings = files.reduce((sum, file) => sum + file.listings, 0);
  const sum = `${counted(listings, 'entry', 'entries')} of ${counted(papers, 'paper')}: ${added} new, ${changed} changed, ${papers - added - changed} as they were.`;
  return [...lines, sum, `${corpus} holds ${counted(total, 'paper')}.`, ''].join('\n');
}
