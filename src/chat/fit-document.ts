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
 * to the same length; and if that is not enough, the blocks at the end give way to a line that says how many they were.
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
  let [fitting, tooMany] = [0, short.length];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (fits(build(firstOf(short, middle)))) fitting = middle;
    else tooMany = middle;
  }
  return build(firstOf(short, fitting));
}

function firstOf(blocks: readonly Block[], count: number): Document {
  return { blocks: [...blocks.slice(0, count), note(`… and ${blocks.length - count} more`)] };
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
