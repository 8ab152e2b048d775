import { describe, expect, it } from 'vitest';
import { decodeAction, MAX_ACTION_LENGTH } from '../../../src/chat/action.ts';
import type { Form } from '../../../src/chat/interaction.ts';
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

/** The values of the fields and the hidden values. */
function valuesIn({ fields, hiddenValues }: Form): OptionValues {
  const filled = fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return { ...hiddenValues, ...Object.fromEntries(filled) };
}

/** A person with a subscription. */
async function subscribed(text = SAFE, who: Parameters<typeof createUser>[1] = {}) {
  const { core, clock } = createWorld();
  const person = createUser(core, who);
  const preview = await person.types(text);
  const confirmation = await person.presses(preview.document, 'Subscribe');
  return { core, clock, preview, confirmation, highlights: core.highlights, ...person };
}

async function all({ core }: Pick<Awaited<ReturnType<typeof subscribed>>, 'core'>): Promise<readonly Subscription[]> {
  return core.highlights.subscriptions.list('test', 'team');
}

describe('/papers subscribe', () => {
  it('previews the subscription with its papers, frequency and next posts', async () => {
    const { core } = createWorld();
    const { document, ephemeral } = await createUser(core).types(SAFE);
    expect(ephemeral).toBe(true);
    const replyText = textOf(document);
    expect(replyText).toContain('nothing saved yet');
    expect(replyText).toContain('walking safely');
    expect(replyText).toContain('the best 2 papers');
    expect(replyText).toContain('on weekdays at 09:00 (Europe/Berlin)');
    expect(replyText).toContain('this channel');
    expect(replyText).toMatch(/About [\d.]+ papers a week/);
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

  it('reports in the preview that nothing would have been posted', async () => {
    const { core } = createWorld();
    const { document, outcome } = await createUser(core).types('subscribe quantum chromodynamics zone:Berlin');
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('Nothing would have been posted in the past weeks.');
  });

  it('warns about many papers', async () => {
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

  it("opens a form without options, with the person's time zone", async () => {
    const { core } = createWorld();
    const form = await createUser(core).form({ kind: 'command', call: { text: 'subscribe' } });
    expect(form.fields.map(({ name }) => name).slice(0, 5)).toEqual(['topic', 'days', 'time', 'zone', 'papers']);
    expect(valuesIn(form)).toEqual({ days: 'weekdays', time: '09:00', zone: 'Europe/Berlin', papers: '5' });
    expect(form.fields.map(({ name }) => name)).not.toContain('confirm');
  });

  it('takes the time zone of the last subscription if the person has none', async () => {
    const { core } = await subscribed('subscribe walking zone:Asia/Tokyo', { person: BOB });
    const form = await createUser(core, { person: BOB }).form({ kind: 'command', call: { text: 'subscribe' } });
    expect(valuesIn(form)).toMatchObject({ zone: 'Asia/Tokyo' });
    const other = createUser(core, { person: { id: 'U9', name: 'Eve' }, place: RANDOM });
    expect(valuesIn(await other.form({ kind: 'command', call: { text: 'subscribe' } }))).not.toHaveProperty('zone');
    expect((await other.types('subscribe walking')).document).toSatisfy((document) =>
      textOf(document).includes('Enter a time zone'),
    );
  });

  it('reports all problems at once, by field, with a call that works', async () => {
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
    expect(textOf(document)).toContain('"someday" is not a day.');
    expect(textOf(document)).toContain('"Atlantis" is not a known time zone.');
    const { document: other } = await person.types('subscribe walking days:someday zone:Berlin');
    const [, hint = ''] = /Try: \/papers (.+)$/.exec(textOf(other)) ?? [];
    expect((await person.types(hint)).outcome).toBe('answered');
  });

  it('reports invalid numbers together with other problems, with a call that works', async () => {
    const person = createUser(createWorld().core, { person: BOB });
    const text = 'subscribe safe days:funday time:25:00 zone:Mars papers:99 threshold:-4';
    const { fieldErrors, document } = await person.types(text);
    expect(Object.keys(fieldErrors ?? {}).sort()).toEqual(['days', 'papers', 'threshold', 'time', 'zone']);
    const replyText = textOf(document);
    for (const part of [
      '1 to 10;',
      '1 to 10000.',
      '"funday" is not a day',
      '"25:00" is not',
      '"Mars" is not',
      'not both',
    ]) {
      expect(replyText).toContain(part);
    }
    expect(replyText).not.toContain('Majuro');
    expect(replyText).toMatch(/ Try: \/papers subscribe days:sun time:09:00 zone:Europe\/Berlin papers:5 safe$/);
    expect(replyText.match(/Try:/g)).toHaveLength(1);
  });

  it.each([
    ['walking zone:EST', 'zone:America/New_York walking'],
    ['walking days:weekly', 'days:mon walking'],
    ['walking papers:99 days:"mon, wed" quiet:archive', 'days:mon,wed quiet:archive walking'],
    ['walking upvotes:many papers:3', 'papers:3 walking upvotes:20'],
    ['2503.00001 days:mon', 'days:mon safe rl'],
    ['walking papers:3 threshold:20', 'papers:3 walking'],
    ['walking where:me channel:CRANDOM01', 'where:me walking'],
  ])('suggests one complete call that works for subscribe %s', async (text, call) => {
    const person = createUser(createWorld().core);
    const { outcome, document } = await person.types(`subscribe ${text}`);
    expect(outcome).toBe('refused');
    const [hint, ...others] = [...textOf(document).matchAll(/Try: \/papers (.+)$/g)].map(([, one]) => one);
    expect(others).toEqual([]);
    expect(hint).toBe(`subscribe ${call}`);
    expect((await person.types(hint ?? '')).outcome).toBe('answered');
  });

  it('keeps the id of the subscription to change in the suggested call', async () => {
    const { core, types } = await subscribed();
    const [one] = await all({ core });
    const { document } = await types(`subscribe walking papers:99 change:${one?.id}`);
    expect(textOf(document)).toMatch(new RegExp(`Try: /papers subscribe change:${one?.id} walking$`));
  });

  it('has a form with these fields', async () => {
    const form = await createUser(createWorld().core).form({ kind: 'command', call: { text: 'subscribe' } });
    expect(form.fields.map(({ label }) => label)).toEqual([
      ...['Topic', 'Days', 'Time', 'Time zone', 'Number of papers', 'Minimum upvotes'],
      ...['If nothing is new', 'Chart', 'Post to', 'Other channel'],
    ]);
  });

  it.each([
    ['papers:11', 'papers', '1 to 10'],
    ['2503.00001', 'topic', 'is a single paper'],
    ['where:me channel:CRANDOM01', 'channel', 'not both'],
    ['zone:UTC+2', 'zone', 'clocks change'],
    ['zone:CET', 'zone', 'could be several time zones'],
  ])('refuses %s with the reason', async (text, field, reason) => {
    const { core } = createWorld();
    const { outcome, fieldErrors } = await createUser(core).types(`subscribe ${text}`);
    expect(outcome).toBe('refused');
    expect(fieldErrors?.[field]).toContain(reason);
  });

  it('refuses a topic that a button would turn into an option', async () => {
    const { core } = createWorld();
    const values = { topic: 'walking confirm:yes', zone: 'Berlin' };
    expect((await createUser(core).submits('subscribe', values)).fieldErrors).toHaveProperty('topic');
    expect(await all({ core })).toEqual([]);
  });

  it('suggests days and time zones', async () => {
    const { core } = createWorld();
    const person = createUser(core);
    const offered = async (option: string, partial: string) => {
      const response = await person.does({ kind: 'autocomplete', command: 'subscribe', option, partial });
      return response.kind === 'suggestions' ? response.suggestions.map(({ value }) => value) : [];
    };
    expect(await offered('days', 'we')).toEqual(['weekdays', 'weekends', 'wednesday']);
    expect(await offered('days', 'mon,')).toEqual(['mon,tue', 'mon,wed', 'mon,thu', 'mon,fri', 'mon,sat', 'mon,sun']);
    expect(await offered('days', 'monday, Tues')).toEqual(['monday,tuesday']);
    expect((await offered('zone', 'tokyo'))[0]).toBe('Asia/Tokyo');
  });

  it('keeps all options in short actions and in the form to change them', async () => {
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

describe('/papers subscribe confirm:yes', () => {
  it('announces the subscription, saves it, and confirms the time zone and next post', async () => {
    const { core, confirmation, highlights, clock } = await subscribed();
    expect(confirmation).toMatchObject({ outcome: 'answered', replacesOriginal: true, ephemeral: true });
    expect(textOf(confirmation.document)).toContain('Europe/Berlin');
    expect(timesOf(confirmation.document)).toEqual(['2025-03-06T08:00:00.000Z']);
    expect([...actionsOf(confirmation.document).keys()].sort()).toEqual(['Change', 'Send one now', 'Unsubscribe']);
    expect(highlights.said.map(({ place, document }) => [place, textOf(document)])).toEqual([
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

  it('saves once if the button is pressed several times, even at the same time', async () => {
    const { core } = createWorld();
    const person = createUser(core);
    const { document } = await person.types(SAFE);
    const presses = await Promise.all([1, 2].map(() => person.presses(document, 'Subscribe')));
    presses.push(await person.presses(document, 'Subscribe'));
    expect(presses.map(({ outcome }) => outcome)).toEqual(['answered', 'answered', 'answered']);
    expect(await all({ core })).toHaveLength(1);
    expect(new Set(core.highlights.said.map(({ key }) => key)).size).toBe(1);
  });

  it('reports an identical subscription', async () => {
    const { core, types, highlights } = await subscribed();
    expect(textOf((await types(SAFE)).document)).toContain("You're already subscribed");
    expect(textOf((await types(`${SAFE} confirm:yes`)).document)).toContain("You're already subscribed");
    expect(await all({ core })).toHaveLength(1);
    expect(highlights.said).toHaveLength(1);
    expect((await types(`${SAFE.replace('papers:2', 'papers:3')} confirm:yes`)).outcome).toBe('answered');
    expect(await all({ core })).toHaveLength(2);
  });

  it.each([
    [{ kind: 'forbidden', reason: 'Slack returned not_in_channel' }, '/invite @Paperboy'],
    [{ kind: 'gone', reason: 'Unknown Channel (10003)' }, 'Unknown Channel'],
    [{ kind: 'failed', reason: 'too odd' }, 'too odd'],
    [{ kind: 'rate-limited', retryAfterMs: 2500 }, 'in 3 seconds'],
    [{ kind: 'unavailable', reason: 'no connection' }, 'Try again later'],
  ] as const)('saves nothing if the announcement fails, and says what to do: %o', async (outcome, advice) => {
    const { core } = createWorld();
    const slack = { ...GENERAL, platform: 'reason' in outcome && outcome.reason.includes('Slack') ? 'slack' : 'test' };
    core.highlights.outcome = outcome;
    const person = createUser(core, { place: slack });
    const { document } = await person.types(SAFE);
    const refusal = await person.presses(document, 'Subscribe');
    expect(refusal).toMatchObject({ outcome: 'refused', replacesOriginal: false });
    expect(textOf(refusal.document)).toContain('Not saved');
    expect(textOf(refusal.document)).toContain(advice);
    expect(await core.highlights.subscriptions.list(slack.platform, 'team')).toEqual([]);
    core.highlights.outcome = undefined;
    expect((await person.presses(document, 'Subscribe')).outcome).toBe('answered');
  });

  it('saves the subscription if the announcement is unconfirmed', async () => {
    const { core } = createWorld();
    core.highlights.outcome = { kind: 'unknown', reason: 'no answer' };
    const { outcome, document } = await createUser(core).types(`${SAFE} confirm:yes`);
    expect(outcome).toBe('answered');
    expect(textOf(document)).toContain('The announcement may not have been posted');
    expect(await all({ core })).toHaveLength(1);
  });

  it('lets only managers subscribe a channel, and suggests direct messages to others', async () => {
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

  it('lets everybody subscribe in direct messages', async () => {
    const { core } = createWorld();
    const bob = createUser(core, { person: BOB, canManage: false });
    const { document } = await bob.types(`${SAFE} where:me`);
    expect(textOf(document)).toContain('your direct messages');
    expect((await bob.presses(document, 'Subscribe')).outcome).toBe('answered');
    const [announcement] = core.highlights.said;
    expect(announcement?.place).toEqual({ ...GENERAL, channel: 'user:U2' });
    expect([...actionsOf(announcement?.document ?? { blocks: [] }).keys()]).toContain('Unsubscribe');
  });

  it('posts to the other channel that was given', async () => {
    const { core } = await subscribed(`${SAFE} channel:CRANDOM01`);
    expect((await all({ core }))[0]?.place).toEqual(RANDOM);
    expect(core.highlights.said[0]?.place).toEqual(RANDOM);
  });

  it('posts to the thread it was run in, and to direct messages outside of channels', async () => {
    const thread = { ...GENERAL, thread: '1741.1' };
    expect((await all(await subscribed(SAFE, { place: thread })))[0]?.place).toEqual(thread);
    const home = await subscribed(SAFE, { place: { channel: '' } });
    expect((await all(home))[0]?.place.channel).toBe('user:U1');
  });

  it('is refused at the limits of a channel and a tenant', async () => {
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

describe('/papers subscribe change:<id>', () => {
  it('fills in the form, which changes nothing when submitted unchanged', async () => {
    const { core, confirmation, opens, submits, highlights } = await subscribed(
      'subscribe "walking safely" -soup days:mon,fri time:17:30 zone:Asia/Tokyo threshold:3 quiet:archive',
    );
    const before = await all({ core });
    const form = await opens(confirmation.document, 'Change');
    const preview = await submits('subscribe', valuesIn(form));
    const response = await createUser(core).presses(preview.document, 'Save changes');
    expect(textOf(response.document)).toContain('No changes');
    expect(await all({ core })).toEqual(before);
    expect(highlights.said).toHaveLength(1);
  });

  it('previews old and new values, then announces who changed it', async () => {
    const { core, confirmation, opens, submits, highlights, presses } = await subscribed();
    const form = await opens(confirmation.document, 'Change');
    const preview = await submits('subscribe', { ...valuesIn(form), time: '12:00', papers: '4', topic: '' });
    const replyText = textOf(preview.document);
    expect(replyText).toContain('walking safely → everything');
    expect(replyText).toContain('the best 2 papers → the best 4 papers');
    expect(replyText).toContain('on weekdays at 09:00 (Europe/Berlin) → on weekdays at 12:00 (Europe/Berlin)');
    expect((await all({ core }))[0]?.topic).toBe('walking safely');
    await presses(preview.document, 'Save changes');
    const [changed, ...others] = await all({ core });
    expect(others).toEqual([]);
    expect(changed).toMatchObject({ topic: '', criteria: { count: 4 }, nextSlot: '2025-03-05T11:00:00.000Z' });
    expect(textOf(highlights.said.at(-1)?.document ?? { blocks: [] })).toContain(
      'Ada changed the highlights in this channel',
    );
  });

  it.each([
    ['threshold:9', { papers: '3' }, { kind: 'best', count: 3 }],
    ['papers:2', { threshold: '9' }, { kind: 'upvotes', atLeast: 9 }],
  ])(
    'replaces a number of papers by minimum upvotes and vice versa, though the form has both: %s',
    async (first, second, criteria) => {
      const { core, confirmation, opens, submits, presses } = await subscribed(
        `subscribe walking zone:Berlin ${first}`,
      );
      const form = await opens(confirmation.document, 'Change');
      const preview = await submits('subscribe', { ...valuesIn(form), ...second });
      await presses(preview.document, 'Save changes');
      expect((await all({ core }))[0]?.criteria).toEqual(criteria);
    },
  );

  it('keeps all other options, its place and its pause', async () => {
    const { core, confirmation, presses } = await subscribed(`${SAFE} channel:CRANDOM01 quiet:archive`);
    const [one] = await all({ core });
    await createUser(core).types(`subscriptions pause ${one?.id}`);
    const { document } = await createUser(core).types(`subscribe walking change:${one?.id} papers:1`);
    expect(textOf(document)).toContain("It's paused until someone resumes it.");
    await presses(document, 'Save changes');
    const [changed] = await all({ core });
    expect(changed).toMatchObject({ place: RANDOM, onQuietDay: 'archive', state: { kind: 'paused' } });
    expect(changed).not.toHaveProperty('nextSlot');
    expect(confirmation.outcome).toBe('answered');
  });

  it('announces a move in the old channel, and creates the subscription in the new tenant', async () => {
    const { core } = createWorld();
    const guild = { ...GENERAL, platform: 'discord', tenant: '123456789012345678' };
    const ada = createUser(core, { place: guild });
    const { document } = await ada.types(`${SAFE} confirm:yes`);
    const [one] = await core.highlights.subscriptions.list('discord', guild.tenant);
    const preview = await ada.types(`subscribe walking change:${one?.id} where:me`);
    expect(textOf(preview.document)).toContain('this channel → your direct messages');
    expect((await ada.presses(preview.document, 'Save changes')).outcome).toBe('answered');
    expect(await core.highlights.subscriptions.list('discord', guild.tenant)).toEqual([]);
    const [moved] = await core.highlights.subscriptions.list('discord', 'user:U1');
    expect(moved).toMatchObject({ place: { channel: 'user:U1' }, topic: 'walking', owner: { id: 'U1' } });
    expect(textOf(core.highlights.said.at(-1)?.document ?? document)).toContain('moved these highlights elsewhere');
  });

  it('can be moved only by its owner', async () => {
    const test = await subscribed();
    const [one] = await all(test);
    const { outcome, document } = await createUser(test.core, { person: BOB }).types(
      `subscribe walking change:${one?.id} channel:CRANDOM01 confirm:yes`,
    );
    expect(outcome).toBe('refused');
    expect(textOf(document)).toContain('Only Ada');
    expect((await all(test))[0]?.place).toEqual(GENERAL);
  });

  it('is for its owner and the managers of its channel, and unknown in other tenants', async () => {
    const { core } = await subscribed(`${SAFE} where:me`);
    const [own] = await all({ core });
    const inTeam = await createUser(core, { person: BOB }).types(`subscribe x change:${own?.id}`);
    expect(textOf(inTeam.document)).toContain('No subscription "');
    const channel = await subscribed();
    const [one] = await all(channel);
    const bob = createUser(channel.core, { person: BOB, canManage: false });
    expect(textOf((await bob.types(`subscribe x change:${one?.id}`)).document)).toContain('change this subscription');
    const elsewhere = createUser(channel.core, { place: { tenant: 'others' } });
    expect(textOf((await elsewhere.types(`subscribe x change:${one?.id}`)).document)).toContain('No subscription "');
    expect((await createUser(channel.core, { person: BOB }).types(`subscribe x change:${one?.id}`)).outcome).toBe(
      'answered',
    );
  });
});

it('confirms a subscription with buttons that work', async () => {
  const { core, confirmation, presses } = await subscribed();
  const call = (label: string) => decodeAction(actionOf(confirmation.document, label), core.actionStore);
  expect(call('Change')).toMatchObject({ opensForm: true });
  expect((await presses(confirmation.document, 'Send one now')).outcome).toBe('answered');
  expect((await presses(confirmation.document, 'Unsubscribe')).outcome).toBe('answered');
});
