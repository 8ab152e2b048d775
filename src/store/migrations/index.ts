import { first } from './001-first.ts';
import { discussionsAndSources } from './002-discussions-and-sources.ts';
import { patience } from './003-patience.ts';
import { charts } from './004-charts.ts';
import { looks } from './005-looks.ts';
import { pulse } from './006-pulse.ts';
import type { Migration } from './migration.ts';

/** Every change of the tables, in the order in which they run. One that was released is never changed: the next one puts it right. */
export const MIGRATIONS: readonly Migration[] = [first, discussionsAndSources, patience, charts, looks, pulse];
