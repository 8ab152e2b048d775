import { describe, expect, it } from 'vitest';
import { dispatchDue } from '../../../src/features/highlights/dispatcher.ts';
import { planSlots } from '../../../src/features/highlights/planner.ts';
import { createPostRateLimiter } from '../../../src/features/highlights/post-rate-limiter.ts';
import { findTestTraits, textOf, titlesOf } from '../../fakes/core.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { createScriptedPlatform } from '../../fakes/platform.ts';
import { BOB, createUser, createWorld, GENERAL, RANDOM } from './command-tester.ts';

const WEEKLY = 'subscribe about:discussions zone:Berlin';
/** The Friday after, nine o'clock in Berlin. */
const FRIDAY = '2025-03-07T08:00:00.000Z';

/** Ada in a channel with discussions, and the dispatcher. */
async function createScenario() {
  const { core, clock } = createWorld();
  const ada = createUser(core);
  const { repository } = core.discussions;
  const platform = createScriptedPlatform();
  const { log } = createMemoryLog();

  /** Opens a discussion of a paper, and sets its reply count. */
  const discuss = async (paperId: string, replies: number, who = ada): Promise<void> => {
    await who.types(`discuss ${paperId}`);
    const lease = { owner: 'a test', until: clock.now };
    for (const one of await repository.claimDueRefreshes({
      lease,
      now: '2030-01-01T00:00:00.000Z',
      limit: 50,
      platforms: ['test'],
    })) {
      const activity = one.paperId === paperId ? { replies, people: 2, lastAt: clock.now } : one.activity;
      await repository.recordRefresh(one.id, { owner: 'a test', now: clock.now, activity, refreshAt: clock.now });
    }
  };
  const subscribe = async (text = WEEKLY) => {
    const preview = await ada.types(text);
    return { preview, confirmation: await ada.presses(preview.document, 'Subscribe') };
  };
  const deliver = async (): Promise<void> => {
    await planSlots({ ...core.highlights, log });
    await dispatchDue(platform, {
      ...{ ...core.highlights, log, leaseOwner: 'process 1', signal: new AbortController().signal },
      rateLimiter: createPostRateLimiter({ now: core.now, findTraits: findTestTraits }),
      notifyOwner: async () => true,
      recordDelivery: () => {},
    });
  };
  const all = () => core.highlights.subscriptions.list('test', 'team');
  const cooking = core.papers.byTitle('Cooking Soup')?.id ?? '';
  return { core, clock, ada, discuss, subscribe, deliver, platform, all, cooking };
}

