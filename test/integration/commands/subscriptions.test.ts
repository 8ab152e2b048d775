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

async function having(...some: readonly Partial<Subscription>[]) {
  const { core, clock } = createWorld();
  for (const one of some) await core.highlights.subscriptions.add({ ...WALKING, ...one });
  return { core, clock, desk: core.highlights, ...createUser(core) };
}

const stored = ({ core }: { core: AppServices }, id = WALKING.id): Promise<Subscription | undefined> =>
  core.highlights.subscriptions.get('test', 'team', id);

/** What was said in channels, in order. */
const saidBy = ({ desk }: { desk: { said: readonly { document: Parameters<typeof textOf>[0] }[] } }): string[] =>
  desk.said.map(({ document }) => textOf(document));

/** A delivery that was claimed, begun and ended as told. */
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
  it('lists what is posted here and what somebody gets in private, and nothing of others or elsewhere', async () => {
    const { types, core } = await having(
      {},
      { id: 'own00001', place: { ...GENERAL, channel: 'user:U1' }, topic: 'my own' },
      { id: 'other001', place: { ...GENERAL, channel: 'user:U2' }, topic: 'a secret of Bob', owner: BOB },
      { id: 'random01', place: RANDOM, topic: 'random of Bob', owner: BOB },
      { id: 'random02', place: RANDOM, topic: 'random of Ada' },
      { id: 'foreign1', place: { ...GENERAL, tenant: 'others' }, topic: 'foreign' },
    );
    const said = textOf((await types('subscriptions')).document);
    expect(said).toContain('3 subscriptions');
    for (const topic of ['walking safely', 'my own', 'random of Ada']) expect(said).toContain(topic);
    for (const topic of ['secret', 'random of Bob', 'foreign']) expect(said).not.toContain(topic);
    const bob = textOf((await createUser(core, { person: BOB }).types('subscriptions')).document);
    expect(bob).toContain('secret of Bob');
    expect(bob).not.toContain('my own');
  });

  it('says how each stands, the last post and the next', async () => {
    const test = await having(
      {},
      { id: 'paused01', state: { kind: 'paused', until: '2025-03-12T08:00:00.000Z' } },
      {
        id: 'broken01',
        state: { kind: 'broken', since: NOW, reason: 'Slack returned not_in_channel', ownerNotified: true },
      },
    );
    await delivered(test.core, { slot: '2025-03-04T08:00:00.000Z', state: 'sent' });
    const { document } = await test.types('subscriptions');
    const said = textOf(document);
    expect(said).toContain('Active');
    expect(said).toContain(': sent, 12 seconds after its time');
    expect(said).toContain('⏸ ');
    expect(said).toContain('Paused until');
    expect(said).toContain('🔴 ');
    expect(said).toContain('Slack returned not_in_channel');
    expect(said).toContain('Set up by Ada');
    expect(timesOf(document)).toEqual(expect.arrayContaining(['2025-03-04T08:00:00.000Z', WALKING.nextSlot]));
  });

  it('names the cause and the fix of what is broken as the platform knows them', async () => {
    const { core } = createWorld();
    const place = { ...GENERAL, platform: 'slack' };
    const state = {
      kind: 'broken',
      since: NOW,
      reason: 'Slack returned not_in_channel',
      ownerNotified: false,
    } as const;
    await core.highlights.subscriptions.add({ ...WALKING, place, state });
    const said = textOf((await createUser(core, { place }).types('subscriptions')).document);
    expect(said).toContain('Paperboy is not in the channel. Write /invite @Paperboy in it.');
  });

  it('turns its pages', async () => {
    const { types, presses } = await having(
      ...Array.from({ length: 7 }, (_, at) => ({ id: `many000${at}`, topic: `topic ${at}` })),
    );
    const first = await types('subscriptions');
    const second = await presses(first.document, 'Next');
    const all = textOf(first.document) + textOf(second.document);
    for (let at = 0; at < 7; at++) expect(all).toContain(`topic ${at}`);
    expect(textOf(second.document)).toContain('Page 2 of 2.');
  });

  it('offers to subscribe where there is nothing', async () => {
    const { types, opens } = await having();
    expect((await opens((await types('subscriptions')).document, 'Subscribe')).command.name).toBe('subscribe');
  });

  it.each([
    ['active', ['Change', 'Pause for a week', 'Pause', 'Preview', 'Send now', 'Send fewer', 'Unsubscribe']],
    ['paused', ['Resume', 'Change', 'Preview', 'Unsubscribe']],
    ['broken', ['Try again now', 'Change', 'Pause', 'Preview', 'Unsubscribe']],
  ] as const)('offers what fits what is %s, all of which works', async (kind, labels) => {
    const since = { since: NOW, reason: 'Unknown Channel (10003)', ownerNotified: true };
    const state: Subscription['state'] = kind === 'broken' ? { kind, ...since } : { kind };
    for (const label of labels) {
      const { types, presses, opens } = await having({ state });
      const { document } = await types('subscriptions');
      expect([...actionsOf(document).keys()].filter((one) => one !== 'Subscribe').toReversed()).toEqual(labels);
      if (label === 'Change') expect((await opens(document, label)).hiddenValues).toEqual({ change: WALKING.id });
      else expect((await presses(document, label)).outcome).toBe('answered');
    }
  });

  it.each(['show', 'pause', 'resume', 'preview', 'send', 'fewer', 'unsubscribe', 'remove', 'restore'])(
    'knows nothing of other tenants and of what others get in private: %s',
    async (action) => {
      const { types, core } = await having(
        { id: 'foreign1', place: { ...GENERAL, tenant: 'others' } },
        { id: 'private1', place: { ...GENERAL, channel: 'user:U2' }, owner: BOB },
      );
      for (const id of ['foreign1', 'private1', 'nonsense']) {
        const { outcome, document } = await types(`subscriptions ${action} ${id}`);
        expect(outcome).toBe('refused');
        expect(textOf(document)).toContain('There is no subscription');
      }
      expect(await core.highlights.subscriptions.get('test', 'others', 'foreign1')).toMatchObject({
        state: { kind: 'active' },
      });
    },
  );

  it.each(['pause', 'resume', 'send', 'fewer', 'unsubscribe', 'remove', 'restore'])(
    'lets those alone change it who set it up or manage the channel: %s',
    async (action) => {
      const test = await having({});
      const bob = createUser(test.core, { person: BOB, canManage: false });
      const refused = await bob.types(`subscriptions ${action} ${WALKING.id}`);
      expect(refused.outcome).toBe('refused');
      expect(textOf(refused.document)).toContain('change this subscription');
      expect(await stored(test)).toEqual(WALKING);
      expect(test.desk.said).toEqual([]);
      expect(
        (await createUser(test.core, { canManage: false }).types(`subscriptions ${action} walk0001`)).outcome,
      ).toBe('answered');
    },
  );

  it('means the only one there is where none is named, and asks which of several', async () => {
    const one = await having({});
    expect((await one.types('subscriptions pause')).outcome).toBe('answered');
    expect((await stored(one))?.state).toEqual({ kind: 'paused' });
    const two = await having({}, { id: 'walk0002' });
    expect(textOf((await two.types('subscriptions pause')).document)).toContain('/papers subscriptions pause walk0001');
    expect(textOf((await (await having()).types('subscriptions pause')).document)).toContain('/papers subscribe');
  });

  it('offers ids while one types', async () => {
    const { does } = await having({}, { id: 'soup0001', topic: 'soup' });
    const answer = await does({ kind: 'autocomplete', command: 'subscriptions', option: 'id', partial: 'sou' });
    const label = 'soup, on weekdays at 09:00 (Europe/Berlin)';
    expect(answer).toEqual({ kind: 'suggestions', suggestions: [{ label, value: 'soup0001' }] });
  });
});

