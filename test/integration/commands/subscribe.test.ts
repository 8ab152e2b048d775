import { describe, expect, it } from 'vitest';
import { decodeAction, MAX_ACTION_LENGTH } from '../../../src/chat/action.ts';
import type { Form } from '../../../src/chat/form.ts';
import type { OptionValues } from '../../../src/chat/option.ts';
import type { Subscription } from '../../../src/features/highlights/subscription.ts';
import { textOf, titlesOf } from '../../fakes/core.ts';
import { paper } from '../../fixtures/chat/papers.ts';
import {
  ADA,
  actionOf,
  actionsOf,
  BOB,
  createUser,
  createWorld,
  GENERAL,
  NOW,
  RANDOM,
  timesOf,
} from './command-tester.ts';

const SAFE = 'subscribe walking safely days:weekdays time:9 zone:Berlin papers:2';

/** What is filled in, and what goes along unseen. */
function valuesIn({ fields, hiddenValues }: Form): OptionValues {
  const filled = fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return { ...hiddenValues, ...Object.fromEntries(filled) };
}

/** Somebody who has subscribed. */
async function subscribed(text = SAFE, who: Parameters<typeof createUser>[1] = {}) {
  const { core, clock } = createWorld();
  const person = createUser(core, who);
  const preview = await person.types(text);
  const confirmation = await person.presses(preview.document, 'Subscribe');
  return { core, clock, preview, confirmation, desk: core.highlights, ...person };
}

async function all({ core }: Pick<Awaited<ReturnType<typeof subscribed>>, 'core'>): Promise<readonly Subscription[]> {
  return core.highlights.subscriptions.list('test', 'team');
}

