import { describe, expect, it } from 'vitest';
import type { AppServices } from '../../../src/app/router.ts';
import type { Delivery } from '../../../src/features/highlights/delivery.ts';
import type { Subscription } from '../../../src/features/highlights/subscription.ts';
import { textOf, titlesOf } from '../../fakes/core.ts';
import { ADA, actionsOf, BOB, createUser, createWorld, GENERAL, NOW, RANDOM, timesOf } from './command-tester.ts';

const WALKING: Subscription = {
  id: 'walk0001',
  place: GENERAL,
  owner: ADA,
  about: 'papers',
  topic: 'walking safely',
  schedule: { days: [1, 2, 3, 4, 5], time: '09:00', zone: 'Europe/Berlin' },
  criteria: { kind: 'best', count: 4 },
  onQuietDay: 'silence',
  hasChart: false,
  state: { kind: 'active' },
  createdAt: '2025-03-01T09:00:00.000Z',
  nextSlot: '2025-03-06T08:00:00.000Z',
  tzdataVersion: '2025a',
};

async function createSubscriptions(...overrides: readonly Partial<Subscription>[]) {
  const { core, clock } = createWorld();
  for (const one of overrides) await core.highlights.subscriptions.add({ ...WALKING, ...one });
  return { core, clock, highlights: core.highlights, ...createUser(core) };
}

const stored = ({ core }: { core: AppServices }, id = WALKING.id): Promise<Subscription | undefined> =>
  core.highlights.subscriptions.get('test', 'team', id);

/** The announcements, in order. */
const announcementsOf = ({
  highlights,
}: {
  highlights: { said: readonly { document: Parameters<typeof textOf>[0] }[] };
}): string[] => highlights.said.map(({ document }) => textOf(document));

/** Records a delivery with its result. */
async function delivered(
  core: AppServices,
  { slot, ...fields }: Pick<Delivery, 'slot'> & Partial<Delivery>,
): Promise<void> {
  const { deliveries } = core.highlights;
  const { nextSlot = '', tzdataVersion } = WALKING;
  const due: Delivery = {
    id: `d ${slot}`,
    subscriptionId: WALKING.id,
    slot,
    state: 'due',
    attempts: 0,
    paperIds: [],
    changedAt: slot,
  };
  await deliveries.plan(due, { nextSlot, tzdataVersion });
  if (fields.state === undefined || fields.state === 'due') return;
  const lease = { owner: 'me', until: new Date(Date.parse(slot) + 60_000).toISOString() };
  await deliveries.claim({ lease, now: slot, limit: 10, platforms: ['test'] });
  if (fields.state !== 'skipped') {
    const begun = new Date(Date.parse(slot) + 12_000).toISOString();
    await deliveries.markSending(due.id, {
      lease,
      now: begun,
      document: { blocks: [] },
      paperIds: fields.paperIds ?? [],
    });
  }
  const { state, reason = '' } = fields;
  const result = state === 'sent' ? { state } : { state: state as 'skipped' | 'unknown' | 'failed', reason };
  await deliveries.recordResult(due.id, { owner: 'me', now: slot, result });
}

