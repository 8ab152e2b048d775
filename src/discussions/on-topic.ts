import type { Core } from '../chat/context.ts';
import { onTopic } from '../highlights/choosing/worth.ts';
import { parseQuery } from '../search/query.ts';

/**
 * The ids of the papers that are on a topic, by the same rule as for highlights: one of several words is not enough.
 *
 * @throws UserError as `parseQuery`
 */
export function idsOnTopic(topic: string, search: Core['search']): ReadonlySet<string> {
  return new Set(onTopic(search.matches(parseQuery(topic))).map(({ paper }) => paper.id));
}
