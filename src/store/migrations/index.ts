import { first } from './001-first.ts';
import { discussionsAndSources } from './002-discussions-and-sources.ts';
import { patience } from './003-patience.ts';
import { charts } from './004-charts.ts';
import { looks } from './005-looks.ts';
import { pulse } from './006-pulse.ts';
import { plainNames } from './007-plain-names.ts';
import type { Migration } from './migration.ts';

/** In the order in which they run. A released migration never changes: fix its mistakes in a new one. */
export const MIGRATIONS: readonly Migration[] = [
  first,
  discussionsAndSources,
  patience,
  charts,
  looks,
  pulse,
  plainNames,
];