describe('/papers subscriptions', () => {
  it('lists those of the channel and of the person, and nobody else’s', async () => {
    const { types, core } = await createSubscriptions(
      {},
      { id: 'own00001', place: { ...GENERAL, channel: 'user:U1' }, topic: 'my own' },
      { id: 'other001', place: { ...GENERAL, channel: 'user:U2' }, topic: 'a secret of Bob', owner: BOB },
      { id: 'random01', place: RANDOM, topic: 'random of Bob', owner: BOB },
      { id: 'random02', place: RANDOM, topic: 'random of Ada' },
      { id: 'foreign1', place: { ...GENERAL, tenant: 'others' }, topic: 'foreign' },
    );
    const replyText = textOf((await types('subscriptions')).document);
    expect(replyText).toContain('3 subscriptions');
    for (const topic of ['walking safely', 'my own', 'random of Ada']) expect(replyText).toContain(topic);
    for (const topic of ['secret', 'random of Bob', 'foreign']) expect(replyText).not.toContain(topic);
    const bob = textOf((await createUser(core, { person: BOB }).types('subscriptions')).document);
    expect(bob).toContain('secret of Bob');
    expect(bob).not.toContain('my own');
  });

  it('shows the state, the last and the next post of each', async () => {
    const test = await createSubscriptions(
      {},
      { id: 'paused01', state: { kind: 'paused', until: '2025-03-12T08:00:00.000Z' } },
      {
        id: 'broken01',
        state: { kind: 'broken', since: NOW, reason: 'Slack returned not_in_channel', ownerNotified: true },
      },
    );
    await delivered(test.core, { slot: '2025-03-04T08:00:00.000Z', state: 'sent' });
    const { document } = await test.types('subscriptions');
    const replyText = textOf(document);
    expect(replyText).toContain('Active');
    expect(replyText).toContain(': sent, 12 seconds late');
    expect(replyText).toContain('⏸ ');
    expect(replyText).toContain('Paused until');
    expect(replyText).toContain('🔴 ');
    expect(replyText).toContain('Slack returned not_in_channel');
    expect(replyText).toContain('Created by Ada');
    expect(timesOf(document)).toEqual(expect.arrayContaining(['2025-03-04T08:00:00.000Z', WALKING.nextSlot]));
  });

  it('explains with the words of the platform why posting fails, and how to fix it', async () => {
    const { core } = createWorld();
    const place = { ...GENERAL, platform: 'slack' };
    const state = {
      kind: 'broken',
      since: NOW,
      reason: 'Slack returned not_in_channel',
      ownerNotified: false,
    } as const;
    await core.highlights.subscriptions.add({ ...WALKING, place, state });
    const replyText = textOf((await createUser(core, { place }).types('subscriptions')).document);
    expect(replyText).toContain("Paperboy isn't in the channel. Type /invite @Paperboy there.");
  });

  it('has several pages', async () => {
    const { types, presses } = await createSubscriptions(
      ...Array.from({ length: 7 }, (_, at) => ({ id: `many000${at}`, topic: `topic ${at}` })),
    );
    const first = await types('subscriptions');
    const second = await presses(first.document, 'Next');
    const all = textOf(first.document) + textOf(second.document);
    for (let at = 0; at < 7; at++) expect(all).toContain(`topic ${at}`);
    expect(textOf(second.document)).toContain('Page 2 of 2.');
  });

  it('offers to subscribe if there is none', async () => {
    const { types, opens } = await createSubscriptions();
    expect((await opens((await types('subscriptions')).document, 'Subscribe')).command.name).toBe('subscribe');
  });

  it.each([
    ['active', ['Change', 'Pause for a week', 'Pause', 'Preview', 'Send now', 'Send fewer', 'Unsubscribe']],
    ['paused', ['Resume', 'Change', 'Preview', 'Unsubscribe']],
    ['broken', ['Try again now', 'Change', 'Pause', 'Preview', 'Unsubscribe']],
  ] as const)('offers actions that work for a subscription that is %s', async (kind, labels) => {
    const since = { since: NOW, reason: 'Unknown Channel (10003)', ownerNotified: true };
    const state: Subscription['state'] = kind === 'broken' ? { kind, ...since } : { kind };
    for (const label of labels) {
      const { types, presses, opens } = await createSubscriptions({ state });
      const { document } = await types('subscriptions');
      expect([...actionsOf(document).keys()].filter((one) => one !== 'Subscribe').toReversed()).toEqual(labels);
      if (label === 'Change') expect((await opens(document, label)).hiddenValues).toEqual({ change: WALKING.id });
      else expect((await presses(document, label)).outcome).toBe('answered');
    }
  });

  it.each(['show', 'pause', 'resume', 'preview', 'send', 'fewer', 'unsubscribe', 'remove', 'restore'])(
    "doesn't find subscriptions of other tenants and direct messages of others: %s",
    async (action) => {
      const { types, core } = await createSubscriptions(
        { id: 'foreign1', place: { ...GENERAL, tenant: 'others' } },
        { id: 'private1', place: { ...GENERAL, channel: 'user:U2' }, owner: BOB },
      );
      for (const id of ['foreign1', 'private1', 'nonsense']) {
        const { outcome, document } = await types(`subscriptions ${action} ${id}`);
        expect(outcome).toBe('refused');
        expect(textOf(document)).toContain('No subscription "');
      }
      expect(await core.highlights.subscriptions.get('test', 'others', 'foreign1')).toMatchObject({
        state: { kind: 'active' },
      });
    },
  );

  it.each(['pause', 'resume', 'send', 'fewer', 'unsubscribe', 'remove', 'restore'])(
    'lets only its owner and the managers of the channel change it: %s',
    async (action) => {
      const test = await createSubscriptions({});
      const bob = createUser(test.core, { person: BOB, canManage: false });
      const refused = await bob.types(`subscriptions ${action} ${WALKING.id}`);
      expect(refused.outcome).toBe('refused');
      expect(textOf(refused.document)).toContain('change this subscription');
      expect(await stored(test)).toEqual(WALKING);
      expect(test.highlights.said).toEqual([]);
      expect(
        (await createUser(test.core, { canManage: false }).types(`subscriptions ${action} walk0001`)).outcome,
      ).toBe('answered');
    },
  );

  it('needs no id if there is one subscription, and asks for it if there are several', async () => {
    const one = await createSubscriptions({});
    expect((await one.types('subscriptions pause')).outcome).toBe('answered');
    expect((await stored(one))?.state).toEqual({ kind: 'paused' });
    const two = await createSubscriptions({}, { id: 'walk0002' });
    expect(textOf((await two.types('subscriptions pause')).document)).toContain('/papers subscriptions pause walk0001');
    expect(textOf((await (await createSubscriptions()).types('subscriptions pause')).document)).toContain(
      '/papers subscribe',
    );
  });

  it('suggests ids', async () => {
    const { does } = await createSubscriptions({}, { id: 'soup0001', topic: 'soup' });
    const response = await does({ kind: 'autocomplete', command: 'subscriptions', option: 'id', partial: 'sou' });
    const label = 'soup, on weekdays at 09:00 (Europe/Berlin)';
    expect(response).toEqual({ kind: 'suggestions', suggestions: [{ label, value: 'soup0001' }] });
  });
});

