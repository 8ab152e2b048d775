import type { Block, Document, PaperBlock } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import { shorten } from '../../src/text/shorten.ts';
import type { Span } from '../../src/text/span.ts';
import { escapeMarkup } from './escape.ts';
import { LIMITS } from './limits.ts';

/** A document as the text that notifications show and screen readers read in place of its blocks. */
export function writeFallback({ blocks }: Document): string {
  const lines = blocks.flatMap(linesOf).filter((line) => line.trim() !== '');
  const kept: string[] = [];
  let left: number = LIMITS.fallback;
  for (const line of lines) {
    if (left < 2) break;
    kept.push(shorten(line, left));
    left -= line.length + 1;
  }
  return kept.map(escapeMarkup).join('\n');
}

/** A paper's byline and what else is known of it, as one line. */
export function paperDetails({ byline, facts }: PaperBlock): string {
  const known = facts.map(({ label, spans }) => `${label}: ${writePlain(spans)}`);
  return [writePlain(byline), ...known].filter((part) => part.trim() !== '').join(' · ');
}

/** What a person reads of spans where Slack knows no styles. */
export function writePlain(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? span.text : writeTime(span.at))).join('');
}

/** An instant for where Slack can't show it in the reader's zone. */
export function writeTime(at: string): string {
  return `${new Date(at).toISOString().replace('T', ' ').slice(0, 16)} UTC`;
}

function linesOf(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
    case 'prose':
    case 'note':
      return [writePlain(block.spans)];
    case 'paper':
      return [
        writePlain(block.title),
        paperDetails(block),
        writePlain(block.lead),
        writePlain(block.abstract ?? []),
        writePlain(block.why ?? []),
      ];
    case 'facts':
      return block.facts.map(({ label, spans }) => `${label}: ${writePlain(spans)}`);
    case 'image':
      return [block.alt];
    case 'chart':
      return [block.chart.alt];
    case 'divider':
    case 'actions':
      return [];
    default:
      return unreachable(block);
  }
}
