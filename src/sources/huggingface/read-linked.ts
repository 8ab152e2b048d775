import type { Paper } from '../../papers/paper.ts';
import { countOf, fieldsOf, lineOf, listOf } from '../fetching/said.ts';

type Linked = NonNullable<Paper['linked']>;

const KINDS = [
  ['models', 'linkedModels', 'numTotalModels'],
  ['datasets', 'linkedDatasets', 'numTotalDatasets'],
  ['spaces', 'linkedSpaces', 'numTotalSpaces'],
] as const;

/** `owner/name`, or the name alone of an old model. */
const NAME = /^[\w.-]+(?:\/[\w.-]+)?$/;
const LONGEST_NAME = 200;
const MOST_NAMES = 10;

/** What goes with a paper, as its page has it; nothing where it says nothing of that, as in lists. */
export function readLinked(paper: Readonly<Record<string, unknown>>): Linked | undefined {
  const linked = KINDS.flatMap(([kind, list, total]) => {
    const things = readThings(paper[list], paper[total]);
    return things === undefined ? [] : [[kind, things] as const];
  });
  return linked.length === 0 ? undefined : Object.fromEntries(linked);
}

function readThings(list: unknown, total: unknown): Linked['models'] {
  const counted = countOf(total);
  if (!Array.isArray(list) && counted === undefined) return undefined;
  const all = listOf(list);
  const names = all
    .flatMap((thing) => lineOf(fieldsOf(thing)['id'], LONGEST_NAME) ?? [])
    .filter((name) => NAME.test(name));
  return { total: Math.max(counted ?? all.length, names.length), names: names.slice(0, MOST_NAMES) };
}