describe('/papers subscriptions pause', () => {
  it('pauses for a week, after which posts continue automatically', async () => {
    const test = await createSubscriptions({});
    const { document } = await test.types('subscriptions pause walk0001 for:week');
    expect(await stored(test)).toMatchObject({
      state: { kind: 'paused', until: '2025-03-12T09:00:00.000Z' },
      nextSlot: '2025-03-13T08:00:00.000Z',
    });
    expect(textOf(document)).toContain('Paused until');
    expect(announcementsOf(test)).toEqual(['Ada paused the highlights on walking safely until .']);
  });

  it('pauses until somebody resumes it, without catching up', async () => {
    const test = await createSubscriptions({});
    await test.types('subscriptions pause walk0001');
    expect(await stored(test)).not.toHaveProperty('nextSlot');
    test.clock.now = '2025-06-02T12:00:00.000Z';
    await test.types('subscriptions resume walk0001');
    expect(await stored(test)).toMatchObject({ state: { kind: 'active' }, nextSlot: '2025-06-03T07:00:00.000Z' });
    expect(announcementsOf(test)[1]).toBe('Ada resumed the highlights on walking safely.');
  });

  it('announces nothing about direct messages', async () => {
    const test = await createSubscriptions({ place: { ...GENERAL, channel: 'user:U1' } });
    await test.types('subscriptions pause walk0001');
    expect(test.highlights.said).toEqual([]);
  });

  it('pauses even if the announcement fails, and says so', async () => {
    const test = await createSubscriptions({});
    test.highlights.outcome = { kind: 'forbidden', reason: 'Missing Access (50001)' };
    const { outcome, document } = await test.types('subscriptions pause walk0001');
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain("This couldn't be announced in the channel");
    expect((await stored(test))?.state.kind).toBe('paused');
  });
});

