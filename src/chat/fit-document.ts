import { shortenSpans } from '../text/shorten-spans.ts';
import { type Block, type Document, note } from './document.ts';

/** How a platform makes a message of a document, and what it takes. */
interface Platform<Built> {
  readonly build: (document: Document) => Built;
  /** The same with fewer parts, tried where a document is too long as it is. */
  readonly join: (built: Built) => Built;
  readonly fits: (built: Built) => boolean;
}

/** How long the texts of a document may be, tried in this order until the message fits. */
const LENGTHS = [2000, 1200, 700, 400, 280, 200, 140, 100, 60] as const;

/**
 * Builds a message that a platform takes. Where there is too much, neighbouring parts become one; long texts are shortened, all of them
 * to the same length; and if that is not enough, the last blocks give way to a line that says how many they were. What stands at the
 * very end, a note and what one can do, stays if it can.
 */
export function fitDocument<Built>(document: Document, { build: buildApart, join, fits }: Platform<Built>): Built {
  const apart = buildApart(document);
  if (fits(apart)) return apart;
  const build = (one: Document): Built => join(buildApart(one));
  for (const length of LENGTHS) {
    const built = build(shortened(document, length));
    if (fits(built)) return built;
  }
  const short = shortened(document, LENGTHS.at(-1) ?? 0).blocks;
  const footed = cut(short, footerOf(short), (one) => fits(build(one)));
  return build(footed ?? cut(short, 0, (one) => fits(build(one))) ?? firstOf(short, 0));
}

/** How many blocks at the end belong below the others: a note and controls. */
function footerOf(blocks: readonly Block[]): number {
  const [note, controls] = blocks.slice(-2);
  if (controls?.kind !== 'actions') return 0;
  return note?.kind === 'note' ? 2 : 1;
}

/** As many of the first blocks as fit before the last few; nothing where not even those fit. */
function cut(blocks: readonly Block[], footer: number, fits: (document: Document) => boolean): Document | undefined {
  let [fitting, tooMany] = [-1, blocks.length - footer];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (fits(firstOf(blocks, middle, footer))) fitting = middle;
    else tooMany = middle;
  }
  return fitting < 0 ? undefined : firstOf(blocks, fitting, footer);
}

function firstOf(blocks: readonly Block[], count: number, footer = 0): Document {
  const end = blocks.length - footer;
  return { blocks: [...blocks.slice(0, count), note(`… and ${end - count} more`), ...blocks.slice(end)] };
}

function shortened({ blocks }: Document, length: number): Document {
  return { blocks: blocks.map((block) => shortenedBlock(block, length)) };
}

function shortenedBlock(block: Block, length: number): Block {
  switch (block.kind) {
    case 'heading':
    case 'prose':
    case 'note':
      return { ...block, spans: shortenSpans(block.spans, length) };
    case 'facts':
      return { ...block, facts: block.facts.map((fact) => ({ ...fact, spans: shortenSpans(fact.spans, length) })) };
    case 'paper':
      return {
        ...block,
        title: shortenSpans(block.title, Math.max(length, 150)),
        byline: shortenSpans(block.byline, length),
        lead: shortenSpans(block.lead, length),
        ...(block.abstract && { abstract: shortenSpans(block.abstract, length) }),
        ...(block.why && { why: shortenSpans(block.why, length) }),
      };
    default:
      return block;
  }
}
