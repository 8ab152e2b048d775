import { type APIComponentInContainer, ComponentType } from 'discord.js';
import type { Block, Document } from '../../src/chat/document.ts';
import { note } from '../../src/chat/document.ts';
import { shortenSpans } from '../../src/text/shorten-spans.ts';
import { LIMITS } from './limits.ts';

type Build = (document: Document) => APIComponentInContainer[];

/** How long the texts of a document may be, tried in this order until the message fits. */
const LENGTHS = [2000, 1200, 700, 400, 280, 200, 140, 100, 60] as const;

/**
 * Builds a message that Discord takes. Where there are too many components, neighbouring texts become one; long texts are shortened, all
 * of them to the same length; and if that is not enough, the blocks at the end give way to a line that says how many they were.
 */
export function fitDocument(document: Document, buildApart: Build): APIComponentInContainer[] {
  const apart = buildApart(document);
  if (fits(apart)) return apart;
  const build: Build = (one) => withTextsJoined(buildApart(one));
  for (const length of LENGTHS) {
    const components = build(shortened(document, length));
    if (fits(components)) return components;
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

/** Texts that stand one below the other as one text with several lines. */
function withTextsJoined(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const joined: APIComponentInContainer[] = [];
  for (const component of components) {
    const last = joined.at(-1);
    if (component.type === ComponentType.TextDisplay && last?.type === ComponentType.TextDisplay) {
      joined[joined.length - 1] = { ...last, content: `${last.content}\n${component.content}` };
    } else joined.push(component);
  }
  return joined;
}

/** Whether components, all together, are within Discord's numbers. */
function fits(components: readonly APIComponentInContainer[]): boolean {
  const all = flatten(components);
  // The container is a component too.
  return all.length > 0 && all.length < LIMITS.components && textOf(all) <= LIMITS.text;
}

function flatten(components: readonly object[]): object[] {
  return components.flatMap((component) => [
    component,
    ...('components' in component ? flatten(component.components as object[]) : []),
    ...('accessory' in component ? [component.accessory as object] : []),
  ]);
}

function textOf(components: readonly object[]): number {
  return components.reduce(
    (sum, component) => sum + ('content' in component ? String(component.content).length : 0),
    0,
  );
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