describe('a button of an old post', () => {
  it('announces a pause once, however often it is pressed', async () => {
    const test = await createSubscriptions({});
    const pause = () => test.types('subscriptions pause walk0001 for:week');
    await Promise.all([pause(), pause()]);
    expect(textOf((await pause()).document)).toContain('Already paused');
    expect(test.highlights.said).toHaveLength(1);
  });

  it("doesn't limit an indefinite pause", async () => {
    const test = await createSubscriptions({ state: { kind: 'paused' } });
    expect(textOf((await test.types('subscriptions pause walk0001 for:week')).document)).toContain('Already paused');
    expect((await stored(test))?.state).toEqual({ kind: 'paused' });
  });

  it('undoes only the number of papers, not later changes', async () => {
    const test = await createSubscriptions({});
    const { document } = await test.types('subscriptions fewer walk0001');
    await test.types('subscribe cooking change:walk0001 confirm:yes');
    await test.presses(document, 'Undo');
    expect(await stored(test)).toMatchObject({ topic: 'cooking', criteria: WALKING.criteria });
  });

  it('retries at once what was refused a moment ago', async () => {
    const test = await createSubscriptions({
      state: { kind: 'broken', since: NOW, reason: 'is_archived', ownerNotified: true },
    });
    await delivered(test.core, { slot: NOW, state: 'failed', reason: 'is_archived' });
    test.clock.now = '2025-03-05T09:00:10.000Z';
    await test.types('subscriptions send walk0001');
    expect(await test.highlights.deliveries.history(WALKING.id, 9)).toMatchObject([
      { state: 'due' },
      { state: 'failed' },
    ]);
  });
});

describe('changing a subscription that is paused for a week', () => {
  const until = '2025-03-12T09:00:00.000Z';

  it('shows the posts after the pause, and stays paused', async () => {
    const test = await createSubscriptions({ state: { kind: 'paused', until }, nextSlot: '2025-03-13T08:00:00.000Z' });
    const preview = await test.types('subscribe walking change:walk0001 papers:3');
    expect(timesOf(preview.document).slice(0, 2)).toEqual([until, '2025-03-13T08:00:00.000Z']);
    const saved = await test.presses(preview.document, 'Save changes');
    expect(textOf(saved.document)).toContain("It's paused");
    expect(textOf(saved.document)).toContain('Resume');
    expect((await stored(test))?.state).toEqual({ kind: 'paused', until });
  });
});

describe('/papers subscriptions unsubscribe', () => {
  it.each([{}, { until: '2025-03-12T09:00:00.000Z' }])('restores a pause when undone: %j', async (pause) => {
    const test = await createSubscriptions({ state: { kind: 'paused', ...pause } });
    const ended = await test.types('subscriptions remove walk0001');
    await test.presses(ended.document, 'Undo');
    expect((await stored(test))?.state).toEqual({ kind: 'paused', ...pause });
  });

  it('asks for confirmation', async () => {
    const test = await createSubscriptions({});
    const asked = await test.types('subscriptions unsubscribe walk0001');
    expect(textOf(asked.document)).toContain('Unsubscribe from walking safely');
    expect((await stored(test))?.state).toEqual({ kind: 'active' });
    const kept = await test.presses(asked.document, 'Keep it');
    expect(kept.replacesOriginal).toBe(true);
    expect(textOf(kept.document)).toContain('Active');
    expect((await stored(test))?.state).toEqual({ kind: 'active' });
  });

  it('ends the subscription, announces who did, and can be undone', async () => {
    const test = await createSubscriptions({});
    const asked = await test.types('subscriptions unsubscribe walk0001');
    const ended = await test.presses(asked.document, 'Unsubscribe');
    expect(await stored(test)).toMatchObject({ state: { kind: 'ended', at: NOW, by: 'Ada' } });
    expect(await stored(test)).not.toHaveProperty('nextSlot');
    expect(announcementsOf(test)).toEqual(['Ada ended the highlights on walking safely.']);
    expect(textOf((await test.types('subscriptions')).document)).toContain('No subscriptions here');
    await test.presses(ended.document, 'Undo');
    expect(await stored(test)).toMatchObject({ state: { kind: 'active' }, nextSlot: '2025-03-06T08:00:00.000Z' });
    expect(announcementsOf(test)[1]).toBe('Ada restored the highlights on walking safely.');
  });

  it('is announced once when pressed twice', async () => {
    const test = await createSubscriptions({});
    await test.types('subscriptions remove walk0001');
    expect((await test.types('subscriptions remove walk0001')).outcome).toBe('answered');
    expect(test.highlights.said).toHaveLength(1);
  });

  it("can't be undone after a week, nor can an ended subscription be changed", async () => {
    const test = await createSubscriptions({ state: { kind: 'ended', at: '2025-02-25T09:00:00.000Z', by: 'Ada' } });
    expect((await test.types('subscriptions restore walk0001')).outcome).toBe('refused');
    for (const action of ['pause', 'resume', 'send', 'fewer']) {
      expect(textOf((await test.types(`subscriptions ${action} walk0001`)).document)).toContain(
        'This subscription has ended',
      );
    }
    expect(textOf((await test.types('subscribe walking change:walk0001')).document)).toContain('has ended');
  });
});

