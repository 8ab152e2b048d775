import { describe, expect, it } from 'vitest';
import { indexOf, paper } from './some-papers.ts';

const walking = paper('walking', 'On legs', {
  abstract: 'Quadruped robots walk over rough terrain with torque control.',
});
const index = indexOf(
  walking,
  paper('terrain', 'Hills', { abstract: 'Rough terrain is crossed by a quadruped.' }),
  paper('cooking', 'On legs of lamb', { abstract: 'A recipe with thyme.' }),
  paper('else', 'Something else', { abstract: 'Nothing in common with it.' }),
);

describe('SearchIndex.related', () => {
  it('compares the whole text, not just the title', () => {
    const [first] = index.related(walking, 3);
    expect(first?.paper.id).toBe('terrain');
    expect([...(first?.sharedWords ?? [])].sort()).toEqual(['quadruped', 'rough', 'terrain']);
  });

  it('leaves out the paper itself', () => {
    expect(index.related(walking, 10).map((one) => one.paper.id)).not.toContain('walking');
  });

  it("accepts a paper that isn't in the index", () => {
    expect(index.related(paper('new', 'Rough terrain'), 1).map((one) => one.paper.id)).toEqual(['terrain']);
  });
});