describe('/papers subscribe about:discussions', () => {
  it('previews the most discussed papers, by default on Fridays', async () => {
    const { discuss, ada } = await createScenario();
    await discuss('2503.00001', 3);
    await discuss('2503.00002', 5);
    const { document } = await ada.types(WEEKLY);
    expect(titlesOf(document)).toEqual(['Walking Safely, Volume 2', 'Walking Safely, Volume 1']);
    const replyText = textOf(document);
    expect(replyText).toContain('the most discussed papers');
    expect(replyText).toContain('the 5 with the most replies in a week');
    expect(replyText).toContain('on Fridays at 09:00 (Europe/Berlin)');
    expect(replyText).toContain('5 replies this week');
  });

  it('reports in the preview that nothing was discussed', async () => {
    const { ada } = await createScenario();
    expect(textOf((await ada.types(WEEKLY)).document)).toContain('No replies here in the past week');
  });

  it('is saved, announced in the channel and confirmed', async () => {
    const { subscribe, all, core } = await createScenario();
    const { confirmation } = await subscribe(`${WEEKLY} papers:3`);
    expect(await all()).toMatchObject([
      { about: 'discussions', criteria: { kind: 'best', count: 3 }, place: GENERAL, schedule: { days: [5] } },
    ]);
    expect(textOf(confirmation.document)).toContain('with the most discussed papers of the week before');
    expect(textOf(core.highlights.said[0]?.document ?? { blocks: [] })).toContain(
      'Ada subscribed this channel to the most discussed papers',
    );
  });

  it('is different from a subscription to new papers', async () => {
    const { subscribe, all } = await createScenario();
    await subscribe('subscribe days:fri zone:Berlin');
    await subscribe();
    expect((await all()).map(({ about }) => about)).toEqual(['papers', 'discussions']);
    expect(textOf((await subscribe().catch(() => undefined))?.preview.document ?? { blocks: [] })).toBe('');
  });

  it.each([
    ['threshold:20', 'threshold', 'not by upvotes'],
    ['quiet:archive', 'quiet', 'The archive is for new papers'],
    ['where:me', 'where', 'needs a channel'],
    ['rl about:papers', 'about', 'is set twice'],
  ])('refuses %s with a call that works', async (text, field, reason) => {
    const { ada } = await createScenario();
    const { outcome, fieldErrors, document } = await ada.types(`${WEEKLY} ${text}`);
    expect(outcome).toBe('refused');
    expect(Object.keys(fieldErrors ?? {})).toEqual([field]);
    expect(textOf(document)).toContain(reason);
    const [, hint = ''] = /Try: \/papers (.+)$/.exec(textOf(document)) ?? [];
    expect((await ada.types(hint)).outcome).toBe('answered');
  });

  it('is refused in private', async () => {
    const { core } = await createScenario();
    const { outcome, document } = await createUser(core, { place: { channel: '' } }).types(WEEKLY);
    expect([outcome, textOf(document)]).toEqual(['refused', expect.stringContaining('Choose one')]);
  });

  it('is not a field of the form, which keeps it when the subscription changes', async () => {
    const { ada, subscribe, all } = await createScenario();
    const form = await ada.form({ kind: 'command', call: { text: 'subscribe' } });
    expect(form.fields.map(({ name }) => name)).not.toContain('about');
    const { confirmation } = await subscribe();
    const change = await ada.opens(confirmation.document, 'Change');
    expect(change.fields.find(({ name }) => name === 'threshold')?.value).toBeUndefined();
    const filled = change.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
    const values = { ...change.hiddenValues, ...Object.fromEntries(filled), papers: '2' };
    const preview = await ada.submits('subscribe', values);
    expect(textOf(preview.document)).toContain('the 2 with the most replies in a week');
    await ada.presses(preview.document, 'Save changes');
    expect(await all()).toMatchObject([{ about: 'discussions', criteria: { count: 2 } }]);
  });

  it('changes to new papers and back without options that only apply to the other', async () => {
    const { ada, subscribe, all } = await createScenario();
    await subscribe('subscribe threshold:20 quiet:archive zone:Berlin');
    const [one] = await all();
    const changes = async (text: string) =>
      ada.presses((await ada.types(`subscribe change:${one?.id} ${text}`)).document, 'Save changes');
    await changes('about:discussions');
    expect(await all()).toMatchObject([
      { about: 'discussions', criteria: { kind: 'best', count: 5 }, onQuietDay: 'silence', schedule: one?.schedule },
    ]);
    await changes('about:papers threshold:9');
    expect(await all()).toMatchObject([{ about: 'papers', criteria: { kind: 'upvotes', atLeast: 9 } }]);
  });

  it('can be listed, previewed and reduced', async () => {
    const { ada, discuss, subscribe } = await createScenario();
    await discuss('2503.00001', 3);
    const { confirmation } = await subscribe(`${WEEKLY} walking papers:4`);
    expect(textOf(confirmation.document)).toContain('the most discussed papers on walking');
    const list = await ada.types('subscriptions');
    expect(textOf(list.document)).toContain('the most discussed papers on walking');
    const preview = await ada.presses(list.document, 'Preview');
    expect(titlesOf(preview.document)).toEqual(['Walking Safely, Volume 1']);
    const fewer = await ada.presses(list.document, 'Send fewer');
    expect(textOf(fewer.document)).toContain('the 4 with the most replies in a week to the 2 with');
  });
});

