import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeBibtex, formatBibtexEntry, formatBibtexKey } from '../../../../src/papers/bibtex.ts';
import { sanitizeLine } from '../../../../src/text/format.ts';
import { paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

/** How many braces are open at the end; negative if one closes nothing. Escaped braces don't count. */
function depthOf(text: string): number {
  let depth = 0;
  for (const brace of text.match(/(?<!\\)[{}]/g) ?? []) {
    depth += brace === '{' ? 1 : -1;
    if (depth < 0) return depth;
  }
  return depth;
}

/** The text that TeX typesets. */
function typeset(text: string): string {
  const names: Record<string, string> = {
    backslash: '\\',
    braceleft: '{',
    braceright: '}',
    asciicircum: '^',
    asciitilde: '~',
    asciigrave: '`',
  };
  return text.replace(/\{\\text([a-z]+)\}|\\([%&$#_])|\{:\}/g, (_, name, special) => names[name] ?? special ?? ':');
}

describe('formatBibtexEntry', () => {
  it('includes everything that is known', () => {
    expect(formatBibtexEntry(SAFE_WALKING)).toBe(
      '@misc{arxiv-2401.12345, title = {{Safe Offline Walking}}, author = {Lovelace, Ada and Turing, Alan and Hopper, Grace and Dijkstra, Edsger and Liskov, Barbara}, year = {2025}, eprint = {2401.12345}, archivePrefix = {arXiv}}',
    );
  });

  it('leaves out what is unknown', () => {
    const { id } = paper({ title: 'Known by Title Alone' });
    expect(formatBibtexEntry(paper({ title: 'Known by Title Alone' }))).toBe(
      `@misc{paper-${id}, title = {{Known by Title Alone}}}`,
    );
  });

  it.each([
    ['Laurens van der Maaten', 'van der Maaten, Laurens'],
    ['Martin Luther King Jr.', 'King, Jr., Martin Luther'],
    ['Van Morrison', 'Morrison, Van'],
    ['Plato', '{Plato}'],
    ['李 飞飞', '飞飞, 李'],
    ['Research and Development', '{Research and Development}'],
    ['Lovelace, Ada', 'Lovelace, Ada'],
    ['A, B, C, D', '{A, B, C, D}'],
    ['R&D Team', String.raw`Team, R\&D`],
    ['Zoë Łukasiewicz-O’Brien', 'Łukasiewicz-O’Brien, Zoë'],
  ])('formats the name %s', (name, expected) => {
    expect(formatBibtexEntry(paper({ title: 'T', authors: [name] }))).toContain(`author = {${expected}}`);
  });

  it('adds "others" if not all authors are known', () => {
    const known = { title: 'T', authors: ['Ada Lovelace'], authorCount: 9 };
    expect(formatBibtexEntry(paper(known))).toContain('author = {Lovelace, Ada and others}');
  });

  it.each([
    ['2401.12345', '2024'],
    ['cs/0112017', '2001'],
    ['hep-th/9711200', '1997'],
  ])('takes the year from the id %s if there is no date', (id, year) => {
    expect(formatBibtexEntry(paper({ id, title: 'T' }))).toContain(`year = {${year}}`);
  });

  it('has a key without special characters', () => {
    expect(formatBibtexKey({ id: 'cs/0112017' })).toBe('arxiv-cs-0112017');
    expect(formatBibtexKey({ id: '2401.12345' })).toBe('arxiv-2401.12345');
  });

  it.each([
    [
      String.raw`{}\%&$#_^~`,
      String.raw`{\textbraceleft}{\textbraceright}{\textbackslash}\%\&\$\#\_{\textasciicircum}{\textasciitilde}`,
    ],
    ['100% of `R&D`', String.raw`100\% of {\textasciigrave}R\&D{\textasciigrave}`],
    ['see https://example.org/a_b', String.raw`see https{:}//example.org/a\_b`],
    ['β-Test für 日本語', 'β-Test für 日本語'],
  ])('escapes %s', (text, written) => {
    expect(escapeBibtex(text)).toBe(written);
    expect(typeset(written)).toBe(text);
  });

  it('stays well-formed for any title and authors', () => {
    const hostile = fc.string({
      unit: fc.oneof(
        fc.constantFrom(...'{}\\%&$#_^~`" ,', ' and ', '://', '\n', '\u202e'),
        fc.string({ unit: 'grapheme', maxLength: 3 }),
      ),
      minLength: 1,
      maxLength: 60,
    });
    const filled = hostile.filter((text) => text.trim() !== '');
    fc.assert(
      fc.property(filled, fc.array(filled, { minLength: 1, maxLength: 4 }), (title, authors) => {
        const entry = formatBibtexEntry(paper({ id: '2401.12345', title, authors }));
        expect(depthOf(entry)).toBe(0);
        expect(entry).not.toMatch(/[\n`]|https?:\/\//);
        expect(typeset(escapeBibtex(title))).toBe(sanitizeLine(title));
      }),
    );
  });
});