describe('/papers subscribe, before anything is saved', () => {
  it('shows what would come, how often and when', async () => {
    const { core } = createWorld();
    const { document, ephemeral: isPrivate } = await createUser(core).types(SAFE);
    expect(isPrivate).toBe(true);
    const said = textOf(document);
    expect(said).toContain('nothing is saved yet');
    expect(said).toContain('walking safely');
    expect(said).toContain('the best 2 papers');
    expect(said).toContain('on weekdays at 09:00 (Europe/Berlin)');
    expect(said).toContain('this channel');
    expect(said).toMatch(/About [\d.]+ papers a week/);
    expect(titlesOf(document)).toHaveLength(3);
    expect(titlesOf(document).every((title) => title.startsWith('Walking Safely'))).toBe(true);
    expect(timesOf(document)).toEqual([
      '2025-03-06T08:00:00.000Z',
      '2025-03-07T08:00:00.000Z',
      '2025-03-10T08:00:00.000Z',
    ]);
    expect(await all({ core })).toEqual([]);
    expect(core.highlights.said).toEqual([]);
  });

  it('says so where nothing would come', async () => {
    const { core } = createWorld();
    const { document, outcome } = await createUser(core).types('subscribe quantum chromodynamics zone:Berlin');
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('nothing would have come');
  });

  it('warns of more than anybody reads', async () => {
    const many = Array.from({ length: 600 }, (_, at) => ({
      listedOn: new Date(Date.parse(NOW) - Math.floor(at / 20) * 86_400_000).toISOString().slice(0, 10),
      title: `Flood ${at}`,
    }));
    const { core } = createWorld(many.map((one) => paper(one)));
    const { document } = await createUser(core).types('subscribe days:daily papers:10 zone:Berlin');
    expect(textOf(document)).toContain('a lot to read');
    expect(textOf((await createUser(core).types('subscribe days:daily papers:5 zone:Berlin')).document)).not.toContain(
      'a lot to read',
    );
  });

  it('asks for what it needs where nothing is said, with the zone that the person told the platform', async () => {
    const { core } = createWorld();
    const form = await createUser(core).form({ kind: 'command', call: { text: 'subscribe' } });
    expect(form.fields.map(({ name }) => name).slice(0, 5)).toEqual(['topic', 'days', 'time', 'zone', 'papers']);
    expect(valuesIn(form)).toEqual({ days: 'weekdays', time: '09:00', zone: 'Europe/Berlin', papers: '5' });
    expect(form.fields.map(({ name }) => name)).not.toContain('confirm');
  });

  it('takes the zone of the last subscription where the platform knows none', async () => {
    const { core } = await subscribed('subscribe walking zone:Asia/Tokyo', { person: BOB });
    const form = await createUser(core, { person: BOB }).form({ kind: 'command', call: { text: 'subscribe' } });
    expect(valuesIn(form)).toMatchObject({ zone: 'Asia/Tokyo' });
    const other = createUser(core, { person: { id: 'U9', name: 'Eve' }, place: RANDOM });
    expect(valuesIn(await other.form({ kind: 'command', call: { text: 'subscribe' } }))).not.toHaveProperty('zone');
    expect((await other.types('subscribe walking')).document).toSatisfy((document) =>
      textOf(document).includes('in which time zone'),
    );
  });

  it('says all that is wrong at once, each where it was typed, with a call that works', async () => {
    const { core } = createWorld();
    const person = createUser(core);
    const { outcome, fieldErrors, document } = await person.submits('subscribe', {
      topic: 'rl upvotes:many',
      days: 'someday',
      time: '25:00',
      zone: 'Atlantis',
      papers: 3,
      threshold: 20,
    });
    expect(outcome).toBe('refused');
    expect(Object.keys(fieldErrors ?? {}).sort()).toEqual(['days', 'papers', 'threshold', 'time', 'topic', 'zone']);
    expect(textOf(document)).toContain('No day is called "someday"');
    expect(textOf(document)).toContain('No time zone is called "Atlantis"');
    const { document: other } = await person.types('subscribe walking days:someday zone:Berlin');
    const [, hint = ''] = /Try: \/papers (.+)$/.exec(textOf(other)) ?? [];
    expect((await person.types(hint)).outcome).toBe('answered');
  });

  it('says what is wrong with numbers together with all else, and with a call that works', async () => {
    const person = createUser(createWorld().core, { person: BOB });
    const text = 'subscribe safe days:funday time:25:00 zone:Mars papers:99 threshold:-4';
    const { fieldErrors, document } = await person.types(text);
    expect(Object.keys(fieldErrors ?? {}).sort()).toEqual(['days', 'papers', 'threshold', 'time', 'zone']);
    const said = textOf(document);
    for (const part of ['1 to 10;', '1 to 10000.', 'called "funday"', '"25:00" is', 'called "Mars"', 'not both']) {
      expect(said).toContain(part);
    }
    expect(said).not.toContain('Majuro');
    expect(said).toMatch(/ Try: \/papers subscribe days:sun time:09:00 zone:Europe\/Berlin papers:5 safe$/);
    expect(said.match(/Try:/g)).toHaveLength(1);
  });

  it.each([
    ['walking zone:EST', 'zone:America/New_York walking'],
    ['walking days:weekly', 'days:mon walking'],
    ['walking papers:99 days:"mon, wed" quiet:archive', 'days:mon,wed quiet:archive walking'],
    ['walking upvotes:many papers:3', 'papers:3 walking upvotes:20'],
    ['2503.00001 days:mon', 'days:mon safe rl'],
    ['walking papers:3 threshold:20', 'papers:3 walking'],
    ['walking where:me channel:CRANDOM01', 'where:me walking'],
  ])('offers one whole call that works in the place of subscribe %s', async (text, call) => {
    const person = createUser(createWorld().core);
    const { outcome, document } = await person.types(`subscribe ${text}`);
    expect(outcome).toBe('refused');
    const [hint, ...others] = [...textOf(document).matchAll(/Try: \/papers (.+)$/g)].map(([, one]) => one);
    expect(others).toEqual([]);
    expect(hint).toBe(`subscribe ${call}`);
    expect((await person.types(hint ?? '')).outcome).toBe('answered');
  });

  it('offers a call that still changes what was to be changed', async () => {
    const { core, types } = await subscribed();
    const [one] = await all({ core });
    const { document } = await types(`subscribe walking papers:99 change:${one?.id}`);
    expect(textOf(document)).toMatch(new RegExp(`Try: /papers subscribe change:${one?.id} walking$`));
  });

  it('calls the fields of its form by what they mean', async () => {
    const form = await createUser(createWorld().core).form({ kind: 'command', call: { text: 'subscribe' } });
    expect(form.fields.map(({ label }) => label)).toEqual([
      ...['Topic', 'Days', 'Time', 'Time zone', 'How many papers', 'Only from so many upvotes on'],
      ...['When nothing is new', 'With a chart', 'Where to post', 'Other channel'],
    ]);
  });

  it.each([
    ['papers:11', 'papers', '1 to 10'],
    ['2503.00001', 'topic', 'is one paper'],
    ['where:me channel:CRANDOM01', 'channel', 'not both'],
    ['zone:UTC+2', 'zone', 'clocks change'],
    ['zone:CET', 'zone', 'full name'],
  ])('refuses %s and says why', async (text, field, why) => {
    const { core } = createWorld();
    const { outcome, fieldErrors } = await createUser(core).types(`subscribe ${text}`);
    expect(outcome).toBe('refused');
    expect(fieldErrors?.[field]).toContain(why);
  });

  it('takes no topic that would be read as an option when a button says it again', async () => {
    const { core } = createWorld();
    const values = { topic: 'walking confirm:yes', zone: 'Berlin' };
    expect((await createUser(core).submits('subscribe', values)).fieldErrors).toHaveProperty('topic');
    expect(await all({ core })).toEqual([]);
  });

  it('offers days and zones while one types', async () => {
    const { core } = createWorld();
    const person = createUser(core);
    const offered = async (option: string, partial: string) => {
      const answer = await person.does({ kind: 'autocomplete', command: 'subscribe', option, partial });
      return answer.kind === 'suggestions' ? answer.suggestions.map(({ value }) => value) : [];
    };
    expect(await offered('days', 'we')).toEqual(['weekdays', 'weekends', 'wednesday']);
    expect(await offered('days', 'mon,')).toEqual(['mon,tue', 'mon,wed', 'mon,thu', 'mon,fri', 'mon,sat', 'mon,sun']);
    expect(await offered('days', 'monday, Tues')).toEqual(['monday,tuesday']);
    expect((await offered('zone', 'tokyo'))[0]).toBe('Asia/Tokyo');
  });

  it('keeps everything that was said in a button that platforms take, and in the form to change it', async () => {
    const { core } = createWorld();
    const person = createUser(core);
    const text =
      'subscribe "walking safely" -soup since:2024 days:mon,fri time:5:30pm zone:America/Argentina/Buenos_Aires threshold:7 quiet:archive where:me';
    const { document } = await person.types(text);
    for (const action of actionsOf(document).values()) expect(action.length).toBeLessThanOrEqual(MAX_ACTION_LENGTH);
    const values = {
      topic: '"walking safely" -soup since:2024',
      days: 'mon,fri',
      time: '17:30',
      zone: 'America/Argentina/Buenos_Aires',
      threshold: '7',
      quiet: 'archive',
      where: 'me',
    };
    expect(valuesIn(await person.opens(document, 'Change'))).toMatchObject(values);
    expect(valuesIn(await person.opens(document, 'Change'))).not.toHaveProperty('confirm');
  });
});

