import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GENERATED_PARTS, generateParts, ROOT } from '../../tools/tables.ts';

const DOCUMENTS = [
  'README.md',
  'DESIGN.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'data/README.md',
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const MAX_README_BYTES = 8000;

it.each(Object.keys(GENERATED_PARTS) as (keyof typeof GENERATED_PARTS)[])(
  '%s has the tables and transcripts that the code generates (npm run tables renews them)',
  async (path) => {
    expect(readFileSync(join(ROOT, path), 'utf8')).toBe(await generateParts(path));
  },
);

describe.each(DOCUMENTS)('the links of %s', (name) => {
  const file = join(ROOT, name);
  const targets = linkTargets(file).filter((target) => !/^\w+:/.test(target));

  it('lead to files that exist', () => {
    expect(targets.filter((target) => !existsSync(resolveTarget(target, file)))).toEqual([]);
  });

  it('lead to headings that exist', () => {
    const missing = targets.filter((target) => {
      const [, anchor] = target.split('#');
      const path = resolveTarget(target, file);
      return anchor !== undefined && existsSync(path) && !anchors(path).includes(anchor);
    });
    expect(missing).toEqual([]);
  });
});

it('keeps README.md a front page of at most 8 kB', () => {
  expect(statSync(join(ROOT, 'README.md')).size).toBeLessThanOrEqual(MAX_README_BYTES);
});

it('links every page of the manual from README.md or docs/README.md', () => {
  const linked = ['README.md', 'docs/README.md'].flatMap((name) =>
    linkTargets(join(ROOT, name)).map((target) => resolveTarget(target, join(ROOT, name))),
  );
  const pages = DOCUMENTS.filter((name) => dirname(name) === 'docs' && name !== 'docs/README.md');
  expect(pages.filter((name) => !linked.includes(join(ROOT, name)))).toEqual([]);
});

/** The targets of a document's links and pictures, as they are written. */
function linkTargets(file: string): string[] {
  return [...prose(file).matchAll(/\]\(([^()\s]+)\)/g)].map(([, target = '']) => target);
}

function resolveTarget(target: string, from: string): string {
  const [path = ''] = target.split('#');
  return path === '' ? from : join(dirname(from), path);
}

/** GitHub's anchors: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links */
function anchors(file: string): string[] {
  return [...prose(file, { keepCode: true }).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** A document without its code blocks and, for links, without its inline code. */
function prose(file: string, { keepCode = false } = {}): string {
  const text = readFileSync(file, 'utf8').replace(/^ *```.*?^ *```$/gms, '');
  return keepCode ? text : text.replace(/`[^`\n]*`/g, '');
}
