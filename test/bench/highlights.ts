import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planSlots } from '../../src/features/highlights/delivery-scheduler.ts';
import { dispatchDue } from '../../src/features/highlights/dispatcher.ts';
import { openStore } from '../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../src/store/repositories/delivery-repository.ts';
import { SqlReadingListRepository } from '../../src/store/repositories/reading-list-repository.ts';
import { SqlSubscriptionRepository } from '../../src/store/repositories/subscription-repository.ts';
import { createMemoryLog } from '../fakes/log.ts';
import { DAILY, delivering } from '../integration/features/highlights/delivery-harness.ts';

/** Measures the morning of many subscriptions, on a platform that answers at once: what is left is our own work and the database's. */
const SUBSCRIPTIONS = [1000, 5000];

const folder = mkdtempSync(join(tmpdir(), 'paperboy-bench-'));
const addresses: Record<string, string | undefined> = {
  SQLite: `sqlite:${join(folder, 'bench.db')}`,
  PostgreSQL: process.env['TEST_DATABASE_URL'],
};
process.stdout.write(
  '\n| | subscriptions due at once | looked, with nothing due, in ms | planned a second | delivered a second |\n| --- | --- | --- | --- | --- |\n',
);
for (const [engine, url] of Object.entries(addresses)) {
  if (url === undefined) {
    process.stdout.write(`| ${engine} | set TEST_DATABASE_URL to measure it | | | |\n`);
    continue;
  }
  for (const count of SUBSCRIPTIONS) {
    const { idle, planned, delivered } = await morning(url, count);
    process.stdout.write(`| ${engine} | ${count} | ${idle} | ${planned} | ${delivered} |\n`);
  }
}
rmSync(folder, { recursive: true, force: true });

async function morning(url: string, count: number): Promise<{ idle: number; planned: number; delivered: number }> {
  const world = delivering();
  const { log } = createMemoryLog();
  const store = await openStore({ url, log, now: () => new Date(world.clock.now) });
  const tenant = `bench ${count} ${Date.now()}`;
  const one = world.process('bench');
  let ids = 0;
  const highlights = {
    ...one.core.highlights,
    subscriptions: new SqlSubscriptionRepository(store),
    deliveries: new SqlDeliveryRepository(store),
    saved: new SqlReadingListRepository(store),
    newId: () => `${tenant} ${ids++}`,
  };
  for (let at = 0; at < count; at += 1) {
    const place = { ...DAILY.place, tenant: `${tenant} ${at % 50}`, channel: `C${at}` };
    await highlights.subscriptions.add({ ...DAILY, id: `${tenant} s${at}`, place });
  }
  const core = { ...one.core, highlights };
  const idle = await timed(async () => {
    await highlights.subscriptions.findDue('2000-01-01T00:00:00.000Z', 500);
  });
  const plan = await timed(async () => {
    await planSlots({ ...highlights, now: core.now, log });
  });
  const send = await timed(() => dispatchDue(world.platform, { ...one, core }));
  await store.close();
  const perSecond = (ms: number): number => Math.round((count / ms) * 1000);
  return { idle, planned: perSecond(plan), delivered: perSecond(send) };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return Math.round((performance.now() - begin) * 100) / 100;
}
