import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { texToText } from '../../../src/text/tex/index.ts';

// Thousands of real texts, which are next to the repository and not part of it.
const shared = new URL('../../../../shared/', import.meta.url);
const pages = new URL('captures/', shared);
const daily = new URL('hf-daily/', shared);
const present = existsSync(pages) && existsSync(daily);
if (!present)
  process.stderr.write(`SKIPPED: the sweep over real texts needs ${pages.pathname} and ${daily.pathname}\n`);

const LINK = /https?:\/\/[^\s<>"{}\\^`$]+/g;
/** Literal braces: a list. */
const LITERAL_BRACES = /\{[^{}]*,[^{}]*\}/g;

describe.skipIf(!present)('texToText of real texts', () => {
  const texts = present ? [...pageLines(), ...dailyTexts()] : [];

  it('covers more than 5,000 texts', () => {
    expect(texts.length).toBeGreaterThan(5000);
  });

  it('leaves no TeX', () => {
    const left = texts
      .map(texToText)
      .filter((text) => /[\\{}]/.test(text.replace(LINK, '').replace(LITERAL_BRACES, '')));
    expect(left).toEqual([]);
  });

  it('keeps all links', () => {
    const lost = texts.flatMap((text) => {
      const shown = texToText(text);
      const links = text.match(LINK) ?? [];
      return links.map((link) => link.replace(/[.,;:!?'")\]~]+$/, '')).filter((link) => !shown.includes(link));
    });
    expect(lost).toEqual([]);
  });

  it('is idempotent', () => {
    const changed = texts.map(texToText).filter((text) => texToText(text) !== text);
    expect(changed).toEqual([]);
  });
});

function pageLines(): string[] {
  const files = readdirSync(pages).filter((name) => name.endsWith('.txt'));
  return files.flatMap((name) => readFileSync(new URL(name, pages), 'utf8').split('\n'));
}

function dailyTexts(): string[] {
  const files = readdirSync(daily).filter((name) => name.endsWith('.json'));
  return files.flatMap((name) => {
    const entries: { title: string; paper: { summary?: string } }[] = JSON.parse(
      readFileSync(new URL(name, daily), 'utf8'),
    );
    return entries.flatMap((entry) => [entry.title, entry.paper.summary ?? '']);
  });
}
