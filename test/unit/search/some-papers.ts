import { readFileSync } from 'node:fs';
import { Paper } from '../../../src/papers/paper.ts';
import { SearchIndex } from '../../../src/search/index.ts';

/** A paper with the given fields and as little else as possible. */
export function paper(id: string, title: string, fields: Partial<Omit<Paper, 'id' | 'title'>> = {}): Paper {
  return {
    id,
    aliases: [],
    title,
    abstract: `About ${id}.`,
    summary: { text: `About ${id}.`, by: 'abstract' },
    keywords: [],
    links: {},
    seen: [{ source: 'lines' }],
    ...fields,
  };
}

export function indexOf(...papers: readonly Paper[]): SearchIndex {
  const index = new SearchIndex();
  index.put(papers);
  return index;
}

/** The papers that ship with Paperboy. */
export function shippedPapers(): Paper[] {
  const lines = readFileSync(new URL('../../../data/papers.jsonl', import.meta.url), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => Paper.parse(JSON.parse(line)));
}