describe('pausing', () => {
  it('is for a week where asked to, and goes on by itself at the first slot after it', async () => {
    const test = await having({});
    const { document } = await test.types('subscriptions pause walk0001 for:week');
    expect(await stored(test)).toMatchObject({
      state: { kind: 'paused', until: '2025-03-12T09:00:00.000Z' },
      nextSlot: '2025-03-13T08:00:00.000Z',
    });
    expect(textOf(document)).toContain('Paused until');
    expect(saidBy(test)).toEqual(['Ada paused the highlights on walking safely until .']);
  });

  it('is until somebody resumes it, which catches nothing up', async () => {
    const test = await having({});
    await test.types('subscriptions pause walk0001');
    expect(await stored(test)).not.toHaveProperty('nextSlot');
    test.clock.now = '2025-06-02T12:00:00.000Z';
    await test.types('subscriptions resume walk0001');
    expect(await stored(test)).toMatchObject({ state: { kind: 'active' }, nextSlot: '2025-06-03T07:00:00.000Z' });
    expect(saidBy(test)[1]).toBe('Ada resumed the highlights on walking safely.');
  });

  it('tells nobody of what somebody gets in private', async () => {
    const test = await having({ place: { ...GENERAL, channel: 'user:U1' } });
    await test.types('subscriptions pause walk0001');
    expect(test.desk.said).toEqual([]);
  });

  it('is done, and says so, where the channel can not be told', async () => {
    const test = await having({});
    test.desk.outcome = { kind: 'forbidden', reason: 'Missing Access (50001)' };
    const { outcome, document } = await test.types('subscriptions pause walk0001');
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('could not be told');
    expect((await stored(test))?.state.kind).toBe('paused');
  });
});

