import type { Chart } from '../runtime/charts/chart.ts';
import { type Span, truncateSpans } from '../text/spans.ts';

/**
 * A message as data. The adapter's `render` escapes its texts and keeps the platform's limits, so builders need to care
 * about neither.
 */
export interface Document {
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly spans: readonly Span[] }
  | { readonly kind: 'prose'; readonly spans: readonly Span[] }
  | PaperBlock
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'image'; readonly url: string; readonly alt: string }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'divider' }
  | { readonly kind: 'actions'; readonly controls: readonly Control[] }
  | { readonly kind: 'note'; readonly spans: readonly Span[] };

/** A paper, in a list or on its own. */
export interface PaperBlock {
  readonly kind: 'paper';
  readonly title: readonly Span[];
  /** The link of the title. */
  readonly url: string;
  /** Authors, date and reactions in one line. */
  readonly byline: readonly Span[];
  /** The paper's summary, or the sentence that matches a search. */
  readonly lead: readonly Span[];
  /** On the paper's own card only. */
  readonly abstract?: readonly Span[];
  /** Why the paper is listed: what matched, what it shares with another. */
  readonly why?: readonly Span[];
  readonly facts: readonly Fact[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly thumbnail?: { readonly url: string; readonly alt: string };
  readonly controls: readonly Control[];
}

export interface Fact {
  readonly label: string;
  readonly spans: readonly Span[];
}

/** `action` is an encoded action (`encodeAction`). */
export type Control =
  | { readonly kind: 'button'; readonly label: string; readonly action: string }
  | {
      readonly kind: 'menu';
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly action: string }[];
    };

/** For the builders below: `prose('No results for ', strong('safe rl'), '.')`. */
type Content = readonly (string | Span)[];

export function heading(...content: Content): Block {
  return { kind: 'heading', spans: toSpans(content) };
}

/** A paragraph. */
export function prose(...content: Content): Block {
  return { kind: 'prose', spans: toSpans(content) };
}

/** An aside, in small or muted text if the platform can. */
export function note(...content: Content): Block {
  return { kind: 'note', spans: toSpans(content) };
}

/** A row of buttons and menus. */
export function actions(...controls: readonly Control[]): Block {
  return { kind: 'actions', controls };
}

/** Plain text. */
export function text(text: string): Span {
  return { kind: 'text', text };
}

/** For matches of a search, names, topics. */
export function strong(text: string): Span {
  return { kind: 'strong', text };
}

/** For titles within a sentence. */
export function emphasis(text: string): Span {
  return { kind: 'emphasis', text };
}

/** For what people type or copy. */
export function code(text: string): Span {
  return { kind: 'code', text };
}

/** An instant, ISO 8601 in UTC, shown to everybody in their own time zone. */
export function time(at: string): Span {
  return { kind: 'time', at };
}

/** @param action an encoded action (`encodeAction`) */
export function button(label: string, action: string): Control {
  return { kind: 'button', label, action };
}

function toSpans(content: Content): Span[] {
  return content.map((part) => (typeof part === 'string' ? text(part) : part));
}

/** The charts of a document, without duplicates, for adapters that attach them as images. */
export function findCharts({ blocks }: Document): Chart[] {
  return [...new Set(blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : [])))];
}

/** Replaces charts by their alternative texts, for platforms that can't show them. */
export function replaceChartsWithText(
  { blocks }: Document,
  charts: readonly Chart[] = findCharts({ blocks }),
): Document {
  return {
    blocks: blocks.map((block) =>
      block.kind === 'chart' && charts.includes(block.chart) ? note(block.chart.alt) : block,
    ),
  };
}

/** How a platform renders a document, and whether it accepts the result. */
interface MessageBuilder<Built> {
  readonly build: (document: Document) => Built;
  /** Merges parts, if the document is too long. */
  readonly compact: (built: Built) => Built;
  readonly fits: (built: Built) => boolean;
}

/** The maximum lengths of texts, tried in this order until the message fits. */
const TEXT_LENGTHS = [2000, 1200, 700, 400, 280, 200, 140, 100, 60] as const;

/**
 * Builds a message within the platform's limits. If the document is too long, it merges parts, then shortens all texts
 * to the same length, then replaces the last blocks by a line with their number. The footer, a note and the controls,
 * stays if possible.
 */
export function fitDocument<Built>(
  document: Document,
  { build: buildFull, compact, fits }: MessageBuilder<Built>,
): Built {
  const full = buildFull(document);
  if (fits(full)) return full;
  const build = (shortened: Document): Built => compact(buildFull(shortened));
  for (const length of TEXT_LENGTHS) {
    const built = build(shortenDocument(document, length));
    if (fits(built)) return built;
  }
  const shortest = shortenDocument(document, TEXT_LENGTHS.at(-1) ?? 0).blocks;
  const truncated = truncateBlocks(shortest, countFooterBlocks(shortest), (candidate) => fits(build(candidate)));
  return build(
    truncated ?? truncateBlocks(shortest, 0, (candidate) => fits(build(candidate))) ?? takeBlocks(shortest, 0),
  );
}

/** How many blocks at the end are the footer. */
function countFooterBlocks(blocks: readonly Block[]): number {
  const [note, controls] = blocks.slice(-2);
  if (controls?.kind !== 'actions') return 0;
  return note?.kind === 'note' ? 2 : 1;
}

/** As many of the first blocks as fit before the footer; `undefined` if not even the footer fits. */
function truncateBlocks(
  blocks: readonly Block[],
  footer: number,
  fits: (document: Document) => boolean,
): Document | undefined {
  let [fitting, tooMany] = [-1, blocks.length - footer];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (fits(takeBlocks(blocks, middle, footer))) fitting = middle;
    else tooMany = middle;
  }
  return fitting < 0 ? undefined : takeBlocks(blocks, fitting, footer);
}

function takeBlocks(blocks: readonly Block[], count: number, footer = 0): Document {
  const end = blocks.length - footer;
  return { blocks: [...blocks.slice(0, count), note(`… and ${end - count} more`), ...blocks.slice(end)] };
}

function shortenDocument({ blocks }: Document, length: number): Document {
  return { blocks: blocks.map((block) => shortenBlock(block, length)) };
}

function shortenBlock(block: Block, length: number): Block {
  switch (block.kind) {
    case 'heading':
    case 'prose':
    case 'note':
      return { ...block, spans: truncateSpans(block.spans, length) };
    case 'facts':
      return { ...block, facts: block.facts.map((fact) => ({ ...fact, spans: truncateSpans(fact.spans, length) })) };
    case 'paper':
      return {
        ...block,
        title: truncateSpans(block.title, Math.max(length, 150)),
        byline: truncateSpans(block.byline, length),
        lead: truncateSpans(block.lead, length),
        ...(block.abstract && { abstract: truncateSpans(block.abstract, length) }),
        ...(block.why && { why: truncateSpans(block.why, length) }),
      };
    default:
      return block;
  }
}
