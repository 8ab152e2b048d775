import { readFileSync } from 'node:fs';
import { Paper } from '../../../src/papers/paper.ts';
import { createSearchIndex, type SearchIndex } from '../../../src/search/index.ts';

/** A paper with just what a test says of it. */
export function paper(id: string, title: string, said: Partial<Omit<Paper, 'id' | 'title'>> = {}): Paper {
  return {
    id,
    aliases: [],
    title,
    abstract: `About ${id}.`,
    summary: { text: `About ${id}.`, by: 'abstract' },
    keywords: [],
    links: {},
    seen: [{ source: 'lines' }],
    ...said,
  };
}

/** An index with these papers. */
export function indexOf(...papers: readonly Paper[]): SearchIndex {
  const index = createSearchIndex();
  index.put(papers);
  return index;
}

/** The papers that ship with the product. */
export function shippedPapers(): Paper[] {
  const lines = readFileSync(new URL('../../../data/papers.jsonl', import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => Paper.parse(JSON.parse(line)));
}