describe('/papers subscribe, confirmed', () => {
  it('tells the channel first, saves, and names the zone and the next post', async () => {
    const { core, confirmation, desk, clock } = await subscribed();
    expect(confirmation).toMatchObject({ outcome: 'answered', replacesOriginal: true, ephemeral: true });
    expect(textOf(confirmation.document)).toContain('Europe/Berlin');
    expect(timesOf(confirmation.document)).toEqual(['2025-03-06T08:00:00.000Z']);
    expect([...actionsOf(confirmation.document).keys()].sort()).toEqual(['Change', 'Send one now', 'Unsubscribe']);
    expect(desk.said.map(({ place, document }) => [place, textOf(document)])).toEqual([
      [
        GENERAL,
        'Ada subscribed this channel to walking safely: the best 2 papers, on weekdays at 09:00 (Europe/Berlin). Next: .',
      ],
    ]);
    expect(await all({ core })).toEqual([
      {
        id: expect.any(String),
        place: GENERAL,
        owner: ADA,
        about: 'papers',
        topic: 'walking safely',
        schedule: { days: [1, 2, 3, 4, 5], time: '09:00', zone: 'Europe/Berlin' },
        criteria: { kind: 'best', count: 2 },
        onQuietDay: 'silence',
        hasChart: false,
        state: { kind: 'active' },
        createdAt: clock.now,
        nextSlot: '2025-03-06T08:00:00.000Z',
        tzdataVersion: '2025a',
      },
    ]);
  });

  it('saves once when the button is pressed twice, also at the same time', async () => {
    const { core } = createWorld();
    const person = createUser(core);
    const { document } = await person.types(SAFE);
    const presses = await Promise.all([1, 2].map(() => person.presses(document, 'Subscribe')));
    presses.push(await person.presses(document, 'Subscribe'));
    expect(presses.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
    expect(await all({ core })).toHaveLength(1);
    expect(new Set(core.highlights.said.map(({ key }) => key)).size).toBe(1);
  });

  it('says so where somebody has exactly this already', async () => {
    const { core, types, desk } = await subscribed();
    expect(textOf((await types(SAFE)).document)).toContain('You have this already');
    expect(textOf((await types(`${SAFE} confirm:yes`)).document)).toContain('You have this already');
    expect(await all({ core })).toHaveLength(1);
    expect(desk.said).toHaveLength(1);
    expect((await types(`${SAFE.replace('papers:2', 'papers:3')} confirm:yes`)).outcome).toBe('answered');
    expect(await all({ core })).toHaveLength(2);
  });

  it.each([
    [{ kind: 'forbidden', reason: 'Slack returned not_in_channel' }, '/invite @Paperboy'],
    [{ kind: 'gone', reason: 'Unknown Channel (10003)' }, 'Unknown Channel'],
    [{ kind: 'failed', reason: 'too odd' }, 'too odd'],
    [{ kind: 'rate-limited', retryAfterMs: 2500 }, 'in 3 seconds'],
    [{ kind: 'unavailable', reason: 'no connection' }, 'Try again later'],
  ] as const)('saves nothing where nothing can be said, and says what to do: %o', async (outcome, what) => {
    const { core } = createWorld();
    const slack = { ...GENERAL, platform: 'reason' in outcome && outcome.reason.includes('Slack') ? 'slack' : 'test' };
    core.highlights.outcome = outcome;
    const person = createUser(core, { place: slack });
    const { document } = await person.types(SAFE);
    const refusal = await person.presses(document, 'Subscribe');
    expect(refusal).toMatchObject({ outcome: 'refused', replacesOriginal: false });
    expect(textOf(refusal.document)).toContain('Nothing was saved');
    expect(textOf(refusal.document)).toContain(what);
    expect(await core.highlights.subscriptions.list(slack.platform, 'team')).toEqual([]);
    core.highlights.outcome = undefined;
    expect((await person.presses(document, 'Subscribe')).outcome).toBe('answered');
  });

  it('saves where nobody knows whether it was said, and says so', async () => {
    const { core } = createWorld();
    core.highlights.outcome = { kind: 'unknown', reason: 'no answer' };
    const { outcome, document } = await createUser(core).types(`${SAFE} confirm:yes`);
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('Nobody knows whether that was said there');
    expect(await all({ core })).toHaveLength(1);
  });

  it('lets only those subscribe a channel who manage it, and tells the others what they can do', async () => {
    const { core } = createWorld();
    const bob = createUser(core, { person: BOB, canManage: false, place: { ...GENERAL, platform: 'discord' } });
    for (const text of [SAFE, `${SAFE} confirm:yes`, `${SAFE} channel:123456789012345678`]) {
      const { outcome, document } = await bob.types(text);
      expect(outcome).toBe('refused');
      expect(textOf(document)).toContain('Manage Server or Manage Channels');
      expect(textOf(document)).toContain('where:me');
    }
    expect(core.highlights.said).toEqual([]);
  });

  it('lets everybody subscribe themselves, in private', async () => {
    const { core } = createWorld();
    const bob = createUser(core, { person: BOB, canManage: false });
    const { document } = await bob.types(`${SAFE} where:me`);
    expect(textOf(document)).toContain('you, in private');
    expect((await bob.presses(document, 'Subscribe')).outcome).toBe('answered');
    const [told] = core.highlights.said;
    expect(told?.place).toEqual({ ...GENERAL, channel: 'user:U2' });
    expect([...actionsOf(told?.document ?? { blocks: [] }).keys()]).toContain('Unsubscribe');
  });

  it('posts to another channel where asked to', async () => {
    const { core } = await subscribed(`${SAFE} channel:CRANDOM01`);
    expect((await all({ core }))[0]?.place).toEqual(RANDOM);
    expect(core.highlights.said[0]?.place).toEqual(RANDOM);
  });

  it('posts to the thread where it was asked for, and to nobody but the person where there is no channel', async () => {
    const thread = { ...GENERAL, thread: '1741.1' };
    expect((await all(await subscribed(SAFE, { place: thread })))[0]?.place).toEqual(thread);
    const home = await subscribed(SAFE, { place: { channel: '' } });
    expect((await all(home))[0]?.place.channel).toBe('user:U1');
  });

  it('is limited for a channel, and says so', async () => {
    const { core } = createWorld();
    const [one] = await all(await subscribed());
    for (let at = 0; at < 50; at++) {
      await core.highlights.subscriptions.add({ ...(one as Subscription), id: `many${at}`, topic: `topic ${at}` });
    }
    const { outcome, document } = await createUser(core).types(SAFE);
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('50 subscriptions');
    expect((await createUser(core).types(`${SAFE} where:me`)).outcome).toBe('answered');
    for (let at = 50; at < 200; at++) {
      const place = { ...GENERAL, channel: `C${at}` };
      await core.highlights.subscriptions.add({ ...(one as Subscription), id: `many${at}`, place });
    }
    expect(textOf((await createUser(core, { place: RANDOM }).types(SAFE)).document)).toContain('200 subscriptions');
  });
});

describe('/papers subscribe, to change what is there', () => {
  it('fills the form with what it says, and changes nothing when that is submitted as it is', async () => {
    const { core, confirmation, opens, submits, desk } = await subscribed(
      'subscribe "walking safely" -soup days:mon,fri time:17:30 zone:Asia/Tokyo threshold:3 quiet:archive',
    );
    const before = await all({ core });
    const form = await opens(confirmation.document, 'Change');
    const preview = await submits('subscribe', valuesIn(form));
    const answer = await createUser(core).presses(preview.document, 'Save the change');
    expect(textOf(answer.document)).toContain('It is so already');
    expect(await all({ core })).toEqual(before);
    expect(desk.said).toHaveLength(1);
  });

  it('shows the old beside the new, then tells the channel who changed it', async () => {
    const { core, confirmation, opens, submits, desk, presses } = await subscribed();
    const form = await opens(confirmation.document, 'Change');
    const preview = await submits('subscribe', { ...valuesIn(form), time: '12:00', papers: '4', topic: '' });
    const said = textOf(preview.document);
    expect(said).toContain('walking safely → everything');
    expect(said).toContain('the best 2 papers → the best 4 papers');
    expect(said).toContain('on weekdays at 09:00 (Europe/Berlin) → on weekdays at 12:00 (Europe/Berlin)');
    expect((await all({ core }))[0]?.topic).toBe('walking safely');
    await presses(preview.document, 'Save the change');
    const [changed, ...others] = await all({ core });
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ topic: '', criteria: { count: 4 }, nextSlot: '2025-03-05T11:00:00.000Z' });
    expect(textOf(desk.said.at(-1)?.document ?? { blocks: [] })).toContain(
      'Ada changed the highlights of this channel',
    );
  });

  it.each([
    ['threshold:9', { papers: '3' }, { kind: 'best', count: 3 }],
    ['papers:2', { threshold: '9' }, { kind: 'upvotes', atLeast: 9 }],
  ])(
    'takes a number for a threshold and the other way round, whatever else the form shows: %s',
    async (first, second, criteria) => {
      const { core, confirmation, opens, submits, presses } = await subscribed(
        `subscribe walking zone:Berlin ${first}`,
      );
      const form = await opens(confirmation.document, 'Change');
      const preview = await submits('subscribe', { ...valuesIn(form), ...second });
      await presses(preview.document, 'Save the change');
      expect((await all({ core }))[0]?.criteria).toEqual(criteria);
    },
  );

  it('leaves what is not said as it is, its place and its pause included', async () => {
    const { core, confirmation, presses } = await subscribed(`${SAFE} channel:CRANDOM01 quiet:archive`);
    const [one] = await all({ core });
    await createUser(core).types(`subscriptions pause ${one?.id}`);
    const { document } = await createUser(core).types(`subscribe walking change:${one?.id} papers:1`);
    expect(textOf(document)).toContain('stays so');
    await presses(document, 'Save the change');
    const [changed] = await all({ core });
    expect(changed).toMatchObject({ place: RANDOM, onQuietDay: 'archive', state: { kind: 'paused' } });
    expect(changed).not.toHaveProperty('nextSlot');
    expect(confirmation.outcome).toBe('answered');
  });

  it('tells the channel that it leaves, and begins anew in the tenant that it moves to', async () => {
    const { core } = createWorld();
    const guild = { ...GENERAL, platform: 'discord', tenant: '123456789012345678' };
    const ada = createUser(core, { place: guild });
    const { document } = await ada.types(`${SAFE} confirm:yes`);
    const [one] = await core.highlights.subscriptions.list('discord', guild.tenant);
    const preview = await ada.types(`subscribe walking change:${one?.id} where:me`);
    expect(textOf(preview.document)).toContain('this channel → you, in private');
    expect((await ada.presses(preview.document, 'Save the change')).outcome).toBe('answered');
    expect(await core.highlights.subscriptions.list('discord', guild.tenant)).toEqual([]);
    const [moved] = await core.highlights.subscriptions.list('discord', 'user:U1');
    expect(moved).toMatchObject({ place: { channel: 'user:U1' }, topic: 'walking', owner: { id: 'U1' } });
    expect(textOf(core.highlights.said.at(-1)?.document ?? document)).toContain('moved these highlights elsewhere');
  });

  it('is moved only by whoever set it up', async () => {
    const test = await subscribed();
    const [one] = await all(test);
    const { outcome, document } = await createUser(test.core, { person: BOB }).types(
      `subscribe walking change:${one?.id} channel:CRANDOM01 confirm:yes`,
    );
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('Only Ada');
    expect((await all(test))[0]?.place).toEqual(GENERAL);
  });

  it('is for whoever set it up or manages its channel, and unknown to everybody else', async () => {
    const { core } = await subscribed(`${SAFE} where:me`);
    const [own] = await all({ core });
    const inTeam = await createUser(core, { person: BOB }).types(`subscribe x change:${own?.id}`);
    expect(textOf(inTeam.document)).toContain('There is no subscription');
    const channel = await subscribed();
    const [one] = await all(channel);
    const bob = createUser(channel.core, { person: BOB, canManage: false });
    expect(textOf((await bob.types(`subscribe x change:${one?.id}`)).document)).toContain('change this subscription');
    const elsewhere = createUser(channel.core, { place: { tenant: 'others' } });
    expect(textOf((await elsewhere.types(`subscribe x change:${one?.id}`)).document)).toContain(
      'There is no subscription',
    );
    expect((await createUser(channel.core, { person: BOB }).types(`subscribe x change:${one?.id}`)).outcome).toBe(
      'answered',
    );
  });
});

it('every button of a confirmation does what it says', async () => {
  const { core, confirmation, presses } = await subscribed();
  const call = (label: string) => decodeAction(actionOf(confirmation.document, label), core.actionStore);
  expect(call('Change')).toMatchObject({ opensForm: true });
  expect((await presses(confirmation.document, 'Send one now')).outcome).toBe('answered');
  expect((await presses(confirmation.document, 'Unsubscribe')).outcome).toBe('answered');
});
