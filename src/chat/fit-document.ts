import { truncateSpans } from '../text/shorten-spans.ts';
import { type Block, type Document, note } from './document.ts';

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
