import { describe, expect, it } from 'vitest';
import { encodeAction } from '../../../src/chat/action.ts';
import { defineCommand } from '../../../src/chat/command.ts';
import { prose } from '../../../src/chat/document.ts';
import { planReply } from '../../../src/chat/reply-plan.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { buttonsOf, createTestCore, createTester, textOf, titlesOf } from '../../fakes/core.ts';
import { SAFE_WALKING } from '../../fixtures/chat/papers.ts';

const broken = defineCommand({
  name: 'broken',
  description: 'Has a bug in every part',
  options: {
    word: {
      kind: 'text',
      description: 'A word',
      suggest: () => {
        throw new Error('the secret of suggest');
      },
    },
  },
  audience: 'everyone',
  ephemeral: false,
  examples: ['broken'],
  run: () => {
    throw new TypeError('the secret of run');
  },
});

const late = defineCommand({
  name: 'late',
  description: 'Refuses after a while',
  options: {},
  audience: 'everyone',
  ephemeral: false,
  examples: ['late'],
  run: async () => {
    await Promise.resolve();
    throw new UserError('Come back tomorrow.');
  },
});

const closed = defineCommand({
  name: 'closed',
  description: 'Is for those who manage',
  options: { page: { kind: 'integer', description: 'A page', min: 1, max: 9 } },
  audience: 'managers',
  ephemeral: true,
  examples: ['closed'],
  run: () => ({ blocks: [prose('All is said.')] }),
});

function createBrokenTester() {
  const core = createTestCore();
  return createTester({ ...core, commands: [...core.commands, broken, late] });
}

describe('dispatch answers', () => {
  it('a command, typed or taken apart', async () => {
    const { types, reply } = createTester();
    const typed = await types('/papers show 2401.12345');
    expect(typed).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'answered' });
    expect(titlesOf(typed.document)).toEqual([SAFE_WALKING.title]);
    const call = { command: 'show', values: { paper: '2401.12345' } };
    expect(await reply({ kind: 'command', call })).toEqual(typed);
    expect(await reply({ kind: 'form-submitted', ...call })).toEqual(typed);
  });

  it('a command for all to see where the command is not private', async () => {
    const { types } = createTester();
    const shared = await types('/papers share 2401.12345');
    expect(shared.ephemeral).toBe(false);
    expect(textOf(shared.document)).toContain('Shared by Ada');
  });

  it.each([true, false])('a button, in the place of its message: %j', async (replacesOriginal) => {
    const { core, reply } = createTester();
    const action = encodeAction({ text: 'show 2401.12345', replacesOriginal }, core.actionStore);
    const answer = await reply({ kind: 'action', action });
    expect(answer).toMatchObject({ ephemeral: true, replacesOriginal, outcome: 'answered' });
    expect(titlesOf(answer.document)).toEqual([SAFE_WALKING.title]);
  });

  it('a button that is too old with a refusal that leaves its message alone', async () => {
    const { reply, records } = createTester();
    const answer = await reply({ kind: 'action', action: 'turn:#forgotten' });
    expect(answer).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'refused' });
    expect(textOf(answer.document)).toContain('too old');
    expect(records).toEqual([]);
  });

  it('autocomplete with titles', async () => {
    const { does } = createTester();
    expect(await does({ kind: 'autocomplete', command: 'show', option: 'paper', partial: 'safe off' })).toEqual({
      kind: 'suggestions',
      suggestions: [{ label: 'Safe Offline Walking', value: '2401.12345' }],
    });
  });

  it.each([
    ['show', 'page'],
    ['show', 'constructor'],
    ['show', '__proto__'],
    ['search', 'author'],
    ['nothing', 'paper'],
    ['__proto__', 'paper'],
  ])('autocomplete of /papers %s, option %s, with nothing', async (command, option) => {
    const { does, records } = createTester();
    expect(await does({ kind: 'autocomplete', command, option, partial: 'safe' })).toEqual({
      kind: 'suggestions',
      suggestions: [],
    });
    expect(records).toEqual([]);
  });

  it('a chosen message with the papers it names, else with those near to it', async () => {
    const { reply } = createTester();
    const named = await reply({ kind: 'message-shortcut', text: 'look at arxiv.org/abs/2401.12345 and 2002.00001' });
    expect(named).toMatchObject({ ephemeral: true, outcome: 'answered' });
    expect(titlesOf(named.document)).toEqual([SAFE_WALKING.title]);
    expect(textOf(named.document)).toContain('https://arxiv.org/abs/2002.00001');
    const near = await reply({ kind: 'message-shortcut', text: 'has anybody here tried juggling with balls?' });
    expect(titlesOf(near.document)[0]).toContain('Juggling');
    const far = await reply({ kind: 'message-shortcut', text: '👋' });
    expect(textOf(far.document)).toContain('No paper here has anything in common');
  });

  it.each([
    ['related Dual RL', 'Related to '],
    ['juggling for beginners', 'for juggling for beginners'],
  ])('somebody who addresses it in a thread, in the thread: %j', async (text, said) => {
    const { reply } = createTester();
    const answer = await reply({ kind: 'mention', text });
    expect(answer).toMatchObject({ ephemeral: false, replacesOriginal: false, outcome: 'answered' });
    expect(textOf(answer.document)).toContain(said);
  });

  it.each(['', 'help', 'thanks!', 'saved', 'save 2401.12345', 'unsave 2401.12345', 'subscriptions', 'status'])(
    'in a thread what is about the one who asks to them alone: %s',
    async (text) => {
      const { reply, core } = createTester();
      expect(await reply({ kind: 'mention', text })).toMatchObject({ ephemeral: true });
      const who = { place: { platform: 'test', tenant: 'T', channel: 'C' }, person: { id: 'U', name: 'U' } };
      expect(planReply({ ...who, kind: 'mention', text }, core)).toMatchObject({ ephemeral: true });
    },
  );

  it('home opened with /papers home', async () => {
    const { reply, types } = createTester();
    expect(textOf((await reply({ kind: 'home-opened' })).document)).toBe(textOf((await types('home')).document));
  });

  it('being added to a place with a greeting for all, and what to begin with', async () => {
    const { reply } = createTester();
    const answer = await reply({ kind: 'installed' });
    expect(answer).toMatchObject({ ephemeral: false, outcome: 'answered' });
    expect([...buttonsOf(answer.document).keys()].toSorted()).toEqual([
      'Search papers',
      'Set up daily highlights here',
    ]);
  });

  it('its own removal with silence', async () => {
    const { does } = createTester();
    expect(await does({ kind: 'uninstalled' })).toEqual({ kind: 'no-response' });
  });
});

