import { describe, expect, it } from 'vitest';
import { decodeAction } from '../../../src/chat/action.ts';
import { button } from '../../../src/chat/document.ts';
import { PAGE_SIZE, pageFooter, pageWindow } from '../../../src/chat/pagination.ts';
import { buttonsOf, createTestContext, textOf } from '../../fakes/core.ts';

function footer(options: { total: number; page?: number }) {
  const context = createTestContext();
  const document = { blocks: pageFooter({ ...options, commandText: 'search rl' }, context) };
  const turns = [...buttonsOf(document)].map(([label, action]) => {
    const { text, replacesOriginal } = decodeAction(action, context.actionStore);
    expect(replacesOriginal).toBe(true);
    return `${label}: ${text}`;
  });
  const [where] = document.blocks.filter(({ kind }) => kind === 'note');
  return { where: where && textOf({ blocks: [where] }), turns: turns.toSorted() };
}

describe('a list', () => {
  it.each([
    ['of one page has nothing below it', { total: PAGE_SIZE }, undefined, []],
    ['without anything has nothing below it', { total: 0 }, undefined, []],
    ['leads on from its first page', { total: 11 }, 'Page 1 of 3.', ['Next: search rl page:2']],
    [
      'leads both ways from its middle',
      { total: 11, page: 2 },
      'Page 2 of 3.',
      ['Next: search rl page:3', 'Previous: search rl page:1'],
    ],
    ['leads back from its last page', { total: 11, page: 3 }, 'Page 3 of 3.', ['Previous: search rl page:2']],
    [
      'leads back to its last page from beyond it',
      { total: 11, page: 9 },
      'There are only 3 pages.',
      ['Previous: search rl page:3'],
    ],
    [
      'of one page leads back to it from beyond it',
      { total: 1, page: 2 },
      'There is only one page.',
      ['Previous: search rl page:1'],
    ],
  ])('%s', (_, options, where, turns) => {
    expect(footer(options)).toEqual({ where, turns });
  });

  it('holds further buttons in the same row', () => {
    const extraControls = [button('More', 'run:help')];
    const blocks = pageFooter({ total: 1, commandText: 'search rl', extraControls }, createTestContext());
    expect(blocks).toEqual([{ kind: 'actions', controls: extraControls }]);
  });

  it('turns its pages however long its call is', () => {
    const context = createTestContext();
    const commandText = `search ${'a long query '.repeat(30)}`;
    const actions = [...buttonsOf({ blocks: pageFooter({ total: 9, commandText }, context) }).values()];
    expect(actions.map((action) => decodeAction(action, context.actionStore).text)).toEqual([`${commandText} page:2`]);
  });

  it('shows each paper on one page', () => {
    expect([pageWindow(), pageWindow(1), pageWindow(3)]).toEqual([
      { offset: 0, limit: PAGE_SIZE },
      { offset: 0, limit: PAGE_SIZE },
      { offset: 2 * PAGE_SIZE, limit: PAGE_SIZE },
    ]);
  });
});
