import { titleId } from './identity.ts';
import type { Paper } from './paper.ts';

/** The papers at hand. A paper is found by any id it ever had. */
export interface Papers {
  get(id: string): Paper | undefined;
  byTitle(title: string): Paper | undefined;
  all(): readonly Paper[];
  /** Adds papers, or puts them in the place of those with their ids; those that are an alias of one of them now are gone. */
  put(papers: readonly Paper[]): void;
}

/** Papers in memory, in the order in which they came. */
export function createPapers(papers: readonly Paper[] = []): Papers {
  const byOwnId = new Map<string, Paper>();
  const byAnyId = new Map<string, Paper>();
  let cachedList: readonly Paper[] | undefined;
  const put = (changed: readonly Paper[]): void => {
    for (const paper of changed) {
      for (const alias of paper.aliases) byOwnId.delete(alias);
      byOwnId.set(paper.id, paper);
      for (const id of [...paper.aliases, paper.id]) byAnyId.set(id, paper);
    }
    cachedList = undefined;
  };
  put(papers);
  return {
    get: (id) => byAnyId.get(id),
    byTitle: (title) => byAnyId.get(titleId(title)),
    all: () => {
      cachedList ??= [...byOwnId.values()];
      return cachedList;
    },
    put,
  };
}

/** Every id that a paper has or had. */
export function allPaperIds({ id, aliases }: Paper): string[] {
  return [id, ...aliases];
}