describe('/papers subscriptions fewer', () => {
  it.each([
    [
      { kind: 'best', count: 5 },
      { kind: 'best', count: 2 },
    ],
    [
      { kind: 'upvotes', atLeast: 10 },
      { kind: 'upvotes', atLeast: 20 },
    ],
  ] as const)('reduces %o to %o, says so, and can be undone', async (criteria, less) => {
    const test = await createSubscriptions({ criteria });
    const { document } = await test.types('subscriptions fewer walk0001');
    expect((await stored(test))?.criteria).toEqual(less);
    expect(textOf(document)).toMatch(/Reduced from .* to /);
    expect(announcementsOf(test)[0]).toMatch(/^Ada reduced the highlights on walking safely from .* to /);
    expect((await test.presses(document, 'Undo')).outcome).toBe('answered');
    expect(await stored(test)).toEqual({ ...WALKING, criteria });
  });

  it('suggests a pause for a single paper', async () => {
    const test = await createSubscriptions({ criteria: { kind: 'best', count: 1 } });
    const { outcome, document } = await test.types('subscriptions fewer walk0001');
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('for:week');
  });
});

describe('/papers subscriptions send', () => {
  it('plans one extra delivery, however often it is pressed', async () => {
    const test = await createSubscriptions({});
    test.clock.now = '2025-03-05T09:00:10.500Z';
    for (let press = 0; press < 3; press++) await test.types('subscriptions send walk0001');
    expect(await test.highlights.deliveries.history('walk0001', 9)).toMatchObject([
      { slot: '2025-03-05T09:00:10.000Z', state: 'due', attempts: 0 },
    ]);
    expect(await stored(test)).toEqual(WALKING);
    expect(test.highlights.woken).toBe(1);
    test.clock.now = '2025-03-05T09:05:00.000Z';
    await test.types('subscriptions send walk0001');
    expect(await test.highlights.deliveries.history('walk0001', 9)).toHaveLength(2);
  });

  it('retries a failing subscription', async () => {
    const state = { kind: 'broken', since: NOW, reason: 'Unknown Channel (10003)', ownerNotified: true } as const;
    const test = await createSubscriptions({ state });
    await test.types('subscriptions send walk0001');
    expect(await test.highlights.deliveries.history('walk0001', 9)).toHaveLength(1);
    expect(await stored(test)).toMatchObject({ state });
    expect(test.highlights.woken).toBe(1);
  });

  it('refuses a paused subscription', async () => {
    const test = await createSubscriptions({ state: { kind: 'paused' } });
    expect(textOf((await test.types('subscriptions send walk0001')).document)).toContain('resume walk0001');
    expect(test.highlights.woken).toBe(0);
  });
});

