import { commandButton } from './action.ts';
import type { CallContext } from './context.ts';
import { type Block, type Control, note } from './document.ts';
import type { Option } from './option.ts';

/** Papers on a page: few enough to read on a phone. */
export const PAGE_SIZE = 5;

/** The option that a command with a long list has. */
export const PAGE_OPTION = {
  kind: 'integer',
  description: 'Which page of the list',
  min: 1,
  max: 1000,
  hidden: true,
} as const satisfies Option;

/** Which part of a list a page shows. */
export function pageWindow(page = 1): { offset: number; limit: number } {
  return { offset: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE };
}

/**
 * What stands below a page of a list: where one is, and buttons to turn the page.
 *
 * @param call the call of the list as one would type it, without `page:`
 * @param also further buttons for the same row
 */
export function pageFooter(
  {
    total,
    page = 1,
    pageSize = PAGE_SIZE,
    commandText,
    extraControls = [],
  }: {
    total: number;
    page?: number | undefined;
    pageSize?: number;
    commandText: string;
    extraControls?: readonly Control[];
  },
  context: Pick<CallContext, 'actionStore'>,
): Block[] {
  const last = Math.max(1, Math.ceil(total / pageSize));
  const pageButton = (label: string, targetPage: number): Control =>
    commandButton(label, { text: `${commandText} page:${targetPage}`, replacesOriginal: true }, context.actionStore);
  const controls = [
    ...(page > 1 ? [pageButton('Previous', Math.min(page - 1, last))] : []),
    ...(page < last ? [pageButton('Next', page + 1)] : []),
    ...extraControls,
  ];
  const position =
    page > last ? `There ${last === 1 ? 'is only one page' : `are only ${last} pages`}.` : `Page ${page} of ${last}.`;
  return [
    ...(last > 1 || page > last ? [note(position)] : []),
    ...(controls.length > 0 ? [{ kind: 'actions' as const, controls }] : []),
  ];
}
