import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Query } from '../../../src/search/query.ts';
import { describeWithShared } from '../../fixtures/shared-data.ts';
import { indexOf, paper } from './some-papers.ts';

/** Minimum scores on public test collections. */
const FLOORS = { cranfield: 0.4, cacm: 0.525, npl: 0.445 };
const CUT = 10;

interface Judgement {
  readonly qid: string;
  readonly did: string;
  readonly rel: number;
}

interface Topic {
  readonly id: string;
  readonly text: string;
}

interface Document {
  readonly id: string;
  readonly title: string;
  readonly abstract: string;
}

describeWithShared('ir', 'search relevance', (folder) => {
  it.each(Object.entries(FLOORS))('reaches an nDCG@10 on %s of at least %f', (name, floor) => {
    const read = <Line>(file: string): Line[] => jsonLines(join(folder, name, file));
    const judged = new Map<string, Map<string, number>>();
    for (const { qid, did, rel } of read<Judgement>('qrels.jsonl')) {
      judged.set(qid, (judged.get(qid) ?? new Map()).set(did, rel));
    }
    const index = indexOf(
      ...read<Document>('docs.jsonl').map(({ id, title, abstract }) => paper(id, title, { abstract })),
    );
    const scores = read<Topic>('queries.jsonl').flatMap(({ id, text }) => {
      const relevance = judged.get(id);
      if (relevance === undefined) return [];
      const { hits } = index.search(plainQuery(text), { offset: 0, limit: CUT });
      return [
        ndcg(
          hits.map((hit) => hit.paper.id),
          relevance,
        ),
      ];
    });
    expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThanOrEqual(floor);
  });
});

/** The queries are prose. Some exceed the maximum length, and their quotes and colons aren't syntax. */
function plainQuery(text: string): Query {
  return { text, words: text.split(/\s+/), phrases: [], excluded: [], filters: {}, sort: 'relevance' };
}

/** Normalized discounted cumulative gain, with linear gain and log2(rank + 1) as the discount. */
function ndcg(found: readonly string[], relevance: ReadonlyMap<string, number>): number {
  const gain = (judgements: readonly number[]): number =>
    judgements.slice(0, CUT).reduce((sum, judgement, i) => sum + judgement / Math.log2(i + 2), 0);
  const ideal = gain([...relevance.values()].sort((a, b) => b - a));
  return ideal === 0 ? 0 : gain(found.map((id) => relevance.get(id) ?? 0)) / ideal;
}

function jsonLines<Line>(file: string): Line[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
