import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPlayground } from '../../../adapters/web/playground/index.ts';
import { createSite } from '../../../adapters/web/site.ts';
import { openCore } from '../../../src/app/compose.ts';
import { PLATFORM_PREVIEWS } from '../../../src/app/web-server.ts';
import { createPostRateLimiter } from '../../../src/chat/post-rate-limiter.ts';
import { createInteractionRouter } from '../../../src/chat/router.ts';
import { startDiscussionScheduler } from '../../../src/features/discussions/discussion-scheduler.ts';
import { startDeliveryScheduler } from '../../../src/features/highlights/delivery-scheduler.ts';
import { createOwnerNotifier } from '../../../src/features/highlights/owner-notices.ts';
import { createLazyChartRenderer } from '../../../src/runtime/charts/chart.ts';
import { createMemoryLog } from '../../fakes/log.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

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
      seedCorpus: join(ROOT, 'data', 'papers.jsonl'),
      sources: [],
    },
    { log, now, random: Math.random },
  );
  const { core: services, platforms } = open;
  const address = { host: '127.0.0.1', port, isPortConfigured: port !== 0 };
  // All tests come from one address, and open in a minute what a person would open in an hour.
  const site = createSite({
    address,
    portSettingName: 'PORT',
    homePath: '/playground/',
    log,
    requestsPerMinute: 100_000,
  });
  const platform = createPlayground({
    ...{ site, now, log, commands: services.commands, random: Math.random, drawChart: createLazyChartRenderer() },
    pageFolder: join(ROOT, 'adapters', 'web', 'playground', 'page'),
    previews: PLATFORM_PREVIEWS,
  });
  platforms.set(platform.name, platform);
  const notifyOwner = createOwnerNotifier({ platforms, log });
  const engine = startDeliveryScheduler({
    core: services,
    platforms,
    rateLimiter: createPostRateLimiter(now),
    notifyOwner,
    leaseOwner: services.discussions.owner,
    log,
  });
  const discussions = startDiscussionScheduler({ core: services, log });
  open.onWake({ deliver: engine.wake, lookSoon: discussions.refreshSoon });
  await platform.start(createInteractionRouter({ services, log, random: Math.random }));

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
