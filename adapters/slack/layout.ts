import type { types } from '@slack/bolt';
import { type Document, fitDocument } from '../../src/chat/document.ts';
import { LIMITS } from './limits.ts';

/** Where blocks are shown. A `view` is a modal or the App Home. */
export type Surface = 'message' | 'view';

/** Blocks of a document, shortened to Slack's limits on their number and total size. */
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

/** Merges consecutive texts into one with several lines, which counts as one block. */
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

/** Buttons and menus in as many rows as Slack needs. */
export function actionRows(elements: readonly types.ActionsBlockElement[]): types.KnownBlock[] {
  const rows = Math.ceil(elements.length / LIMITS.actionElements);
  return Array.from({ length: rows }, (_, row) => ({
    type: 'actions',
    elements: elements.slice(row * LIMITS.actionElements, (row + 1) * LIMITS.actionElements),
  }));
}
