import { describe, expect, it } from 'vitest';
import { createActionStore, decodeAction } from '../../../src/chat/action.ts';
import { button } from '../../../src/chat/document.ts';
import { PAGE_SIZE, pageFooter, pageWindow } from '../../../src/chat/pagination.ts';
import { buttonsOf, textOf } from '../../fakes/core.ts';

function footer(options: { total: number; page?: number }) {
  const document = { blocks: pageFooter({ ...options, commandText: 'search rl' }) };
  const turns = [...buttonsOf(document)].map(([label, action]) => {
    const { text, replacesOriginal } = decodeAction(action, createActionStore());
    expect(replacesOriginal).toBe(true);
    return `${label}: ${text}`;
  });
  const [position] = document.blocks.filter(({ kind }) => kind === 'note');
  return { position: position && textOf({ blocks: [position] }), turns: turns.toSorted() };
}

describe('pageFooter', () => {
  it.each([
    ['is empty below a single page', { total: PAGE_SIZE }, undefined, []],
    ['is empty below an empty list', { total: 0 }, undefined, []],
    ['has Next on the first page', { total: 11 }, 'Page 1 of 3.', ['Next: search rl page:2']],
    [
      'has both buttons on a page in between',
      { total: 11, page: 2 },
      'Page 2 of 3.',
      ['Next: search rl page:3', 'Previous: search rl page:1'],
    ],
    ['has Previous on the last page', { total: 11, page: 3 }, 'Page 3 of 3.', ['Previous: search rl page:2']],
    [
      'leads back to the last page from beyond it',
      { total: 11, page: 9 },
      'There are only 3 pages.',
      ['Previous: search rl page:3'],
    ],
    [
      'leads back to the only page from beyond it',
      { total: 1, page: 2 },
      'There is only one page.',
      ['Previous: search rl page:1'],
    ],
  ])('%s', (_, options, position, turns) => {
    expect(footer(options)).toEqual({ position, turns });
  });

  it('has the extra controls in the same row', () => {
    const extraControls = [button('More', 'run:help')];
    const blocks = pageFooter({ total: 1, commandText: 'search rl', extraControls });
    expect(blocks).toEqual([{ kind: 'actions', controls: extraControls }]);
  });

  it('turns the pages of a long command', () => {
    const commandText = `search ${'a long query '.repeat(30)}`;
    const actions = [...buttonsOf({ blocks: pageFooter({ total: 9, commandText }) }).values()];
    expect(actions.map((action) => decodeAction(action, createActionStore()).text)).toEqual([`${commandText} page:2`]);
  });
});

describe('pageWindow', () => {
  it('puts each item on one page', () => {
    expect([pageWindow(), pageWindow(1), pageWindow(3)]).toEqual([
      { offset: 0, limit: PAGE_SIZE },
      { offset: 0, limit: PAGE_SIZE },
      { offset: 2 * PAGE_SIZE, limit: PAGE_SIZE },
    ]);
  });
});