describe('the weekly post of the most discussed papers', () => {
  it('is posted on schedule, most replies first, with links to the threads', async () => {
    const { subscribe, discuss, deliver, platform, clock } = await createScenario();
    await subscribe();
    await discuss('2503.00001', 3);
    await discuss('2503.00002', 5);
    clock.now = FRIDAY;
    await deliver();
    const [post, ...more] = platform.said;
    expect(more).toEqual([]);
    expect(post?.place).toEqual(GENERAL);
    expect(titlesOf(post?.document ?? { blocks: [] })).toEqual([
      'Walking Safely, Volume 2',
      'Walking Safely, Volume 1',
    ]);
    const replyText = textOf(post?.document ?? { blocks: [] });
    expect(replyText).toMatch(/^Most discussed here this week\n/);
    for (const part of ['5 replies this week', 'Discuss', 'Open', 'Unsubscribe', 'the most discussed papers']) {
      expect(replyText).toContain(part);
    }
    expect(JSON.stringify(post?.document)).toContain('https://chat.test/message-2');
  });

  it('counts the replies of the week only, and repeats papers that are still discussed', async () => {
    const { subscribe, discuss, deliver, platform, clock, core } = await createScenario();
    await subscribe();
    await discuss('2503.00001', 3);
    clock.now = FRIDAY;
    await deliver();
    clock.now = '2025-03-11T08:00:00.000Z';
    await discuss('2503.00001', 10);
    clock.now = '2025-03-14T08:00:00.000Z';
    await deliver();
    expect(platform.said).toHaveLength(2);
    expect(textOf(platform.said[1]?.document ?? { blocks: [] })).toContain('7 replies this week. Total: 10 replies');
    const [one] = await core.highlights.subscriptions.list('test', 'team');
    expect(await core.highlights.deliveries.shownPaperIds(one?.id ?? '')).toEqual(new Set());
  });

  it('is limited to its topic and number of papers', async () => {
    const { subscribe, discuss, deliver, platform, clock, cooking } = await createScenario();
    await subscribe(`${WEEKLY} walking papers:1`);
    await discuss(cooking, 9);
    await discuss('2503.00001', 3);
    await discuss('2503.00002', 5);
    clock.now = FRIDAY;
    await deliver();
    const { document = { blocks: [] } } = platform.said[0] ?? {};
    expect(titlesOf(document)).toEqual(['Walking Safely, Volume 2']);
    expect(textOf(document)).toMatch(/^Most discussed here this week: walking\n/);
  });

  it('shows nothing from other channels', async () => {
    const { subscribe, discuss, deliver, platform, clock, core } = await createScenario();
    await subscribe();
    await discuss('2503.00001', 3, createUser(core, { place: RANDOM, person: BOB }));
    await discuss('2503.00002', 3, createUser(core, { place: { ...GENERAL, tenant: 'others' } }));
    clock.now = FRIDAY;
    await deliver();
    expect(platform.said).toEqual([]);
  });

  it('is skipped after a week without replies, and the status says why', async () => {
    const { subscribe, discuss, deliver, platform, clock, ada } = await createScenario();
    await subscribe();
    await discuss('2503.00001', 0);
    clock.now = FRIDAY;
    await deliver();
    expect(platform.said).toEqual([]);
    expect(textOf((await ada.types('status')).document)).toContain('nothing to post, no replies in the week before');
  });
});

it('shows in a post of new papers which of them are discussed in the channel', async () => {
  const { subscribe, discuss, deliver, platform, clock } = await createScenario();
  await subscribe('subscribe walking days:daily zone:Berlin papers:10');
  await discuss('2503.00001', 12);
  clock.now = '2025-03-06T08:00:00.000Z';
  await deliver();
  expect(textOf(platform.said[0]?.document ?? { blocks: [] })).toContain(' · discussed here: 12 replies');
});
