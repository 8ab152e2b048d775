import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../../adapters/console/render.ts';
import { button, code, type Document, heading, note, prose, strong } from '../../../../src/chat/document.ts';
import { paperCard } from '../../../../src/chat/paper-card.ts';
import { createTestContext } from '../../../fakes/core.ts';
import { HOSTILE, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';
import { documents } from '../../../fixtures/documents.ts';

const GOLDEN = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'chat');
const context = createTestContext();
const link = { kind: 'link', text: 'the page', url: 'https://example.org/a_(b)' } as const;

const samples: Readonly<Record<string, Document>> = {
  card: { blocks: [paperCard(SAFE_WALKING, context), note('Shared by ', strong('Ada'))] },
  'hostile-card': { blocks: [paperCard(HOSTILE, context)] },
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

describe('a document looks as it did', () => {
  it.each(Object.entries(samples))('%s, without colours', async (name, document) => {
    const { text } = render(document, { width: 60, color: false });
    await expect(text).toMatchFileSnapshot(join(GOLDEN, `console-${name}.txt`));
  });

  it.each(Object.entries(samples))('%s, with colours', async (name, document) => {
    const { text } = render(document, { width: 60, color: true });
    // Written out, so that the file is plain text.
    await expect(text.replaceAll('\u001b', '␛')).toMatchFileSnapshot(join(GOLDEN, `console-${name}-colour.txt`));
  });
});

it('keeps the number of a button beside its label, where a line ends between buttons', () => {
  const controls = ['Discuss', 'Related', 'Comments'].map((label) => button(label, `run:${label}`));
  const { text } = render({ blocks: [{ kind: 'actions', controls }] }, { width: 30, color: false });
  expect(text).toBe('[1] Discuss  [2] Related\n[3] Comments\n');
});

it.each([
  [undefined, 'Nov 22, 2026, 04:50 UTC'],
  ['Europe/Berlin', 'Nov 22, 2026, 05:50 GMT+1'],
  ['America/New_York', 'Nov 21, 2026, 23:50 EST'],
])('tells instants in the time zone of its reader: %s', (zone, told) => {
  const blocks = [prose({ kind: 'time', at: '2026-11-22T04:50:00Z' })];
  const look = { width: 80, color: false, ...(zone !== undefined && { zone }) };
  expect(render({ blocks }, look).text).toBe(`${told}\n`);
});

describe('any document', () => {
  const looks = fc.record({ width: fc.integer({ min: 20, max: 100 }), color: fc.boolean() });

  it('puts no control character on the terminal but line ends and our own colours', () => {
    fc.assert(
      fc.property(documents(fc.string({ unit: 'binary', maxLength: 60 })), looks, (document, look) => {
        const { text } = render(document, look);
        const plain = look.color ? text.replace(SGR, '') : text;
        expect(plain).not.toMatch(/[^\P{Cc}\n]|[\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 300 },
    );
  });

  it('has no line wider than the window, but for an address, which is never broken', () => {
    const words = fc.array(fc.constantFrom('a', 'word', 'longer-word', '日本語', 'x'.repeat(150)), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(documents(words.map((some) => some.join(' '))), looks, (document, look) => {
        const text = stripVTControlCharacters(render(document, look).text);
        // A paragraph with an address is broken between words only.
        fc.pre(!text.includes('https://'));
        for (const line of text.split('\n')) expect(columns(line)).toBeLessThanOrEqual(look.width);
      }),
      { numRuns: 300 },
    );
  });

  it('numbers every button once, in order, from the number it is told', () => {
    fc.assert(
      fc.property(
        documents(fc.constantFrom('a', 'b c')),
        looks,
        fc.integer({ min: 1, max: 50 }),
        (document, look, first) => {
          const { text, actions } = render(document, { ...look, firstButtonNumber: first });
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

  it('says the same with colours as without, but for the marks of strong words', () => {
    fc.assert(
      fc.property(documents(fc.constantFrom('word', 'two words')), (document) => {
        const plain = render(document, { width: 1000, color: false }).text;
        const coloured = render(document, { width: 1000, color: true }).text;
        expect(stripVTControlCharacters(coloured)).toBe(plain.replaceAll('*', ''));
      }),
    );
  });
});

it('a refusal may be as wide as it likes', () => {
  const blocks = [prose('word '.repeat(100).trim()), { kind: 'divider' } as const];
  const [line, , divider] = render({ blocks }, { width: Number.POSITIVE_INFINITY, color: false }).text.split('\n');
  expect(line).toHaveLength(499);
  expect(divider).toMatch(/^─+$/);
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what colours are made of
const SGR = /\u001b\[\d+m/g;

/** How many columns a line takes of these tests' letters, of which the Japanese ones are wide. */
function columns(line: string): number {
  return [...line].reduce((sum, letter) => sum + (/[\u3000-\u9fff]/.test(letter) ? 2 : 1), 0);
}

function actionsOf({ blocks }: Document): string[] {
  return blocks
    .flatMap((block) => (block.kind === 'actions' || block.kind === 'paper' ? block.controls : []))
    .flatMap((control) => (control.kind === 'button' ? [control] : control.choices))
    .map(({ action }) => action);
}
