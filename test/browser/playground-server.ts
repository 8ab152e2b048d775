import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlayground } from '../../adapters/web/playground/index.ts';
import { createSite } from '../../adapters/web/site.ts';
import { LOOKS } from '../../src/browser.ts';
import { createDrawChart } from '../../src/charts/draw-chart.ts';
import { createDispatch } from '../../src/chat/dispatch.ts';
import { startDiscussions } from '../../src/discussions/engine.ts';
import { startEngine } from '../../src/highlights/delivering/engine.ts';
import { createTellOwner } from '../../src/highlights/delivering/owner-notices.ts';
import { createPace } from '../../src/highlights/delivering/pace.ts';
import { openCore } from '../../src/open-core.ts';
import { createMemoryLog } from '../fakes/log.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** When the last papers of the corpus that ships were new: a Wednesday morning. */
const FIRST = '2026-06-24T07:30:00Z';

/** From this level on somebody has to look after what is logged (https://getpino.io/#/docs/api?id=loggerlevels-object). */
const WARNING = 40;

export type PlaygroundServer = Awaited<ReturnType<typeof startPlaygroundServer>>;

/** The true playground over the papers that ship, with all that works by itself, and a clock that can be set forward. */
export async function startPlaygroundServer({ port = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-browser-'));
  const { log, records } = createMemoryLog();
  let ahead = Date.parse(FIRST) - Date.now();
  const now = (): Date => new Date(Date.now() + ahead);
  const open = await openCore(
    {
      databaseUrl: `sqlite:${join(folder, 'paperboy.db')}`,
      firstPapers: join(ROOT, 'data', 'papers.jsonl'),
      sources: [],
    },
    { log, now, random: Math.random },
  );
  const { core, platforms } = open;
  const address = { host: '127.0.0.1', port, isChosen: port !== 0 };
  // All tests come from one address, and open in a minute what a person would open in an hour.
  const site = createSite({ address, portSetting: 'PORT', front: '/playground/', log, perMinute: 100_000 });
  const platform = createPlayground({
    ...{ site, now, log, commands: core.commands, random: Math.random, drawChart: createDrawChart() },
    pageFolder: join(ROOT, 'adapters', 'web', 'playground', 'page'),
    looks: LOOKS,
  });
  platforms.set(platform.name, platform);
  const tellOwner = createTellOwner({ platforms, log });
  const engine = startEngine({ core, platforms, pace: createPace(now), tellOwner, owner: core.discussions.owner, log });
  const discussions = startDiscussions({ core, log });
  open.onWake({ deliver: engine.wake, lookSoon: discussions.lookSoon });
  await platform.start(createDispatch({ core, log, random: Math.random }));

  return {
    url: `${site.url()}/playground/`,
    /** What was logged that somebody would have to look after. */
    troubles: () => records.filter(({ level }) => Number(level) >= WARNING),
    /** Time passes, and what is due by then is sent. */
    pass(hours: number): void {
      ahead += hours * 60 * 60_000;
      engine.wake();
    },
    async close(): Promise<void> {
      await Promise.all([engine.stop(), discussions.stop(), platform.stop()]);
      await site.stop();
      await open.close();
      rmSync(folder, { recursive: true });
    },
  };
}