describe('a command for those who manage', () => {
  function createClosedTester() {
    const core = createTestCore();
    return createTester({ ...core, commands: [...core.commands, closed] });
  }

  it.each(['command', 'button', 'form', 'thread'])('is refused to everybody else: by a %s', async (way) => {
    const { core, reply } = createClosedTester();
    const call = { command: 'closed', values: {} };
    const deeds = {
      command: { kind: 'command', call },
      button: { kind: 'action', action: encodeAction({ text: 'closed', replacesOriginal: true }, core.actionStore) },
      form: { kind: 'form-submitted', ...call },
      thread: { kind: 'mention', text: 'closed' },
    } as const;
    const deed = deeds[way as keyof typeof deeds];
    expect(textOf((await reply({ ...deed, canManage: true })).document)).toBe('All is said.');
    const refused = await reply({ ...deed, canManage: false });
    expect(refused).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'refused' });
    expect(textOf(refused.document)).toBe('To call /papers closed, that is for those who manage it. Ask one of them.');
  });

  it('tells nobody else what is wrong with its options', async () => {
    const { reply } = createClosedTester();
    const call = { text: 'closed page:x' };
    expect(textOf((await reply({ kind: 'command', call })).document)).toContain('page takes a whole number');
    const refused = await reply({ kind: 'command', call, canManage: false });
    expect(textOf(refused.document)).toContain('To call /papers closed');
  });

  it.each([
    ['status', 'To see what was posted when, '],
    ['previews off', 'To change what a channel gets, '],
  ])('says what it would do: %s', async (text, said) => {
    const { reply } = createTester();
    const refused = await reply({ kind: 'command', call: { text }, canManage: false });
    expect(textOf(refused.document)).toContain(said);
  });
});

describe('the error boundary', () => {
  it.each(['/papers top page:x', '/papers nonsense', '/papers show 2002.00001', '/papers search upvotes:many', 'late'])(
    'shows a refusal as it is, to the one who asked alone: %s',
    async (text) => {
      const { types, records } = createBrokenTester();
      const answer = await types(text);
      expect(answer).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'refused' });
      expect(answer.document.blocks).toHaveLength(1);
      expect(records).toEqual([]);
    },
  );

  it('logs a bug once, under an id that the answer names, and keeps the rest to itself', async () => {
    const { types, records } = createBrokenTester();
    const answer = await types('/papers broken');
    expect(answer).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'failed' });
    expect(records).toHaveLength(1);
    const [record] = records;
    expect(record).toMatchObject({ level: 50, kind: 'command', platform: 'test', err: { type: 'TypeError' } });
    expect(JSON.stringify(record)).toContain('the secret of run');
    expect(record?.['id']).toMatch(/^[0-9a-z]{6}$/);
    expect(textOf(answer.document)).toContain(String(record?.['id']));
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('lets no bug disturb somebody who types', async () => {
    const { does, records } = createBrokenTester();
    expect(await does({ kind: 'autocomplete', command: 'broken', option: 'word', partial: 'x' })).toEqual({
      kind: 'suggestions',
      suggestions: [],
      hasFailed: true,
    });
    expect(records).toHaveLength(1);
  });
});