describe('pressing what stands below an old post', () => {
  it('tells the channel once of a pause, however often and quickly it is pressed', async () => {
    const test = await having({});
    const pause = () => test.types('subscriptions pause walk0001 for:week');
    await Promise.all([pause(), pause()]);
    expect(textOf((await pause()).document)).toContain('paused already');
    expect(test.desk.said).toHaveLength(1);
  });

  it('gives no end to a pause that has none', async () => {
    const test = await having({ state: { kind: 'paused' } });
    expect(textOf((await test.types('subscriptions pause walk0001 for:week')).document)).toContain('paused already');
    expect((await stored(test))?.state).toEqual({ kind: 'paused' });
  });

  it('takes back the number alone, whatever was changed meanwhile', async () => {
    const test = await having({});
    const { document } = await test.types('subscriptions fewer walk0001');
    await test.types('subscribe cooking change:walk0001 confirm:yes');
    await test.presses(document, 'Undo');
    expect(await stored(test)).toMatchObject({ topic: 'cooking', criteria: WALKING.criteria });
  });

  it('tries at once again what was refused a moment ago', async () => {
    const test = await having({ state: { kind: 'broken', since: NOW, reason: 'is_archived', ownerNotified: true } });
    await delivered(test.core, { slot: NOW, state: 'failed', reason: 'is_archived' });
    test.clock.now = '2025-03-05T09:00:10.000Z';
    await test.types('subscriptions send walk0001');
    expect(await test.desk.deliveries.history(WALKING.id, 9)).toMatchObject([{ state: 'due' }, { state: 'failed' }]);
  });
});

describe('changing what is paused for a week', () => {
  const until = '2025-03-12T09:00:00.000Z';

  it('says so, with the slots after it, and stays paused', async () => {
    const test = await having({ state: { kind: 'paused', until }, nextSlot: '2025-03-13T08:00:00.000Z' });
    const preview = await test.types('subscribe walking change:walk0001 papers:3');
    expect(timesOf(preview.document).slice(0, 2)).toEqual([until, '2025-03-13T08:00:00.000Z']);
    const saved = await test.presses(preview.document, 'Save the change');
    expect(textOf(saved.document)).toContain('It is paused');
    expect(textOf(saved.document)).toContain('Resume');
    expect((await stored(test))?.state).toEqual({ kind: 'paused', until });
  });
});

