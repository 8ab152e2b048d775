import { pluralize } from '../../text/counted.ts';
import { formatDay } from '../../text/show-day.ts';
import type { ImportReport } from './import-files.ts';

/** An import for the person who ran it: a line for each file, with the day that was found for a page and from what, then the sum. */
export function describeImport({ files, papers, added, changed, total }: ImportReport, corpus: string): string {
  const lines = files.map(({ file, entries, capture }) => {
    const summary = `${file}: ${pluralize(entries, capture ? 'listing' : 'paper')}`;
    if (capture === undefined) return summary;
    if (capture.on === undefined) {
      return `${summary}, captured on ${formatDay(capture.captured)} of a year that nothing tells (${capture.reason}); import it with more pages, or state it with --captured`;
    }
    return `${summary}, captured on ${capture.on} (${capture.reason === 'stated' ? 'as stated' : `year inferred: ${capture.reason}`})`;
  });
  const entries = files.reduce((sum, file) => sum + file.entries, 0);
  const sum = `${pluralize(entries, 'entry', 'entries')} of ${pluralize(papers, 'paper')}: ${added} new, ${changed} changed, ${papers - added - changed} as they were.`;
  return [...lines, sum, `${corpus} holds ${pluralize(total, 'paper')}.`, ''].join('\n');
}
