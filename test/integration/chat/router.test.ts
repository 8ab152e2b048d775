import { describe, expect, it } from 'vitest';
import { commands } from '../../../commands/index.ts';
import { encodeAction, MAX_ACTION_LENGTH } from '../../../src/chat/action.ts';
import { defineCommand } from '../../../src/chat/command.ts';
import { prose } from '../../../src/chat/document.ts';
import { planReply } from '../../../src/chat/interaction.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { buttonsOf, createTestCore, createTester, TEST_CALL, textOf, titlesOf } from '../../fakes/core.ts';
import { SAFE_WALKING } from '../../fixtures/chat/papers.ts';

const broken = defineCommand(
  {
    name: 'broken',
    description: 'Has a bug in every part',
    options: { word: { kind: 'text', description: 'A word', autocomplete: true } },
    audience: 'everyone',
    ephemeral: false,
    examples: ['broken'],
  },
  () => ({
    suggest: {
      word: () => {
        throw new Error('the secret of suggest');
      },
    },
    run: () => {
      throw new TypeError('the secret of run');
    },
  }),
);

const late = defineCommand(
  {
    name: 'late',
    description: 'Throws asynchronously',
    options: {},
    audience: 'everyone',
    ephemeral: false,
    examples: ['late'],
  },
  () => ({
    run: async () => {
      await Promise.resolve();
      throw new UserError('Come back tomorrow.');
    },
  }),
);

const closed = defineCommand(
  {
    name: 'closed',
    description: 'Is for managers',
    options: { page: { kind: 'integer', description: 'A page', min: 1, max: 9 } },
    audience: 'managers',
    ephemeral: true,
    examples: ['closed'],
  },
  () => ({ run: () => ({ blocks: [prose('Done.')] }) }),
);

const createBrokenTester = () => createTester(createTestCore(), [...commands, broken, late]);

describe('createInteractionRouter', () => {
  it('replies to a command, typed or with options from the platform', async () => {
    const { types, reply } = createTester();
    const typed = await types('/papers show 2401.12345');
    expect(typed).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'answered' });
    expect(titlesOf(typed.document)).toEqual([SAFE_WALKING.title]);
    const call = { command: 'show', values: { paper: '2401.12345' } };
    expect(await reply({ kind: 'command', call })).toEqual(typed);
    expect(await reply({ kind: 'form-submitted', ...call })).toEqual(typed);
  });

  it('makes the reply visible to all if the command is not ephemeral', async () => {
    const { types } = createTester();
    const shared = await types('/papers share 2401.12345');
    expect(shared.ephemeral).toBe(false);
    expect(textOf(shared.document)).toContain('Shared by Ada');
  });

  it.each([true, false])('replies to a button, replacing its message or not: %j', async (replacesOriginal) => {
    const { reply } = createTester();
    const action = encodeAction({ text: 'show 2401.12345', replacesOriginal });
    const response = await reply({ kind: 'action', action });
    expect(response).toMatchObject({ ephemeral: true, replacesOriginal, outcome: 'answered' });
    expect(titlesOf(response.document)).toEqual([SAFE_WALKING.title]);
  });

  it('refuses an expired button without replacing its message', async () => {
    const { reply, records } = createTester();
    const response = await reply({ kind: 'action', action: 'turn:#forgotten' });
    expect(response).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'refused' });
    expect(textOf(response.document)).toContain('has expired');
    expect(records).toEqual([]);
  });

  it('suggests titles', async () => {
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
  ])('suggests nothing for /papers %s, option %s', async (command, option) => {
    const { does, records } = createTester();
    expect(await does({ kind: 'autocomplete', command, option, partial: 'safe' })).toEqual({
      kind: 'suggestions',
      suggestions: [],
    });
    expect(records).toEqual([]);
  });

  it('replies to a message shortcut with the papers that the message names, else with similar ones', async () => {
    const { reply } = createTester();
    const named = await reply({ kind: 'message-shortcut', text: 'look at arxiv.org/abs/2401.12345 and 2002.00001' });
    expect(named).toMatchObject({ ephemeral: true, outcome: 'answered' });
    expect(titlesOf(named.document)).toEqual([SAFE_WALKING.title]);
    expect(textOf(named.document)).toContain('https://arxiv.org/abs/2002.00001');
    const near = await reply({ kind: 'message-shortcut', text: 'has anybody here tried juggling with balls?' });
    expect(titlesOf(near.document)[0]).toContain('Juggling');
    const far = await reply({ kind: 'message-shortcut', text: '👋' });
    expect(textOf(far.document)).toContain('No papers are similar to this message.');
  });

  it.each([
    ['related Dual RL', 'Related to '],
    ['juggling for beginners', 'for juggling for beginners'],
  ])('replies to a mention for all to see: %j', async (text, expected) => {
    const { reply } = createTester();
    const response = await reply({ kind: 'mention', text });
    expect(response).toMatchObject({ ephemeral: false, replacesOriginal: false, outcome: 'answered' });
    expect(textOf(response.document)).toContain(expected);
  });

  it.each(['', 'help', 'thanks!', 'saved', 'save 2401.12345', 'unsave 2401.12345', 'subscriptions', 'status'])(
    'replies to a mention privately if the reply is personal: %s',
    async (text) => {
      const core = createTestCore();
      const { reply } = createTester(core);
      expect(await reply({ kind: 'mention', text })).toMatchObject({ ephemeral: true });
      const { place, person } = TEST_CALL;
      expect(planReply({ place, person, kind: 'mention', text }, core)).toMatchObject({ ephemeral: true });
    },
  );

  it('replies to an opened home page like /papers home', async () => {
    const { reply, types } = createTester();
    expect(textOf((await reply({ kind: 'home-opened' })).document)).toBe(textOf((await types('home')).document));
  });

  it('welcomes everybody where Paperboy was installed, with first steps', async () => {
    const { reply } = createTester();
    const response = await reply({ kind: 'installed' });
    expect(response).toMatchObject({ ephemeral: false, outcome: 'answered' });
    expect([...buttonsOf(response.document).keys()].toSorted()).toEqual([
      'Search papers',
      'Set up daily highlights here',
    ]);
  });

  it('deletes the data of a tenant when it is uninstalled', async () => {
    const forgotten: string[][] = [];
    const forgetTenant = async (...tenant: string[]) => void forgotten.push(tenant);
    const { does } = createTester({ ...createTestCore(), forgetTenant });
    expect(await does({ kind: 'uninstalled' })).toEqual({ kind: 'no-response' });
    expect(forgotten).toEqual([['test', 'team']]);
  });

  it('stores actions that are too long for a button', async () => {
    const { types, reply } = createTester();
    const query = `juggling ${'-walking '.repeat(20)}`.trim();
    const { document } = await types(`search ${query}`);
    const next = buttonsOf(document).get('Next') ?? '';
    expect(next.length).toBeLessThanOrEqual(MAX_ACTION_LENGTH);
    expect(textOf((await reply({ kind: 'action', action: next })).document)).toContain('Page 2 of 2.');
  });
});

