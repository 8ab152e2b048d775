import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dispatchDue } from '../../src/features/highlights/dispatcher.ts';
import { planSlots } from '../../src/features/highlights/planner.ts';
import { openStore } from '../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../src/store/repositories/delivery-repository.ts';
import { SqlSubscriptionRepository } from '../../src/store/repositories/subscription-repository.ts';
import { createMemoryLog } from '../fakes/log.ts';
import { createDeliveryHarness, DAILY } from '../integration/features/highlights/delivery-harness.ts';

/** Measures many subscriptions due at once, on a platform that responds immediately: our own work and the database's. */
const SUBSCRIPTIONS = [1000, 5000];

const folder = mkdtempSync(join(tmpdir(), 'paperboy-bench-'));
const addresses: Record<string, string | undefined> = {
  SQLite: `sqlite:${join(folder, 'bench.db')}`,
  PostgreSQL: process.env['TEST_DATABASE_URL'],
};
process.stdout.write(
  '\n| | subscriptions due | poll with nothing due, ms | planned per second | delivered per second |\n| --- | --- | --- | --- | --- |\n',
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
  const harness = createDeliveryHarness();
  const store = await openStore({ url, log: createMemoryLog().log, now: () => new Date(harness.clock.now) });
  const tenant = `bench ${count} ${Date.now()}`;
  let ids = 0;
  const deps = {
    ...harness.createProcess('bench'),
    subscriptions: new SqlSubscriptionRepository(store),
    deliveries: new SqlDeliveryRepository(store),
    newId: () => `${tenant} ${ids++}`,
  };
  for (let at = 0; at < count; at += 1) {
    const place = { ...DAILY.place, tenant: `${tenant} ${at % 50}`, channel: `C${at}` };
    await deps.subscriptions.add({ ...DAILY, id: `${tenant} s${at}`, place });
  }
  const idle = await timed(() => deps.subscriptions.findDue('2000-01-01T00:00:00.000Z', 500));
  const planMs = await timed(() => planSlots(deps));
  const sendMs = await timed(() => dispatchDue(harness.platform, deps));
  await store.close();
  const perSecond = (ms: number): number => Math.round((count / ms) * 1000);
  return { idle, planned: perSecond(planMs), delivered: perSecond(sendMs) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return Math.round((performance.now() - begin) * 100) / 100;
}
