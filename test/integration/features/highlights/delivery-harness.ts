import type { ChatPlatform } from '../../../../src/chat/platform.ts';
import { createPostRateLimiter } from '../../../../src/chat/post-rate-limiter.ts';
import { planSlots } from '../../../../src/features/highlights/delivery-scheduler.ts';
import { type DispatcherDeps, dispatchDue, reconcileUnknown } from '../../../../src/features/highlights/dispatcher.ts';
import { createOwnerNotifier } from '../../../../src/features/highlights/owner-notices.ts';
import type { Subscription } from '../../../../src/features/highlights/subscription.ts';
import { createTestCore } from '../../../fakes/core.ts';
import { createTestDesk } from '../../../fakes/highlights-service.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { createScriptedPlatform } from '../../../fakes/platform.ts';
import { paper } from '../../../fixtures/chat/papers.ts';
import { subscription } from '../../store/records.ts';

/** The slot that everything is about, and papers that were new then. */
export const SLOT = '2026-03-02T08:00:00.000Z';
const NEW_PAPERS = ['Dancing', 'Walking', 'Juggling'].map((what, at) =>
  paper({ title: `${what} Robots`, id: `2603.0000${at}`, listedOn: '2026-03-02', upvotes: 30 - at }),
);
const OLD_PAPER = paper({ title: 'Sleeping Robots', id: '2501.00001', listedOn: '2025-01-02', upvotes: 99 });

/** A subscription that is due at the slot, to two of the new papers. */
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

/** A process that delivers to one scripted platform, at an instant that a test may change. */
export function delivering({ now = SLOT, papers = [...NEW_PAPERS, OLD_PAPER] } = {}) {
  const clock = { now };
  const at = () => new Date(clock.now);
  const platform = createScriptedPlatform();
  const platforms = new Map<string, ChatPlatform>([['test', platform]]);
  const { log, records } = createMemoryLog();
  const highlights = createTestDesk(at);
  const core = { ...createTestCore(papers), now: at, highlights };
  const stopping = new AbortController();
  const process = (leaseOwner: string): DispatcherDeps => ({
    core,
    rateLimiter: createPostRateLimiter(at),
    notifyOwner: createOwnerNotifier({ platforms, log }),
    leaseOwner,
    log,
    signal: stopping.signal,
  });
  const { subscriptions, deliveries } = highlights;
  return {
    clock,
    platform,
    platforms,
    records,
    stopping,
    subscriptions,
    deliveries,
    process,
    /** Passes time, in minutes. */
    pass(minutes: number) {
      clock.now = new Date(at().getTime() + minutes * 60_000).toISOString();
    },
    async subscribe(fields: Partial<Subscription> = {}) {
      await subscriptions.add({ ...DAILY, ...fields });
    },
    /** What one round of a process does. */
    async round(owner = 'process 1') {
      await deliveries.markStaleAsUnknown(clock.now);
      await planSlots({ ...highlights, now: at, log });
      await dispatchDue(platform, process(owner));
      await reconcileUnknown(platform, process(owner));
    },
    /** The latest delivery of the subscription. */
    latest: async (id = 's1') => (await deliveries.history(id, 1))[0],
    state: async (id = 's1') => (await subscriptions.get('test', 'T1', id))?.state,
    /** What was posted in channels, without what owners were told in private. */
    posts: () => platform.said.filter(({ place }) => !place.channel.startsWith('user:')),
    told: () => platform.said.filter(({ place }) => place.channel.startsWith('user:')),
  };
}
