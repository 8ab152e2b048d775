import fc from 'fast-check';
import type { Candidate } from '../../../../src/features/highlights/scoring.ts';
import type { Paper } from '../../../../src/papers/paper.ts';
import { paper } from '../../search/some-papers.ts';

/** A candidate without a topic, except for the given fields. */
export function candidate(id: string, fields: Partial<Paper> = {}, match: Partial<Candidate> = {}): Candidate {
  return { paper: paper(id, `Paper ${id}`, fields), score: 0, matched: [], ...match };
}

export function ids(papers: readonly { readonly paper: Paper }[]): string[] {
  return papers.map(({ paper }) => paper.id);
}

const day = fc
  .integer({ min: 0, max: 40 })
  .map((days) => new Date(Date.UTC(2025, 9, 1 + days)).toISOString().slice(0, 10));
const count = fc.option(fc.integer({ min: 0, max: 400 }), { nil: undefined });

/** Candidates of October and November 2025, with optional fields missing. Some have the id of another one as alias. */
export const anyCandidates: fc.Arbitrary<Candidate[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 60 }).map(String),
      alias: fc.option(fc.integer({ min: 0, max: 60 }).map(String), { nil: undefined }),
      listedOn: fc.option(day, { nil: undefined }),
      seenOn: fc.option(day, { nil: undefined }),
      upvotes: count,
      comments: count,
      score: fc.integer({ min: 0, max: 10 }),
      matched: fc.subarray(['safe', 'rl', 'off policy']),
    }),
    { selector: ({ id }) => id, maxLength: 40 },
  )
  .map((generated) =>
    generated.map(({ id, alias, listedOn, seenOn, upvotes, comments, ...match }) =>
      candidate(
        id,
        {
          aliases: alias === undefined || alias === id ? [] : [alias],
          seen: [{ source: 'lines', ...(seenOn !== undefined && { on: seenOn }) }],
          ...(listedOn !== undefined && { listedOn }),
          ...(upvotes !== undefined && { upvotes }),
          ...(comments !== undefined && { comments }),
        },
        match,
      ),
    ),
  );