describe('unsubscribing', () => {
  it.each([{}, { until: '2025-03-12T09:00:00.000Z' }])('undone brings back a pause: %j', async (pause) => {
    const test = await having({ state: { kind: 'paused', ...pause } });
    const ended = await test.types('subscriptions remove walk0001');
    await test.presses(ended.document, 'Undo');
    expect((await stored(test))?.state).toEqual({ kind: 'paused', ...pause });
  });

  it('asks first, and keeps it where that was a slip', async () => {
    const test = await having({});
    const asked = await test.types('subscriptions unsubscribe walk0001');
    expect(textOf(asked.document)).toContain('Unsubscribe from walking safely');
    expect((await stored(test))?.state).toEqual({ kind: 'active' });
    const kept = await test.presses(asked.document, 'Keep it');
    expect(kept.replacesOriginal).toBe(true);
    expect(textOf(kept.document)).toContain('Active');
    expect((await stored(test))?.state).toEqual({ kind: 'active' });
  });

  it('ends it, tells the channel who did, and can be undone', async () => {
    const test = await having({});
    const asked = await test.types('subscriptions unsubscribe walk0001');
    const ended = await test.presses(asked.document, 'Unsubscribe');
    expect(await stored(test)).toMatchObject({ state: { kind: 'ended', at: NOW, by: 'Ada' } });
    expect(await stored(test)).not.toHaveProperty('nextSlot');
    expect(saidBy(test)).toEqual(['Ada ended the highlights on walking safely.']);
    expect(textOf((await test.types('subscriptions')).document)).toContain('Nothing is posted here');
    await test.presses(ended.document, 'Undo');
    expect(await stored(test)).toMatchObject({ state: { kind: 'active' }, nextSlot: '2025-03-06T08:00:00.000Z' });
    expect(saidBy(test)[1]).toBe('Ada brought back the highlights on walking safely.');
  });

  it('pressed twice tells the channel once', async () => {
    const test = await having({});
    await test.types('subscriptions remove walk0001');
    expect((await test.types('subscriptions remove walk0001')).outcome).toBe('answered');
    expect(test.desk.said).toHaveLength(1);
  });

  it('can not be undone after a week, and changes nothing that has ended', async () => {
    const test = await having({ state: { kind: 'ended', at: '2025-02-25T09:00:00.000Z', by: 'Ada' } });
    expect((await test.types('subscriptions restore walk0001')).outcome).toBe('refused');
    for (const action of ['pause', 'resume', 'send', 'fewer']) {
      expect(textOf((await test.types(`subscriptions ${action} walk0001`)).document)).toContain('It has ended');
    }
    expect(textOf((await test.types('subscribe walking change:walk0001')).document)).toContain('has ended');
  });
});

describe('having fewer', () => {
  it.each([
    [
      { kind: 'best', count: 5 },
      { kind: 'best', count: 2 },
    ],
    [
      { kind: 'upvotes', atLeast: 10 },
      { kind: 'upvotes', atLeast: 20 },
    ],
  ] as const)('of %o leaves %o, says what changed, and can be undone', async (criteria, less) => {
    const test = await having({ criteria });
    const { document } = await test.types('subscriptions fewer walk0001');
    expect((await stored(test))?.criteria).toEqual(less);
    expect(textOf(document)).toMatch(/Reduced from .* to /);
    expect(saidBy(test)[0]).toMatch(/^Ada reduced the highlights on walking safely from .* to /);
    expect((await test.presses(document, 'Undo')).outcome).toBe('answered');
    expect(await stored(test)).toEqual({ ...WALKING, criteria });
  });

  it('than one paper says what else one can do', async () => {
    const test = await having({ criteria: { kind: 'best', count: 1 } });
    const { outcome, document } = await test.types('subscriptions fewer walk0001');
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('for:week');
  });
});

describe('sending now', () => {
  it('plans one delivery for this moment beside the slots, however often it is pressed', async () => {
    const test = await having({});
    test.clock.now = '2025-03-05T09:00:10.500Z';
    for (let press = 0; press < 3; press++) await test.types('subscriptions send walk0001');
    expect(await test.desk.deliveries.history('walk0001', 9)).toMatchObject([
      { slot: '2025-03-05T09:00:10.000Z', state: 'due', attempts: 0 },
    ]);
    expect(await stored(test)).toEqual(WALKING);
    expect(test.desk.woken).toBe(1);
    test.clock.now = '2025-03-05T09:05:00.000Z';
    await test.types('subscriptions send walk0001');
    expect(await test.desk.deliveries.history('walk0001', 9)).toHaveLength(2);
  });

  it('tries what is broken again', async () => {
    const state = { kind: 'broken', since: NOW, reason: 'Unknown Channel (10003)', ownerNotified: true } as const;
    const test = await having({ state });
    await test.types('subscriptions send walk0001');
    expect(await test.desk.deliveries.history('walk0001', 9)).toHaveLength(1);
    expect(await stored(test)).toMatchObject({ state });
    expect(test.desk.woken).toBe(1);
  });

  it('says that a paused one has to go on first', async () => {
    const test = await having({ state: { kind: 'paused' } });
    expect(textOf((await test.types('subscriptions send walk0001')).document)).toContain('resume walk0001');
    expect(test.desk.woken).toBe(0);
  });
});

