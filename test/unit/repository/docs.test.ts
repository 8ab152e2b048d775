import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { README, withGeneratedParts } from '../../tools/tables.ts';

it('the tables and the transcript of the README are what the code says (`npm run tables` renews them)', async () => {
  const readme = readFileSync(README, 'utf8');
  expect(readme).toBe(await withGeneratedParts(readme));
  for (const part of ['transcript', 'discord', 'slack', 'scopes', 'commands', 'filters', 'settings'])
    expect(readme).toContain(`<!-- ${part} -->`);
});

describe.each(['README.md', 'DESIGN.md', join('data', 'README.md')])('the links of %s', (name) => {
  const file = join(dirname(README), name);
  const targets = linksOf(file).filter((target) => !/^\w+:/.test(target));

  it('lead to files that are there', () => {
    const missing = targets.filter((target) => !existsSync(fileOf(target, file)));
    expect(missing).toEqual([]);
  });

  it('lead to headings that are there', () => {
    const anchored = targets.filter((target) => target.includes('#'));
    const missing = anchored.filter((target) => {
      const there = fileOf(target, file);
      return existsSync(there) && !anchorsOf(there).includes(target.slice(target.indexOf('#') + 1));
    });
    expect(missing).toEqual([]);
  });
});

it('the README says in a list where each of its chapters is', () => {
  const listed = linksOf(README);
  const headings = headingsOf(README).filter(({ level }) => level === 2);
  const unlisted = headings.filter(({ text }) => !listed.includes(`#${slugOf(text)}`)).map(({ text }) => text);
  // The list stands in the first chapter.
  expect(unlisted).toEqual(['Try it in a minute']);
});

/** Where the links and pictures of a file of Markdown lead, as they are written. */
function linksOf(file: string): string[] {
  return [...proseOf(file).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

function fileOf(target: string, from: string): string {
  const [path = ''] = target.split('#');
  return path === '' ? from : join(dirname(from), path);
}

function anchorsOf(file: string): string[] {
  return headingsOf(file).map(({ text }) => slugOf(text));
}

function headingsOf(file: string): { level: number; text: string }[] {
  return [...proseOf(file).matchAll(/^(#+) (.+)$/gm)].map(([, marks = '', text = '']) => ({
    level: marks.length,
    text,
  }));
}

/** GitHub's rule: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** A file without its code: what looks like a heading there is a comment. */
function proseOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/^ *```.*?^ *```$/gms, '');
}
