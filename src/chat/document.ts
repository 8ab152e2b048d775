import type { Chart } from '../runtime/charts/chart.ts';
import { type Span, truncateSpans } from '../text/spans.ts';

/**
 * What Paperboy says, as data. An adapter's `render` turns it into its platform's own form, escapes every text and keeps the
 * platform's limits; whoever builds a document thinks of neither.
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

/** A paper, in a list or by itself. */
export interface PaperBlock {
  readonly kind: 'paper';
  readonly title: readonly Span[];
  /** Where the title leads. */
  readonly url: string;
  /** Who wrote it, when, and how it was received, in one line. */
  readonly byline: readonly Span[];
  /** The one sentence to read: the paper's summary, or the sentence that answers a search. */
  readonly lead: readonly Span[];
  /** The whole abstract, on the paper's own card. */
  readonly abstract?: readonly Span[];
  /** Why this paper is here: what matched, what it shares. */
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

/** Something to press. `action` is an encoded action (`action.ts`). */
export type Control =
  | { readonly kind: 'button'; readonly label: string; readonly action: string }
  | {
      readonly kind: 'menu';
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly action: string }[];
    };

/** Text or spans, for the builders below: `prose('Nothing found for ', strong('safe rl'), '.')`. */
type Content = readonly (string | Span)[];

/** What the blocks below are about, in one line. */
export function heading(...content: Content): Block {
  return { kind: 'heading', spans: toSpans(content) };
}

/** A paragraph. */
export function prose(...content: Content): Block {
  return { kind: 'prose', spans: toSpans(content) };
}

/** An aside: shown smaller or paler, where a platform can. */
export function note(...content: Content): Block {
  return { kind: 'note', spans: toSpans(content) };
}

/** Words as they are. */
export function text(words: string): Span {
  return { kind: 'text', text: words };
}

/** Words that stand out: matches of a search, names, titles. */
export function strong(text: string): Span {
  return { kind: 'strong', text };
}

/** Words of another kind than those around them, such as a title in a sentence. */
export function emphasis(text: string): Span {
  return { kind: 'emphasis', text };
}

/** What one types or copies letter by letter. */
export function code(text: string): Span {
  return { kind: 'code', text };
}

/** An instant, ISO 8601 in UTC: everybody reads it in their own zone. */
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

/** The charts of a document, each once: an adapter that shows pictures has them drawn, and sends them along. */
export function findCharts({ blocks }: Document): Chart[] {
  return [...new Set(blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : [])))];
}

/** A document that says in words what its charts show, for where they can't be shown: all of them, unless told which. */
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

/** How a platform makes a message of a document, and what it takes. */
interface MessageBuilder<Built> {
  readonly build: (document: Document) => Built;
  /** The same with fewer parts, tried where a document is too long as it is. */
  readonly compact: (built: Built) => Built;
  readonly fits: (built: Built) => boolean;
}

/** How long the texts of a document may be, tried in this order until the message fits. */
const TEXT_LENGTHS = [2000, 1200, 700, 400, 280, 200, 140, 100, 60] as const;

/**
 * Builds a message that a platform takes. Where there is too much, neighbouring parts become one; long texts are shortened, all of them
 * to the same length; and if that is not enough, the last blocks give way to a line that says how many they were. What stands at the
 * very end, a note and what one can do, stays if it can.
 */
export function fitDocument<Built>(
  document: Document,
  { build: buildFull, compact, fits }: MessageBuilder<Built>,
): Built {
  const full = buildFull(document);
  if (fits(full)) return full;
  const build = (one: Document): Built => compact(buildFull(one));
  for (const length of TEXT_LENGTHS) {
    const built = build(shortenDocument(document, length));
    if (fits(built)) return built;
  }
  const shortest = shortenDocument(document, TEXT_LENGTHS.at(-1) ?? 0).blocks;
  const truncated = truncateBlocks(shortest, countFooterBlocks(shortest), (one) => fits(build(one)));
  return build(truncated ?? truncateBlocks(shortest, 0, (one) => fits(build(one))) ?? takeBlocks(shortest, 0));
}

/** How many blocks at the end belong below the others: a note and controls. */
function countFooterBlocks(blocks: readonly Block[]): number {
  const [note, controls] = blocks.slice(-2);
  if (controls?.kind !== 'actions') return 0;
  return note?.kind === 'note' ? 2 : 1;
}

/** As many of the first blocks as fit before the last few; nothing where not even those fit. */
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
