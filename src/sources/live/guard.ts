import { type CircuitDependencies, createCircuit } from './circuit.ts';
import type { LiveSource } from './source.ts';

/**
 * A source behind its circuit: while it is known to fail it is not asked, and a `SourceError` says since when.
 *
 * @param options see `createCircuit`
 */
export function guard(
  source: LiveSource,
  dependencies: CircuitDependencies,
  options: { readonly evenWhileFailing?: boolean } = {},
): LiveSource {
  const [ours, theirs] = [{ isOurs: true }, { isOurs: false }];
  const through = createCircuit(source, dependencies, options);
  return {
    name: source.name,
    title: source.title,
    firstDay: source.firstDay,
    newestDay: (now) => source.newestDay(now),
    day: (day, validator, asking) => through({ ...ours, asking, ask: () => source.day(day, validator, asking) }),
    trending: (validator, asking) => through({ ...ours, asking, ask: () => source.trending(validator, asking) }),
    search: (words, limit, asking) => through({ ...theirs, asking, ask: () => source.search(words, limit, asking) }),
    paper: (id, asking) => through({ ...theirs, asking, ask: () => source.paper(id, asking) }),
    comments: (id, asking) => through({ ...theirs, asking, ask: () => source.comments(id, asking) }),
  };
}
