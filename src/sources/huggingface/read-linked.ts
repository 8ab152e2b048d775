import type { Paper } from '../../papers/paper.ts';
import { parseCount, parseLine, toArray, toObject } from '../fetching/said.ts';

type LinkedRepos = NonNullable<Paper['linked']>;

const LINKED_KINDS = [
  ['models', 'linkedModels', 'numTotalModels'],
  ['datasets', 'linkedDatasets', 'numTotalDatasets'],
  ['spaces', 'linkedSpaces', 'numTotalSpaces'],
] as const;

/** `owner/name`, or the name alone of an old model. */
const REPO_NAME_PATTERN = /^[\w.-]+(?:\/[\w.-]+)?$/;
const MAX_REPO_NAME_LENGTH = 200;
const MAX_REPO_NAMES = 10;

/** What goes with a paper, as its page has it; nothing where it says nothing of that, as in lists. */
export function parseLinkedRepos(paper: Readonly<Record<string, unknown>>): LinkedRepos | undefined {
  const linked = LINKED_KINDS.flatMap(([kind, list, total]) => {
    const repos = parseRepoList(paper[list], paper[total]);
    return repos === undefined ? [] : [[kind, repos] as const];
  });
  return linked.length === 0 ? undefined : Object.fromEntries(linked);
}

function parseRepoList(list: unknown, total: unknown): LinkedRepos['models'] {
  const totalCount = parseCount(total);
  if (!Array.isArray(list) && totalCount === undefined) return undefined;
  const all = toArray(list);
  const names = all
    .flatMap((repo) => parseLine(toObject(repo)['id'], MAX_REPO_NAME_LENGTH) ?? [])
    .filter((name) => REPO_NAME_PATTERN.test(name));
  return { total: Math.max(totalCount ?? all.length, names.length), names: names.slice(0, MAX_REPO_NAMES) };
}
