import { type CircuitBreakerDeps, createCircuitBreaker } from './circuit.ts';
import type { PaperSource } from './source.ts';

/**
 * A source behind its circuit: while it is known to fail it is not asked, and a `SourceError` says since when.
 *
 * @param breakerOptions see `createCircuit`
 */
export function withCircuitBreaker(
  source: PaperSource,
  dependencies: CircuitBreakerDeps,
  breakerOptions: { readonly force?: boolean } = {},
): PaperSource {
  const [scheduled, onDemand] = [{ countsRejections: true }, { countsRejections: false }];
  const protect = createCircuitBreaker(source, dependencies, breakerOptions);
  return {
    name: source.name,
    title: source.title,
    firstDay: source.firstDay,
    newestDay: (now) => source.newestDay(now),
    fetchDay: (day, etag, requestOptions) =>
      protect({ ...scheduled, requestOptions, send: () => source.fetchDay(day, etag, requestOptions) }),
    fetchTrending: (etag, requestOptions) =>
      protect({ ...scheduled, requestOptions, send: () => source.fetchTrending(etag, requestOptions) }),
    search: (query, limit, requestOptions) =>
      protect({ ...onDemand, requestOptions, send: () => source.search(query, limit, requestOptions) }),
    fetchPaper: (id, requestOptions) =>
      protect({ ...onDemand, requestOptions, send: () => source.fetchPaper(id, requestOptions) }),
    fetchComments: (id, requestOptions) =>
      protect({ ...onDemand, requestOptions, send: () => source.fetchComments(id, requestOptions) }),
  };
}
