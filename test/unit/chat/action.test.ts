import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  commandButton,
  createActionStore,
  decodeAction,
  encodeAction,
  MAX_ACTION_LENGTH,
  storeLongActions,
} from '../../../src/chat/action.ts';
import { actions, type Block, type Document, prose } from '../../../src/chat/document.ts';
import { UserError } from '../../../src/runtime/errors.ts';

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ maxLength: 120 }).map((text) => `#${text}`),
  fc.string({ maxLength: 120 }).map((text) => `\\${text}`),
  fc.string({ minLength: 80, maxLength: 110 }),
);

function actionsIn({ blocks }: Document): string[] {
  return blocks
    .flatMap((block) => ('controls' in block ? block.controls : []))
    .flatMap((control) => (control.kind === 'button' ? control.action : control.choices.map(({ action }) => action)));
}

describe('encodeAction', () => {
  it('is undone by decodeAction, before and after storeLongActions, for any text', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, replacesOriginal) => {
        const actionStore = createActionStore();
        const document = { blocks: [actions(commandButton('Go', text, { replacesOriginal }))] };
        const [encoded = ''] = actionsIn(document);
        const [stored = ''] = actionsIn(storeLongActions(document, actionStore));
        expect(stored.length).toBeLessThanOrEqual(MAX_ACTION_LENGTH);
        expect(decodeAction(encoded, actionStore)).toEqual({ text, replacesOriginal });
        expect(decodeAction(stored, actionStore)).toEqual({ text, replacesOriginal });
      }),
      { numRuns: 500 },
    );
    expect(MAX_ACTION_LENGTH).toBeLessThanOrEqual(100);
  });

  it.each(['search safe rl page:2', 'show 2401.12345', 'search 😀 "a\nphrase"'])(
    'makes a short action that still works after a restart: %j',
    (text) => {
      const encoded = encodeAction({ text, replacesOriginal: true });
      expect(decodeAction(encoded, createActionStore())).toEqual({ text, replacesOriginal: true });
    },
  );
});

describe('decodeAction', () => {
  it.each(['', 'nonsense', 'run', 'RUN:help', `run:#${'a'.repeat(16)}`, 'turn:#'])(
    'refuses an unknown action or one whose text was not found: %j',
    (encoded) => {
      expect(() => decodeAction(encoded, createActionStore())).toThrow(
        new UserError('This button has expired. Run the command again to get a new one.'),
      );
    },
  );
});

describe('storeLongActions', () => {
  const long = `search ${'walking '.repeat(20)}`;

  it('shortens the actions of buttons, menus and papers, and leaves all else as it is', () => {
    const paper = { kind: 'paper', title: [], url: '', byline: [], lead: [], facts: [], links: [] } as const;
    const menu = { kind: 'menu', label: 'More', choices: [{ label: 'Go', action: `run:${long}` }] } as const;
    const blocks: Block[] = [
      prose('Hello'),
      { ...paper, controls: [commandButton('Go', long)] },
      actions(menu, commandButton('Go', 'show 1')),
    ];
    const actionStore = createActionStore();
    const stored = storeLongActions({ blocks }, actionStore);
    const [inPaper = '', inMenu = '', short] = actionsIn(stored);
    expect([inPaper.length, inMenu, short]).toEqual(['run:#'.length + 16, inPaper, 'run:show 1']);
    expect(decodeAction(inPaper, actionStore).text).toBe(long);
    expect(stored.blocks[0]).toBe(blocks[0]);
  });

  it('changes nothing the second time', () => {
    const actionStore = createActionStore();
    const stored = storeLongActions({ blocks: [actions(commandButton('Go', long, { opensForm: true }))] }, actionStore);
    expect(storeLongActions(stored, actionStore)).toEqual(stored);
  });
});
