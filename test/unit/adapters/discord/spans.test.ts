import { parse } from 'discord-markdown-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeText } from '../../../../adapters/discord/escape.ts';
import { toHttpUrl, writeLink, writeSpans } from '../../../../adapters/discord/spans.ts';
import type { Span } from '../../../../src/text/spans.ts';
import { HOSTILE } from '../../../fixtures/documents.ts';

interface Node {
  readonly type: string;
  readonly content?: string | readonly Node[];
  readonly target?: string;
}

/** The kinds of markup that Discord finds in a text, apart from plain text and URLs. */
function markupIn(markdown: string): string[] {
  const kinds = (nodes: readonly Node[]): string[] =>
    nodes.flatMap(({ type, content }) => [type, ...(Array.isArray(content) ? kinds(content as Node[]) : [])]);
  return kinds(parse(markdown, 'extended') as Node[]).filter((kind) => !['text', 'url', 'twemoji'].includes(kind));
}

/** The visible text. */
function shown(markdown: string): string {
  const text = (nodes: readonly Node[]): string =>
    nodes.map(({ content }) => (Array.isArray(content) ? text(content as Node[]) : (content ?? ''))).join('');
  return text(parse(markdown, 'extended') as Node[]);
}

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.array(fc.constantFrom(...HOSTILE), { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ')),
  fc
    .array(
      fc.constantFrom(
        '*',
        '_',
        '~',
        '`',
        '|',
        '>',
        '#',
        '-',
        '[',
        ']',
        '(',
        ')',
        '<',
        '@',
        ' ',
        'a',
        '1',
        '.',
        '\\',
        '!',
      ),
      { maxLength: 30 },
    )
    .map((parts) => parts.join('')),
);

describe('escapeText', () => {
  it.each(HOSTILE.filter((text) => text.length < 100))('leaves no markup in %j', (text) => {
    expect(markupIn(escapeText(text))).toEqual([]);
  });

  it('leaves no markup in any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(markupIn(escapeText(text))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('does not change the visible text', () => {
    const plain = 'f(x)_1 * g[2] <b> #1 - C++ ~ `code` | 100% 1. not a list @home';
    expect(shown(escapeText(plain))).toBe(plain);
  });

  it('keeps URLs unchanged', () => {
    expect(escapeText('see https://github.com/a_b/c_d*e.')).toBe('see https://github.com/a_b/c_d*e.');
  });

  it('neutralizes mass mentions and removes invisible characters', () => {
    expect(escapeText('@everyone')).not.toContain('@everyone');
    expect(escapeText('\u202eabc\u2066\u200b\u0007')).toBe('abc');
    expect(escapeText(`e${'\u0301'.repeat(50)}`).length).toBeLessThan(6);
  });
});

describe('writeSpans', () => {
  it('renders each span in its style', () => {
    const spans: Span[] = [
      { kind: 'text', text: 'a ' },
      { kind: 'strong', text: 'b*' },
      { kind: 'strong', text: 'c' },
      { kind: 'emphasis', text: ' d ' },
      { kind: 'code', text: 'e`f' },
      { kind: 'link', text: '[g]', url: 'https://example.org/(h)' },
      { kind: 'time', at: '2026-11-21T09:00:00Z' },
    ];
    expect(writeSpans(spans)).toBe(
      'a **b\\***\u200b**c** *d* `eˋf`[［g］](https://example.org/%28h%29)<t:1795251600:f>',
    );
  });

  it('does not style URLs', () => {
    expect(writeSpans([{ kind: 'strong', text: 'https://example.org' }])).toBe('https://example.org');
    expect(
      writeSpans([
        { kind: 'text', text: 'https://example.org/' },
        { kind: 'strong', text: 'x' },
      ]),
    ).toBe('https://example.org/ **x**');
  });

  it('adds no other styles for any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ kind: fc.constantFrom('text', 'strong', 'emphasis'), text: hostile }), { maxLength: 4 }),
        (spans) => {
          const kinds = new Set(markupIn(writeSpans(spans as Span[])));
          for (const kind of kinds) expect(['strong', 'em']).toContain(kind);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('writeLink', () => {
  it('replaces characters that would break the link', () => {
    expect(writeLink([{ kind: 'text', text: 'A [b](c) * _d_ https://x' }], 'https://example.org/')).toBe(
      '[A ［b］(c) ∗ ＿d＿ https∶⁄⁄x](https://example.org/)',
    );
  });

  it('renders only the text for an invalid URL', () => {
    for (const url of ['javascript:alert(1)', 'not a URL', `https://example.org/${'a'.repeat(600)}`]) {
      expect(toHttpUrl(url)).toBeUndefined();
      expect(writeLink([{ kind: 'text', text: 'title' }], url)).toBe('title');
    }
  });

  it('links to its URL for any text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const written = writeLink([{ kind: 'text', text: `a${text}` }], 'https://example.org/a_(b)');
        const links = (parse(written, 'extended') as Node[]).filter(({ type }) => type === 'link');
        expect(links.map(({ target }) => target)).toEqual(['https://example.org/a_%28b%29']);
      }),
    );
  });
});
