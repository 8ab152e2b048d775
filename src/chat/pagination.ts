import { commandButton } from './action.ts';
import { actions, type Block, type Control, note } from './document.ts';
import type { Option } from './option.ts';

/** Few enough to read on a phone. */
export const PAGE_SIZE = 5;

/** The option of commands with a long list. */
export const PAGE_OPTION = {
  kind: 'integer',
  description: 'Page of the list',
  min: 1,
  max: 1000,
  hidden: true,
} as const satisfies Option;

/** The items on a page. */
export function pageWindow(page = 1): { offset: number; limit: number } {
  return { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
}

/** The end of a page: its number, and a row of buttons that turn the page and do `extraControls`. */
export function pageFooter({
  total,
  page = 1,
  pageSize = PAGE_SIZE,
  commandText,
  extraControls = [],
}: {
  readonly total: number;
  readonly page?: number | undefined;
  readonly pageSize?: number;
  /** The command as typed, without `page:`. */
  readonly commandText: string;
  readonly extraControls?: readonly Control[];
}): Block[] {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const pageButton = (label: string, targetPage: number): Control =>
    commandButton(label, `${commandText} page:${targetPage}`, { replacesOriginal: true });
  const controls = [
    ...(page > 1 ? [pageButton('Previous', Math.min(page - 1, last))] : []),
    ...(page < last ? [pageButton('Next', page + 1)] : []),
    ...extraControls,
  ];
  const position =
    page > last ? `There ${last === 1 ? 'is only one page' : `are only ${last} pages`}.` : `Page ${page} of ${last}.`;
  return [...(last > 1 || page > last ? [note(position)] : []), ...(controls.length > 0 ? [actions(...controls)] : [])];
}
