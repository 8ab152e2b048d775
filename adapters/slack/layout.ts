import type { types } from '@slack/bolt';
import { type Document, fitDocument } from '../../src/chat/document.ts';
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
    compact: mergeAdjacentTexts,
    fits: (blocks) => blocks.length <= LIMITS.blocks[surface] && countCharacters(blocks) <= LIMITS.characters[surface],
  });
}

/** Texts that stand one below the other as one text with several lines. */
function mergeAdjacentTexts(blocks: readonly types.KnownBlock[]): types.KnownBlock[] {
  const merged: types.KnownBlock[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    const [above, below] = [findRichTextSection(last), findRichTextSection(block)];
    if (above && below) {
      const elements = [...above.elements, { type: 'text' as const, text: '\n' }, ...below.elements];
      merged[merged.length - 1] = { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
    } else merged.push(block);
  }
  return merged;
}

function findRichTextSection(block: types.KnownBlock | undefined): types.RichTextSection | undefined {
  const [section] = block?.type === 'rich_text' ? block.elements : [];
  return section?.type === 'rich_text_section' ? section : undefined;
}

function countCharacters(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + countCharacters(part), 0);
}

export function actionRows(elements: readonly types.ActionsBlockElement[]): types.KnownBlock[] {
  const rows = Math.ceil(elements.length / LIMITS.actionElements);
  return Array.from({ length: rows }, (_, row) => ({
    type: 'actions',
    elements: elements.slice(row * LIMITS.actionElements, (row + 1) * LIMITS.actionElements),
  }));
}
