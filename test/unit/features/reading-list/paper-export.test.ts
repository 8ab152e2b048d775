import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render as renderDiscord } from '../../../../adapters/discord/render.ts';
import { render as renderSlack } from '../../../../adapters/slack/render.ts';
import { code, prose } from '../../../../src/chat/document.ts';
import {
  EXPORT_FORMATS,
  formatExportPages,
  formatMarkdownEntry,
} from '../../../../src/features/reading-list/paper-export.ts';
import { formatBibtexEntry } from '../../../../src/papers/bibtex.ts';
import { PAPERS, paper } from '../../../fixtures/chat/papers.ts';

const MANY_AUTHORS = paper({
  title: 'Many Hands',
  authors: Array.from({ length: 400 }, (_, at) => `Author Number ${at}`),
});

describe('formatExportPages', () => {
  it.each(EXPORT_FORMATS)('splits %s into pages without losing anything, none of them too long', (form) => {
    const write = form === 'bibtex' ? formatBibtexEntry : formatMarkdownEntry;
    const papers = [...PAPERS, MANY_AUTHORS, ...PAPERS];
    const pages = formatExportPages(papers, form);
    expect(pages.flat().join('')).toBe(papers.map(write).join(''));
    for (const page of pages) expect(page.join('').length).toBeLessThanOrEqual(2800);
    expect(pages.length).toBeGreaterThan(1);
  });

  it('makes entries that Discord and Slack show in full', () => {
    for (const page of formatExportPages([...PAPERS, MANY_AUTHORS], 'bibtex')) {
      const document = { blocks: page.map((text) => prose(code(text))) };
      for (const text of page) {
        expect(JSON.stringify(renderDiscord(document))).toContain(JSON.stringify(`\`${text.trim()}\``).slice(1, -1));
        expect(JSON.stringify(renderSlack(document).blocks)).toContain(JSON.stringify(text).slice(1, -1));
      }
    }
  });

  it('splits long words, but never a character', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (length) => {
        const long = paper({ title: 'T', authors: ['😀'.repeat(length)] });
        const pages = formatExportPages([long], 'bibtex');
        expect(pages.flat().join('')).toBe(formatBibtexEntry(long));
        for (const page of pages.flat()) expect(page).not.toMatch(/\p{Cs}/u);
      }),
      { numRuns: 20 },
    );
  });
});

describe('formatMarkdownEntry', () => {
  it('escapes markup in the title', () => {
    const hostile = paper({ id: '2401.12345', title: '[x](http://evil.example) **b** `c` <img> a|b', links: {} });
    expect(formatMarkdownEntry(hostile)).toMatch(
      /^- \[\\\[x\\\]\(http:\/\/evil.example\) \\\*\\\*b\\\*\\\* &#96;c&#96; &lt;img> a\\\|b\]\(https:/,
    );
  });
});
