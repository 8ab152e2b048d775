import type { types } from '@slack/bolt';
import type { Document } from '../../src/chat/document.ts';
import { fitDocument } from '../../src/chat/fit-document.ts';
import { LIMITS } from './limits.ts';

/** Where blocks are shown: in a message, or in a modal or App Home. */
export type Surface = 'message' | 'view';

/** Builds the blocks of a message or view that Slack takes: at most so many, and so much in them. */
export function fitBlocks(
  document: Document,
  surface: Surface,
  build: (document: Document) => types.KnownBlock[],
): types.KnownBlock[] {
  return fitDocument(document, {
    build,
    join: withTextsJoined,
    fits: (blocks) => blocks.length <= LIMITS.blocks[surface] && charactersIn(blocks) <= LIMITS.characters[surface],
  });
}

/** Texts that stand one below the other as one text with several lines. */
function withTextsJoined(blocks: readonly types.KnownBlock[]): types.KnownBlock[] {
  const joined: types.KnownBlock[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const [above, below] = [sectionOf(last), sectionOf(block)];
    if (above && below) {
      const elements = [...above.elements, { type: 'text' as const, text: '\n' }, ...below.elements];
      joined[joined.length - 1] = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
    } else joined.push(block);
  }
  return joined;
}

function sectionOf(block: types.KnownBlock | undefined): types.RichTextSection | undefined {
  const [section] = block?.type === 'rich_text' ? block.elements : [];
  return section?.type === 'rich_text_section' ? section : undefined;
}

function charactersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + charactersIn(part), 0);
}
