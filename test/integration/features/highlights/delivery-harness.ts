import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import type { DeliveryResult } from '../../../../src/features/highlights/delivery.ts';
import { type DispatcherDeps, dispatchDue } from '../../../../src/features/highlights/dispatcher.ts';
import { createOwnerNotifier } from '../../../../src/features/highlights/owner-notices.ts';
import { type PlannerDeps, planSlots } from '../../../../src/features/highlights/planner.ts';
import { createPostRateLimiter } from '../../../../src/features/highlights/post-rate-limiter.ts';
import { reconcileUnknown } from '../../../../src/features/highlights/reconcile.ts';
import type { Subscription } from '../../../../src/features/highlights/subscription.ts';
import { createTestCore, findTestTraits } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { createScriptedPlatform } from '../../../fakes/platform.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { subscription } from '../../store/records.ts';

/** The slot of all tests, and papers that are new then. */
export const SLOT = '2026-03-02T08:00:00.000Z';
const NEW_PAPERS = ['Dancing', 'Walking', 'Juggling'].map((title, index) =>
  paper({ title: `${title} Robots`, id: `2603.0000${index}`, listedOn: '2026-03-02', upvotes: 30 - index }),
);
const OLD_PAPER = paper({ title: 'Sleeping Robots', id: '2501.00001', listedOn: '2025-01-02', upvotes: 99 });

/** A subscription to the best two papers that is due at the slot. */
export const DAILY: Subscription = subscription({
  id: 's1',
  place: { platform: 'test', tenant: 'T1', channel: 'C1' },
  topic: '',
  schedule: { days: [1, 2, 3, 4, 5, 6, 7], time: '09:00', zone: 'Europe/Berlin' },
  criteria: { kind: 'best', count: 2 },
  onQuietDay: 'silence',
  createdAt: '2026-03-01T10:00:00.000Z',
  nextSlot: SLOT,
  tzdataVersion: '2025a',
});

/** A process that delivers: what all jobs need. */
export type TestProcess = DispatcherDeps & PlannerDeps;

/** Processes that deliver to one scripted platform, with a clock that tests set. */
export function createDeliveryHarness({ now = SLOT, papers = [...NEW_PAPERS, OLD_PAPER] } = {}) {
  const clock = { now };
  const at = () => new Date(clock.now);
  const platform = createScriptedPlatform();
  const platforms = new Map<string, ChatPlatform>([['test', platform]]);
  const { log, records } = createMemoryLog();
  const { highlights } = createTestCore(papers, at);
  const stopController = new AbortController();
  const recorded: [platform: string, state: DeliveryResult['state'], lagMs: number][] = [];
  const createProcess = (leaseOwner: string): TestProcess => ({
    ...highlights,
    rateLimiter: createPostRateLimiter({ now: at, findTraits: findTestTraits }),
    notifyOwner: createOwnerNotifier({ platforms, findTraits: findTestTraits, log }),
    recordDelivery: (...record) => void recorded.push(record),
    leaseOwner,
    log,
    signal: stopController.signal,
  });
  const { subscriptions, deliveries } = highlights;
  return {
    clock,
    platform,
    platforms,
    records,
    /** Calls of `recordDelivery`. */
    recorded,
    stopController,
    subscriptions,
    deliveries,
    createProcess,
    passMinutes(minutes: number) {
      clock.now = new Date(at().getTime() + minutes * 60_000).toISOString();
    },
    async subscribe(fields: Partial<Subscription> = {}) {
      await subscriptions.add({ ...DAILY, ...fields });
    },
    /** Plans, dispatches and reconciles once. */
    async runOnce(leaseOwner = 'process 1') {
      const process = createProcess(leaseOwner);
      await deliveries.markStaleAsUnknown(clock.now);
      await planSlots(process);
      await dispatchDue(platform, process);
      await reconcileUnknown(platform, process);
    },
    /** The latest delivery of a subscription. */
    latest: async (id = 's1') => (await deliveries.history(id, 1))[0],
    state: async (id = 's1') => (await subscriptions.get('test', 'T1', id))?.state,
    /** Posts in channels, without notices to owners. */
    posts: () => platform.said.filter(({ place }) => !place.channel.startsWith('user:')),
    notices: () => platform.said.filter(({ place }) => place.channel.startsWith('user:')),
  };
}

/** Overrides some methods of an object whose methods aren't enumerable. */
export function withOverrides<T extends object>(target: T, overrides: Partial<T>): T {
  return new Proxy(target, {
    get: (_, name) => Reflect.get(overrides, name) ?? Reflect.get(target, name),
  });
}
