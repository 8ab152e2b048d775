import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../../adapters/console/render.ts';
import { button, code, type Document, heading, note, prose, strong } from '../../../../src/chat/document.ts';
import { paperCard } from '../../../../src/chat/paper-card.ts';
import { HOSTILE, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';
import { documents } from '../../../fixtures/documents.ts';

const GOLDEN = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'chat');
const link = { kind: 'link', text: 'the page', url: 'https://example.org/a_(b)' } as const;

const samples: Readonly<Record<string, Document>> = {
  card: { blocks: [paperCard(SAFE_WALKING), note('Shared by ', strong('Ada'))] },
  'hostile-card': { blocks: [paperCard(HOSTILE)] },
  'every-block': {
    blocks: [
      heading('A heading with a ', strong('strong'), ' word'),
      prose(
        'Prose with ',
        strong('strong'),
        ', ',
        code('code'),
        ', ',
        { kind: 'emphasis', text: 'emphasis' },
        ', ',
        link,
      ),
      prose('It was ', { kind: 'time', at: '2025-03-05T09:00:00Z' }, ' when it happened.'),
      { kind: 'divider' },
      {
        kind: 'paper',
        title: [
          strong('Safe'),
          { kind: 'text', text: ' walking with a title that is longer than a line of this window' },
        ],
        url: 'https://example.org/',
        byline: [],
        lead: [{ kind: 'text', text: 'A lead.' }],
        why: [{ kind: 'text', text: 'matches safe' }],
        facts: [],
        links: [],
        controls: [],
      },
      { kind: 'facts', facts: [{ label: 'Fact', spans: [{ kind: 'text', text: 'its value' }] }] },
      { kind: 'facts', facts: [] },
      { kind: 'image', url: 'https://example.org/image.png', alt: 'An image' },
      {
        kind: 'actions',
        controls: [
          { kind: 'button', label: 'Press', action: 'run:press' },
          {
            kind: 'menu',
            label: 'Choose',
            choices: [
              { label: 'One', action: 'run:1' },
              { label: 'Two', action: 'run:2' },
            ],
          },
        ],
      },
      note('A note with a ', strong('strong'), ' word.'),
    ],
  },
};

describe('the rendering of a document matches its file', () => {
  it.each(Object.entries(samples))('%s, without color', async (name, document) => {
    const { text } = render(document, { width: 60, color: false });
    await expect(text).toMatchFileSnapshot(join(GOLDEN, `console-${name}.txt`));
  });

  it.each(Object.entries(samples))('%s, with color', async (name, document) => {
    const { text } = render(document, { width: 60, color: true });
    // Makes the file plain text.
    await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot(join(GOLDEN, `console-${name}-colour.txt`));
  });
});

it('breaks lines between buttons, never between number and label', () => {
  const controls = ['Discuss', 'Related', 'Comments'].map((label) => button(label, `run:${label}`));
  const { text } = render({ blocks: [{ kind: 'actions', controls }] }, { width: 30, color: false });
  expect(text).toBe('[1] Discuss  [2] Related\n[3] Comments\n');
});

it.each([
  [undefined, 'Nov 22, 2026, 04:50 UTC'],
  ['Europe/Berlin', 'Nov 22, 2026, 05:50 GMT+1'],
  ['America/New_York', 'Nov 21, 2026, 23:50 EST'],
])('formats times in the time zone %s', (timeZone, formatted) => {
  const blocks = [prose({ kind: 'time', at: '2026-11-22T04:50:00Z' })];
  const rendering = { width: 80, color: false, ...(timeZone !== undefined && { timeZone }) };
  expect(render({ blocks }, rendering).text).toBe(`${formatted}\n`);
});

describe('render', () => {
  const options = fc.record({ width: fc.integer({ min: 20, max: 100 }), color: fc.boolean() });

  it('writes no control characters except line breaks and colors', () => {
    fc.assert(
      fc.property(documents(fc.string({ unit: 'binary', maxLength: 60 })), options, (document, rendering) => {
        const { text } = render(document, rendering);
        const plain = rendering.color ? text.replace(SGR, '') : text;
        expect(plain).not.toMatch(/[^\P{Cc}\n]|[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps lines within the width, except for URLs', () => {
    const words = fc.array(fc.constantFrom('a', 'word', 'longer-word', '日本語', 'x'.repeat(150)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(documents(words.map((some) => some.join(' '))), options, (document, rendering) => {
        const text = stripVTControlCharacters(render(document, rendering).text);
        // Text with a URL only wraps between words.
        fc.pre(!text.includes('https://'));
        for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(rendering.width);
      }),
      { numRuns: 300 },
    );
  });

  it('numbers all buttons in order, from the given number', () => {
    fc.assert(
      fc.property(
        documents(fc.constantFrom('a', 'b c')),
        options,
        fc.integer({ min: 1, max: 50 }),
        (document, rendering, first) => {
          const { text, actions } = render(document, { ...rendering, firstButtonNumber: first });
          const numbers = [...stripVTControlCharacters(text).matchAll(/\[(\d+)\]/g)].map(([, number]) =>
            Number(number),
          );
          expect(numbers).toEqual(actions.map((_, index) => first + index));
          expect(actions).toEqual(actionsOf(document));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('returns the same text with and without color, except for asterisks', () => {
    fc.assert(
      fc.property(documents(fc.constantFrom('word', 'two words')), (document) => {
        const plain = render(document, { width: 1000, color: false }).text;
        const colored = render(document, { width: 1000, color: true }).text;
        expect(stripVTControlCharacters(colored)).toBe(plain.replaceAll('*', ''));
      }),
    );
  });
});

it('renders for an unlimited width', () => {
  const blocks = [prose('word '.repeat(100).trim()), { kind: 'divider' } as const];
  const [line, , divider] = render({ blocks }, { width: Number.POSITIVE_INFINITY, color: false }).text.split('\n');
  expect(line).toHaveLength(499);
  expect(divider).toMatch(/^─+$/);
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: colors are control sequences
const SGR = /\u001b\[\d+m/g;

/** The width of a line in columns: Japanese characters take two. */
function columns(line: string): number {
  return [...line].reduce((sum, letter) => sum + (/[\u3000-\u9fff]/.test(letter) ? 2 : 1), 0);
}

function actionsOf({ blocks }: Document): string[] {
  return blocks
    .flatMap((block) => (block.kind === 'actions' || block.kind === 'paper' ? block.controls : []))
    .flatMap((control) => (control.kind === 'button' ? [control] : control.choices))
    .map(({ action }) => action);
}