describe('a command for managers', () => {
  const createClosedTester = () => createTester(createTestCore(), [...commands, closed]);

  it.each(['command', 'button', 'form', 'thread'])('is refused to everybody else, run by a %s', async (way) => {
    const { reply } = createClosedTester();
    const call = { command: 'closed', values: {} };
    const interactions = {
      command: { kind: 'command', call },
      button: { kind: 'action', action: encodeAction({ text: 'closed', replacesOriginal: true }) },
      form: { kind: 'form-submitted', ...call },
      thread: { kind: 'mention', text: 'closed' },
    } as const;
    const interaction = interactions[way as keyof typeof interactions];
    expect(textOf((await reply({ ...interaction, canManage: true })).document)).toBe('Done.');
    const refused = await reply({ ...interaction, canManage: false });
    expect(refused).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'refused' });
    expect(textOf(refused.document)).toBe('To run /papers closed, you have to manage it. Ask one of its managers.');
  });

  it('reports the permission before invalid options', async () => {
    const { reply } = createClosedTester();
    const call = { text: 'closed page:x' };
    expect(textOf((await reply({ kind: 'command', call })).document)).toContain('page must be a whole number');
    const refused = await reply({ kind: 'command', call, canManage: false });
    expect(textOf(refused.document)).toContain('To run /papers closed');
  });

  it.each([
    ['status', 'To see the status of subscriptions, '],
    ['previews off', 'To change the settings of a channel, '],
  ])('names the purpose in the refusal: %s', async (text, expected) => {
    const { reply } = createTester();
    const refused = await reply({ kind: 'command', call: { text }, canManage: false });
    expect(textOf(refused.document)).toContain(expected);
  });
});

describe('the error boundary', () => {
  it.each(['/papers top page:x', '/papers nonsense', '/papers show 2002.00001', '/papers search upvotes:many', 'late'])(
    'shows the message of a UserError privately: %s',
    async (text) => {
      const { types, records } = createBrokenTester();
      const response = await types(text);
      expect(response).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'refused' });
      expect(response.document.blocks).toHaveLength(1);
      expect(records).toEqual([]);
    },
  );

  it('logs an unexpected error under an id, which is all that the reply shows', async () => {
    const { types, records } = createBrokenTester();
    const response = await types('/papers broken');
    expect(response).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'failed' });
    expect(records).toHaveLength(1);
    const [record] = records;
    expect(record).toMatchObject({ level: 50, kind: 'command', platform: 'test', err: { type: 'TypeError' } });
    expect(JSON.stringify(record)).toContain('the secret of run');
    expect(record?.['id']).toMatch(/^[0-9a-z]{6}$/);
    expect(textOf(response.document)).toContain(String(record?.['id']));
    expect(JSON.stringify(response)).not.toContain('secret');
  });

  it('suggests nothing after an unexpected error', async () => {
    const { does, records } = createBrokenTester();
    expect(await does({ kind: 'autocomplete', command: 'broken', option: 'word', partial: 'x' })).toEqual({
      kind: 'suggestions',
      suggestions: [],
      hasFailed: true,
    });
    expect(records).toHaveLength(1);
  });
});
