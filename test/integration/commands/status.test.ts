import { expect, it } from 'vitest';
import type { Delivery } from '../../../src/features/highlights/delivery.ts';
import { textOf } from '../../fakes/core.ts';
import { actionsOf, createUser, createWorld, NOW } from './command-tester.ts';

it('shows how many papers a post had', async () => {
  const { core } = createWorld();
  const ada = createUser(core);
  const { document } = await ada.types('subscribe walking zone:Berlin');
  expect([...actionsOf(document).keys()]).toContain('Subscribe');
  await ada.presses(document, 'Subscribe');
  const [one] = await core.highlights.subscriptions.list('test', 'team');
  if (one === undefined) throw new Error('no subscription was saved');
  const { deliveries } = core.highlights;
  const due: Delivery = {
    ...{ id: 'd1', subscriptionId: one.id, slot: NOW, state: 'due', attempts: 0, paperIds: [], changedAt: NOW },
  };
  await deliveries.plan(due, { nextSlot: one.nextSlot ?? NOW, tzdataVersion: one.tzdataVersion });
  const lease = { owner: 'me', until: '2025-03-05T10:00:00.000Z' };
  await deliveries.claim({ lease, now: NOW, limit: 1, platforms: ['test'] });
  expect(textOf((await ada.types('status')).document)).not.toContain('paper');
  await deliveries.markSending('d1', {
    lease,
    now: NOW,
    document: { blocks: [] },
    paperIds: ['2503.00001', '2503.00002'],
  });
  await deliveries.recordResult('d1', { owner: 'me', now: NOW, result: { state: 'sent' } });
  expect(textOf((await ada.types('status')).document)).toContain('sent, on time, 2 papers');
});