describe('previewing', () => {
  it('shows what would come right now, and why the rest would not', async () => {
    const test = await having({ createdAt: '2025-03-04T10:00:00.000Z', criteria: { kind: 'best', count: 2 } });
    await delivered(test.core, { slot: '2025-03-04T11:00:00.000Z', state: 'sent', paperIds: ['2503.00001'] });
    const { document } = await test.types('subscriptions preview walk0001');
    expect(titlesOf(document)).toHaveLength(2);
    expect(titlesOf(document)).not.toContain('Walking Safely, Volume 1');
    expect(textOf(document)).toContain('new, Mar');
    expect(textOf(document)).toMatch(/shown before \(1\)/);
    expect(textOf(document)).toMatch(/not new \(\d+\)/);
    expect(test.desk.said).toEqual([]);
  });

  it('says so where nothing would come', async () => {
    const { types } = await having({ topic: 'quantum' });
    expect(textOf((await types('subscriptions preview')).document)).toContain('Nothing: no paper on the topic is new.');
  });
});

describe('/papers status', () => {
  it('says of each subscription what was sent when, what was not, and why', async () => {
    const test = await having({});
    await delivered(test.core, { slot: '2025-03-01T08:00:00.000Z', state: 'failed', reason: 'Missing Access (50001)' });
    await delivered(test.core, { slot: '2025-03-02T08:00:00.000Z', state: 'sent' });
    await delivered(test.core, { slot: '2025-03-03T08:00:00.000Z', state: 'skipped', reason: 'no paper was new' });
    await delivered(test.core, { slot: '2025-03-04T08:00:00.000Z', state: 'unknown', reason: 'no answer came' });
    await delivered(test.core, { slot: '2025-03-05T08:00:00.000Z' });
    const { document, ephemeral: isPrivate } = await test.types('status');
    expect(isPrivate).toBe(true);
    const said = textOf(document);
    expect(said).toContain('Waiting to be sent: 1. Outcome unknown: 1.');
    expect(said).toContain('refused, Missing Access (50001)');
    expect(said).toContain('sent, 12 seconds after its time');
    expect(said).toContain('nothing to post, no paper was new');
    expect(said).toContain('nobody knows whether it was sent, no answer came');
    expect(said).toContain('Look at the channel');
    expect(timesOf(document)).toHaveLength(5);
  });

  it('is for those who manage the place, of which it tells no private things', async () => {
    const { core, types } = await having(
      {},
      { id: 'private1', place: { ...GENERAL, channel: 'user:U2' }, owner: BOB, topic: 'secret' },
    );
    expect(textOf((await types('status')).document)).not.toContain('secret');
    expect((await createUser(core, { canManage: false }).types('status')).outcome).toBe('refused');
  });

  it('says so where nothing is posted', async () => {
    expect(textOf((await (await having()).types('status')).document)).toContain('/papers subscribe');
  });
});

describe('/papers home', () => {
  it('shows what somebody has subscribed to, the broken ones first', async () => {
    const state = { kind: 'broken', since: NOW, reason: 'Unknown Channel (10003)', ownerNotified: false } as const;
    const { types, presses } = await having({}, { id: 'broken01', topic: 'soup', state }, { id: 'bobs', owner: BOB });
    const { document } = await types('home');
    const facts = document.blocks.flatMap((block) => (block.kind === 'facts' ? block.facts : []));
    expect(facts.map(({ label }) => label)).toEqual(['soup', 'walking safely']);
    expect(textOf({ blocks: [{ kind: 'facts', facts }] })).toContain('🔴 Broken since');
    expect(textOf((await presses(document, 'Your subscriptions')).document)).toContain('3 subscriptions');
  });

  it('leads to what is trending', async () => {
    const { types, presses } = await having();
    expect(textOf((await presses((await types('home')).document, 'Trending')).document)).toMatch(/^Trending papers/);
  });

  it('leads to a first subscription', async () => {
    const { types, opens } = await having();
    expect((await opens((await types('home')).document, 'Daily highlights')).command.name).toBe('subscribe');
  });
});