describe('/papers subscriptions preview', () => {
  it('shows what would be posted now, and why not the rest', async () => {
    const test = await createSubscriptions({
      createdAt: '2025-03-04T10:00:00.000Z',
      criteria: { kind: 'best', count: 2 },
    });
    await delivered(test.core, { slot: '2025-03-04T11:00:00.000Z', state: 'sent', paperIds: ['2503.00001'] });
    const { document } = await test.types('subscriptions preview walk0001');
    expect(titlesOf(document)).toHaveLength(2);
    expect(titlesOf(document)).not.toContain('Walking Safely, Volume 1');
    expect(textOf(document)).toContain('new, Mar');
    expect(textOf(document)).toMatch(/already shown \(1\)/);
    expect(textOf(document)).toMatch(/not new \(\d+\)/);
    expect(test.highlights.said).toEqual([]);
  });

  it('reports that nothing would be posted', async () => {
    const { types } = await createSubscriptions({ topic: 'quantum' });
    expect(textOf((await types('subscriptions preview')).document)).toContain('Nothing: no paper on the topic is new.');
  });
});

describe('/papers status', () => {
  it('shows what was posted when, what was not, and why', async () => {
    const test = await createSubscriptions({});
    await delivered(test.core, { slot: '2025-03-01T08:00:00.000Z', state: 'failed', reason: 'Missing Access (50001)' });
    await delivered(test.core, { slot: '2025-03-02T08:00:00.000Z', state: 'sent' });
    await delivered(test.core, { slot: '2025-03-03T08:00:00.000Z', state: 'skipped', reason: 'no paper was new' });
    await delivered(test.core, { slot: '2025-03-04T08:00:00.000Z', state: 'unknown', reason: 'no response came' });
    await delivered(test.core, { slot: '2025-03-05T08:00:00.000Z' });
    const { document, ephemeral } = await test.types('status');
    expect(ephemeral).toBe(true);
    const replyText = textOf(document);
    expect(replyText).toContain('Pending: 1. Unconfirmed: 1.');
    expect(replyText).toContain('refused, Missing Access (50001)');
    expect(replyText).toContain('sent, 12 seconds late');
    expect(replyText).toContain('nothing to post, no paper was new');
    expect(replyText).toContain('outcome unknown, no response came');
    expect(replyText).toContain("If it's missing in the channel, send it with");
    expect(timesOf(document)).toHaveLength(5);
  });

  it('is for managers, and shows no direct messages', async () => {
    const { core, types } = await createSubscriptions(
      {},
      { id: 'private1', place: { ...GENERAL, channel: 'user:U2' }, owner: BOB, topic: 'secret' },
    );
    expect(textOf((await types('status')).document)).not.toContain('secret');
    expect((await createUser(core, { canManage: false }).types('status')).outcome).toBe('refused');
  });

  it('suggests to subscribe if there is none', async () => {
    expect(textOf((await (await createSubscriptions()).types('status')).document)).toContain('/papers subscribe');
  });
});

describe('/papers home', () => {
  it('shows the subscriptions of the person, failing ones first', async () => {
    const state = { kind: 'broken', since: NOW, reason: 'Unknown Channel (10003)', ownerNotified: false } as const;
    const { types, presses } = await createSubscriptions(
      {},
      { id: 'broken01', topic: 'soup', state },
      { id: 'bobs', owner: BOB },
    );
    const { document } = await types('home');
    const facts = document.blocks.flatMap((block) => (block.kind === 'facts' ? block.facts : []));
    expect(facts.map(({ label }) => label)).toEqual(['soup', 'walking safely']);
    expect(textOf({ blocks: [{ kind: 'facts', facts }] })).toContain('🔴 Failing since');
    expect(textOf((await presses(document, 'Manage subscriptions')).document)).toContain('3 subscriptions');
  });

  it('links to the trending papers', async () => {
    const { types, presses } = await createSubscriptions();
    expect(textOf((await presses((await types('home')).document, 'Trending')).document)).toMatch(/^Trending papers/);
  });

  it('offers to subscribe', async () => {
    const { types, opens } = await createSubscriptions();
    expect((await opens((await types('home')).document, 'Daily highlights')).command.name).toBe('subscribe');
  });
});
