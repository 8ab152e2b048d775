import type { Block, Document, PaperBlock } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import { truncate } from '../../src/text/shorten.ts';
import type { Span } from '../../src/text/span.ts';
import { escapeMrkdwn } from './escape.ts';
import { LIMITS } from './limits.ts';

/** A document as the text that notifications show and screen readers read in place of its blocks. */
export function writeFallbackText({ blocks }: Document): string {
  const lines = blocks.flatMap(blockLines).filter((line) => line.trim() !== '');
  const keptLines: string[] = [];
  let remaining: number = LIMITS.fallback;
  for (const line of lines) {
    if (remaining < 2) break;
    keptLines.push(truncate(line, remaining));
    remaining -= line.length + 1;
  }
  return keptLines.map(escapeMrkdwn).join('\n');
}

/** A paper's byline and what else is known of it, as one line. */
export function paperDetailsLine({ byline, facts }: PaperBlock): string {
  const factTexts = facts.map(({ label, spans }) => `${label}: ${spansToPlainText(spans)}`);
  return [spansToPlainText(byline), ...factTexts].filter((part) => part.trim() !== '').join(' · ');
}

/** What a person reads of spans where Slack knows no styles. */
export function spansToPlainText(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? span.text : formatUtcTime(span.at))).join('');
}

/** An instant for where Slack can't show it in the reader's zone. */
export function formatUtcTime(at: string): string {
  return `${new Date(at).toISOString().replace('T', ' ').slice(0, 16)} UTC`;
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
    case 'prose':
    case 'note':
      return [spansToPlainText(block.spans)];
    case 'paper':
      return [
        spansToPlainText(block.title),
        paperDetailsLine(block),
        spansToPlainText(block.lead),
        spansToPlainText(block.abstract ?? []),
        spansToPlainText(block.why ?? []),
      ];
    case 'facts':
      return block.facts.map(({ label, spans }) => `${label}: ${spansToPlainText(spans)}`);
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
