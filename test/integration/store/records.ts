import fc from 'fast-check';
import type { Place } from '../../../src/chat/place.ts';
import type { Delivery, DeliveryState } from '../../../src/features/highlights/delivery.ts';
import type { Weekday } from '../../../src/features/highlights/schedule.ts';
import type { Subscription, SubscriptionState } from '../../../src/features/highlights/subscription.ts';
import type { Store } from '../../../src/store/database.ts';
import { SqlDeliveryRepository } from '../../../src/store/repositories/delivery-repository.ts';
import { markShown } from '../../../src/store/repositories/delivery-rows.ts';
import { SqlSubscriptionRepository } from '../../../src/store/repositories/subscription-repository.ts';
import { anyDocument, HOSTILE } from '../../fixtures/documents.ts';

/** A time on the day of the tests, in UTC. */
export function at(time: string): string {
  return `2026-03-01T${time}:00.000Z`;
}

/** A subscription of the tenant `T1` on Discord. */
export function subscription(fields: Partial<Subscription> & { readonly id: string }): Subscription {
  return {
    place: { platform: 'discord', tenant: 'T1', channel: 'C1' },
    owner: { id: 'U1', name: 'Ada' },
    about: 'papers',
    topic: 'safe rl',
    schedule: { days: [1, 2, 3, 4, 5], time: '09:00', zone: 'Europe/Berlin' },
    criteria: { kind: 'best', count: 5 },
    onQuietDay: 'archive',
    hasChart: false,
    state: { kind: 'active' },
    createdAt: at('07:00'),
    nextSlot: at('08:00'),
    tzdataVersion: '2025b',
    ...fields,
  };
}

export function delivery(fields: Partial<Delivery> & { readonly id: string }): Delivery {
  return {
    subscriptionId: 's1',
    slot: at('08:00'),
    state: 'due',
    attempts: 0,
    paperIds: [],
    changedAt: at('08:00'),
    ...fields,
  };
}

/** Stores a subscription with a due delivery for each slot. Their ids are `<subscription>@<slot>`. */
export async function subscribe(
  store: Store,
  fields: Partial<Subscription> & { readonly id: string },
  ...slots: readonly string[]
): Promise<Subscription> {
  const one = subscription(fields);
  await new SqlSubscriptionRepository(store).add(one);
  const { nextSlot, tzdataVersion } = one;
  for (const slot of slots) {
    const due = delivery({ id: `${one.id}@${slot}`, subscriptionId: one.id, slot: at(slot) });
    await new SqlDeliveryRepository(store).plan(due, { tzdataVersion, ...(nextSlot !== undefined && { nextSlot }) });
  }
  return one;
}

/** Marks papers as shown to a subscription, by some other delivery. */
export function showPapers({ db }: Store, subscriptionId: string, paperIds: readonly string[]): Promise<void> {
  return db.transaction().execute((transaction) => markShown(transaction, subscriptionId, paperIds, 'another'));
}

/** Text as it is stored: without U+0000 and unpaired surrogates. */
export function asKept(text: string): string {
  return Buffer.from(text.replaceAll('\0', '')).toString();
}

/** Text that could break a store: quotes, SQL, wildcards, invalid characters. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(...HOSTILE, '', "'", '"', "'; drop table papers; --", '\\', '%_', '$1', '?', '\0', 'a\0b', '\ud800'),
);

/** Any text, as it is stored. */
export const keptText = anyText.map(asKept);

export const anyInstant: fc.Arbitrary<string> = fc
  .date({ min: new Date('1970-01-01'), max: new Date('2190-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

export const anyPlace: fc.Arbitrary<Place> = fc.record(
  { platform: fc.constantFrom('discord', 'slack'), tenant: keptText, channel: keptText, thread: keptText },
  { requiredKeys: ['platform', 'tenant', 'channel'] },
);

const anyState: fc.Arbitrary<SubscriptionState> = fc.oneof(
  fc.record({ kind: fc.constant('active' as const) }),
  fc.record({ kind: fc.constant('paused' as const), until: anyInstant }, { requiredKeys: ['kind'] }),
  fc.record(
    {
      kind: fc.constant('ended' as const),
      at: anyInstant,
      by: keptText,
      paused: fc.record({ until: anyInstant }, { requiredKeys: [] }),
    },
    { requiredKeys: ['kind', 'at', 'by'] },
  ),
  fc.record({ kind: fc.constant('broken' as const), since: anyInstant, reason: keptText, ownerNotified: fc.boolean() }),
);

/** Any subscription whose texts are stored unchanged. */
export const anySubscription: fc.Arbitrary<Subscription> = fc
  .tuple(
    fc.record({
      id: fc.uuid(),
      place: anyPlace,
      owner: fc.record({ id: keptText, name: keptText, zone: keptText }, { requiredKeys: ['id', 'name'] }),
      about: fc.constantFrom('papers' as const, 'discussions' as const),
      topic: keptText,
      schedule: fc.record({
        days: fc.subarray<Weekday>([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
        time: fc.constantFrom('00:00', '09:00', '23:59'),
        zone: fc.constantFrom('Europe/Berlin', 'UTC'),
      }),
      criteria: fc.oneof(
        fc.record({ kind: fc.constant('best' as const), count: fc.nat() }),
        fc.record({ kind: fc.constant('upvotes' as const), atLeast: fc.nat() }),
      ),
      onQuietDay: fc.constantFrom('archive' as const, 'silence' as const),
      hasChart: fc.boolean(),
      state: anyState,
      createdAt: anyInstant,
      tzdataVersion: keptText,
    }),
    fc.record({ nextSlot: anyInstant }, { requiredKeys: [] }),
  )
  // The records of fast-check have no prototype.
  .map(([fields, more]) => structuredClone({ ...fields, ...more }));

/** Any delivery in any state, with any of its optional fields. */
export const anyDelivery: fc.Arbitrary<Omit<Delivery, 'subscriptionId'>> = fc
  .tuple(
    fc.record({
      id: fc.uuid(),
      slot: anyInstant,
      state: fc.constantFrom<DeliveryState>('due', 'sending', 'sent', 'unknown', 'failed', 'expired', 'skipped'),
      attempts: fc.nat({ max: 1000 }),
      // JSON keeps every character.
      paperIds: fc.array(anyText, { maxLength: 3 }),
      changedAt: anyInstant,
    }),
    fc.record(
      {
        notBefore: anyInstant,
        lease: fc.record({ owner: keptText, until: anyInstant }),
        attemptedAt: anyInstant,
        document: anyDocument,
        posted: fc.record({ place: anyPlace, message: anyText }),
        reason: keptText,
        ownerNotified: fc.constant(true),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([fields, more]) => structuredClone({ ...fields, ...more }));
