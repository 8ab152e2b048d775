import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { web } from '../../../adapters/web/descriptor.ts';
import { createPlayground } from '../../../adapters/web/playground/index.ts';
import { createSite } from '../../../adapters/web/site.ts';
import { commands } from '../../../commands/index.ts';
import { openCore } from '../../../src/app/compose.ts';
import { createTraitsLookup } from '../../../src/app/platforms.ts';
import { createRouter } from '../../../src/app/router.ts';
import { PLATFORM_PREVIEWS } from '../../../src/app/web-server.ts';
import { withStoredActions } from '../../../src/chat/platform.ts';
import { startDiscussionScheduler } from '../../../src/features/discussions/discussion-scheduler.ts';
import { createOwnerNotifier, startDeliveryScheduler } from '../../../src/features/highlights/index.ts';
import { createPostRateLimiter } from '../../../src/features/highlights/post-rate-limiter.ts';
import { createLazyChartRenderer } from '../../../src/runtime/charts/lazy-chart-renderer.ts';
import { createMemoryLog } from '../../fakes/log.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const WEB_FOLDER = join(ROOT, 'adapters', 'web');

/** A Wednesday morning, right after the last papers of the bundled corpus. */
const START_TIME = '2026-06-24T07:30:00Z';

/** https://getpino.io/#/docs/api?id=loggerlevels-object */
const WARN_LEVEL = 40;

export type PlaygroundServer = Awaited<ReturnType<typeof startPlaygroundServer>>;

/** The real playground with the bundled corpus and all schedulers, and a clock that can be advanced. */
export async function startPlaygroundServer({ port = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'paperboy-browser-'));
  const { log, records } = createMemoryLog();
  let offsetMs = Date.parse(START_TIME) - Date.now();
  const now = (): Date => new Date(Date.now() + offsetMs);
  const random = Math.random;
  const findTraits = createTraitsLookup();
  const open = await openCore(
    {
      databaseUrl: `sqlite:${join(folder, 'paperboy.db')}`,
      seedCorpus: join(ROOT, 'data', 'papers.jsonl'),
      sources: [],
    },
    { log, now, random, findTraits },
  );
  const { core, platforms } = open;
  const site = createSite({
    address: { host: '127.0.0.1', port, isPortConfigured: port !== 0 },
    ...{ portSettingName: 'PORT', homePath: '/playground/', assetsFolder: join(WEB_FOLDER, 'assets'), log },
    // All tests come from one address, and load more in a minute than a person in an hour.
    requestsPerMinute: 100_000,
  });
  const platform = createPlayground({
    ...{ site, commands, now, random, log, drawChart: createLazyChartRenderer() },
    pageFolder: join(WEB_FOLDER, 'playground', 'page'),
    previews: PLATFORM_PREVIEWS,
  });
  platforms.set(platform.name, withStoredActions(platform, core.actionStore));
  const deliveries = startDeliveryScheduler({
    ...{ ...core.highlights, platforms, log },
    rateLimiter: createPostRateLimiter({ now, findTraits }),
    notifyOwner: createOwnerNotifier({ platforms, findTraits, log }),
    recordDelivery: () => {},
    leaseOwner: core.discussions.owner,
  });
  const discussions = startDiscussionScheduler({ ...core, log });
  open.events.on('delivery-due', deliveries.wake).on('thread-activity', discussions.refreshSoon);
  await platform.start(createRouter(core, { platform: web, log, random }));

  return {
    url: `${site.url()}/playground/`,
    warnings: () => records.filter(({ level }) => Number(level) >= WARN_LEVEL),
    /** Advances the clock and runs what is due. */
    advanceHours(hours: number): void {
      offsetMs += hours * 60 * 60_000;
      deliveries.wake();
    },
    async close(): Promise<void> {
      await Promise.all([deliveries.stop(), discussions.stop(), platform.stop()]);
      await site.stop();
      await open.close();
      rmSync(folder, { recursive: true });
    },
  };
}
