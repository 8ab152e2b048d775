import { MessageFlags, PermissionFlagsBits } from 'discord.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type ActionStore, createActionStore } from '../../../../src/chat/action.ts';
import { type Command, defineCommand } from '../../../../src/chat/command.ts';
import { prose } from '../../../../src/chat/document.ts';
import type { OptionValues } from '../../../../src/chat/option.ts';
import { UserError } from '../../../../src/runtime/errors.ts';
import { createTestCore } from '../../../fakes/core.ts';
import type { InteractionHandle } from '../../../fakes/discord/handle.ts';
import { everyComponent, type MessageBody, visibleText } from '../../../fakes/discord/message-body.ts';
import { initialValue } from '../../../fakes/discord/modal.ts';
import { DEFAULT_PERMISSIONS } from '../../../fakes/discord/state.ts';
import { createGate } from '../../../fakes/gate.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

const MANAGER = DEFAULT_PERMISSIONS | PermissionFlagsBits.ManageChannels;

interface Run {
  readonly values: OptionValues;
  readonly canManage: boolean;
}

let paperboy: PaperboyOnDiscord;
let runs: Run[];

interface Options {
  readonly isPublic?: boolean;
  readonly audience?: Command['audience'];
  readonly actionStore?: ActionStore;
}

/** Starts Paperboy with a single command, which opens a form. */
async function started({ isPublic = false, audience = 'everyone', actionStore = createActionStore() }: Options = {}) {
  runs = [];
  const watch = defineCommand(
    {
      ...({ name: 'watch', description: 'Watches a topic', opensForm: true } as const),
      ...{ audience, ephemeral: !isPublic },
      options: {
        topic: { kind: 'text', description: 'What to watch', required: true, isRest: true },
        count: { kind: 'integer', description: 'How many', min: 1, max: 30 },
        order: { kind: 'choice', description: 'Which first', choices: ['newest', 'best'] },
        where: { kind: 'channel', description: 'Where to' },
        id: { kind: 'text', description: 'Which one', hidden: true },
      },
      examples: ['watch robots'],
    },
    () => ({
      prefill: ({ id }) => {
        if (id === 'unknown') throw new UserError('There is no such topic. Try: /papers watch');
        return { count: 5 };
      },
      run: (values, { canManage }) => {
        if (values.topic === 'bananas') throw new UserError("Bananas can't be watched.", { fields: { topic: 'no' } });
        if (values.topic === 'a bug') throw new Error('a bug');
        runs.push({ values, canManage });
        return { blocks: [prose(`Watching ${values.topic}`)] };
      },
    }),
  );
  paperboy = await paperboyOnDiscord({ core: { ...createTestCore(), actionStore }, modules: [watch] });
  await paperboy.platform.start(paperboy.dispatch);
  await paperboy.discord.until(() => paperboy.discord.commands().length > 0, 'the registration');
  return paperboy;
}

afterEach(async () => {
  expect(paperboy.discord.violations).toEqual([]);
  await paperboy.close();
});

const watch = (options: Record<string, string | number> = {}, more: object = {}): InteractionHandle =>
  paperboy.discord.command({ name: 'papers', subcommand: 'watch', options, ...more });

/** Posts a button and presses it. */
async function pressPosted(action: string, more: object = {}): Promise<InteractionHandle> {
  const { discord, platform } = paperboy;
  const place = { platform: 'discord', tenant: discord.guildId, channel: discord.channelId };
  const actions = { kind: 'actions', controls: [{ kind: 'button', label: 'Go', action }] } as const;
  await platform.post(place, { blocks: [actions] }, action);
  const message = discord.messages(discord.channelId).at(-1);
  if (message === undefined) throw new Error('not posted');
  return discord.press({ message, customId: `0~${action}`, ...more });
}

/** Presses "Try again". */
function tryAgain(message: InteractionHandle | { body: MessageBody; id: string }): InteractionHandle {
  const reply = 'answered' in message ? message.message() : message;
  const [found] = everyComponent(reply?.body.components).filter(({ component }) => component.label === 'Try again');
  return paperboy.discord.press({ message: message as InteractionHandle, customId: found?.component.custom_id ?? '' });
}

/** The initialValue values of a modal by field name. */
function initialValues(modal: MessageBody): Record<string, string> {
  const fields = everyComponent(modal.components).map(({ component }) => component);
  return Object.fromEntries(fields.flatMap((one) => (one.custom_id ? [[one.custom_id, initialValue(one)]] : [])));
}

describe('a command that opens a form', () => {
  it('opens the form at once, and answers its submission ephemerally', async () => {
    const { discord } = await started();
    const opened = watch();
    expect(await opened.acknowledged).toMatchObject({ type: 9 });
    expect(initialValues(await opened.modal)).toEqual({ topic: '', count: '5', order: '', where: '' });
    const sent = await discord.submitModal({ on: opened, values: { topic: 'robots', order: 'best' } });
    expect(await sent.acknowledged).toMatchObject({ type: 5, flags: MessageFlags.Ephemeral });
    const answer = await sent.answered;
    expect(answer.ephemeral).toBe(true);
    expect(visibleText(answer.body)).toContain('Watching robots');
    expect(runs).toEqual([{ values: { topic: 'robots', count: 5, order: 'best' }, canManage: false }]);
  });

  it('runs at once if it has options', async () => {
    await started();
    const handle = watch({ topic: 'robots' });
    expect(await handle.acknowledged).toMatchObject({ type: 5 });
    expect(visibleText((await handle.answered).body)).toContain('Watching robots');
  });

  it('answers in public if it is not ephemeral', async () => {
    const { discord } = await started({ isPublic: true });
    const sent = await discord.submitModal({ on: watch(), values: { topic: 'robots' } });
    expect(await sent.acknowledged).toMatchObject({ type: 5, flags: 0 });
    expect((await sent.answered).ephemeral).toBe(false);
  });

  it('works in DMs, without channel fields', async () => {
    const { discord } = await started();
    const opened = watch({}, { guild: null });
    expect(Object.keys(initialValues(await opened.modal))).toEqual(['topic', 'count', 'order']);
    const sent = await discord.submitModal({ on: opened, values: { topic: 'robots' } });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
    expect(runs).toMatchObject([{ canManage: true }]);
  });

  it('leaves out values that were cleared', async () => {
    const { discord } = await started();
    await (await discord.submitModal({ on: watch(), values: { topic: 'robots', count: '' } })).answered;
    expect(runs).toMatchObject([{ values: { topic: 'robots' } }]);
    expect(Object.keys(runs[0]?.values ?? {})).toEqual(['topic']);
  });
});

describe('a button that opens a form', () => {
  const ACTION = 'ask:watch robots order:best id:ab12cd34';

  it('prefills the form, and keeps values without a field', async () => {
    const { discord } = await started();
    const opened = await pressPosted(ACTION);
    expect(await opened.acknowledged).toMatchObject({ type: 9 });
    expect(initialValues(await opened.modal)).toMatchObject({ topic: 'robots', count: '5', order: 'best' });
    const sent = await discord.submitModal({ on: opened, values: { count: '7' } });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
    expect(runs).toMatchObject([{ values: { topic: 'robots', count: 7, order: 'best', id: 'ab12cd34' } }]);
    expect(discord.messages(discord.channelId)).toMatchObject([{ edits: 0 }]);
  });

  it('opens a form that still works after a restart', async () => {
    const { discord, restart } = await started();
    const opened = await pressPosted(ACTION);
    await opened.modal;
    await restart();
    await (await discord.submitModal({ on: opened })).answered;
    expect(runs).toMatchObject([{ values: { topic: 'robots', id: 'ab12cd34' } }]);
  });

  it('replies ephemerally if the form cannot be opened', async () => {
    await started();
    for (const [action, words] of [
      ['ask:watch id:unknown', 'There is no such topic. Try: /papers watch'],
      ['ask:#forgotten', 'This button has expired'],
      ['ask:wahtc', 'Did you mean /papers watch?'],
    ] as const) {
      const refused = await (await pressPosted(action)).answered;
      expect(refused.ephemeral).toBe(true);
      expect(visibleText(refused.body)).toContain(words);
    }
  });
});

describe('a refused form', () => {
  const TYPED = { topic: 'bananas', count: '12', order: 'newest' };

  it('reopens with the submitted values and can be submitted again', async () => {
    const { discord } = await started();
    const refused = await discord.submitModal({ on: watch(), values: TYPED });
    const reply = await refused.answered;
    expect(reply.ephemeral).toBe(true);
    expect(visibleText(reply.body)).toContain("Bananas can't be watched.");
    const again = tryAgain(refused);
    expect(await again.acknowledged).toMatchObject({ type: 9 });
    expect(initialValues(await again.modal)).toMatchObject(TYPED);
    const sent = await discord.submitModal({ on: again, values: { topic: 'robots' } });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
    expect(runs).toMatchObject([{ values: { topic: 'robots', count: 12, order: 'newest' } }]);
  });

  it.each(['say "hi" now, «you» since:2024 count:3 🙂', 'robots '.repeat(500).trim()])(
    'keeps %j unchanged, even after a restart',
    async (topic) => {
      const { discord, restart } = await started();
      const refused = await discord.submitModal({ on: watch(), values: { topic, count: 'many' } });
      expect(visibleText((await refused.answered).body)).toContain('count must be a whole number from 1 to 30');
      await restart();
      const again = tryAgain(refused);
      expect(initialValues(await again.modal)).toMatchObject({ topic, count: 'many' });
      await (await discord.submitModal({ on: again, values: { count: '3' } })).answered;
      expect(runs).toMatchObject([{ values: { topic, count: 3 } }]);
    },
  );

  it('is refused ephemerally even if the command answers in public', async () => {
    const { discord } = await started({ isPublic: true });
    const refused = await discord.submitModal({ on: watch(), values: TYPED });
    const reply = await refused.followedUp;
    expect(reply.ephemeral).toBe(true);
    expect(initialValues(await tryAgain(reply).modal)).toMatchObject(TYPED);
    await discord.until(() => refused.message()?.deleted, 'the reply to be deleted');
  });

  it('reopens after an internal error', async () => {
    const { discord } = await started();
    const fault = await discord.submitModal({ on: watch(), values: { topic: 'a bug' } });
    expect(visibleText((await fault.answered).body)).toContain('Something went wrong on our side');
    expect(initialValues(await tryAgain(fault).modal)).toMatchObject({ topic: 'a bug' });
  });

  it('reopens to choose another channel if the person cannot manage the first', async () => {
    const { discord } = await started({ audience: 'managers' });
    const { id: guild, channels } = discord.addGuild({ channels: [{}, {}] });
    const [channel = '', where = ''] = channels.map(({ id }) => id);
    const on = watch({}, { guild, channel, memberPermissions: MANAGER });
    const refused = await discord.submitModal({ on, values: { topic: 'robots', where } });
    expect(visibleText((await refused.answered).body)).toContain('You need Manage Channels or Manage Server');
    const again = tryAgain(refused);
    expect(initialValues(await again.modal)).toMatchObject({ topic: 'robots', where });
    const sent = await discord.submitModal({ on: again, values: { where: '' }, memberPermissions: MANAGER });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
  });

  it('has expired once its state is no longer in the action store', async () => {
    const actionStore = { ...createActionStore(), get: () => undefined };
    const { discord } = await started({ actionStore });
    const topic = 'bananas '.repeat(30);
    const refused = await discord.submitModal({ on: watch(), values: { topic, count: 'many' } });
    await refused.answered;
    const expired = await tryAgain(refused).answered;
    expect(expired.ephemeral).toBe(true);
    expect(visibleText(expired.body)).toContain('This form has expired. Run the command again.');
  });
});

describe('a form that takes too long', () => {
  it('times out with an ephemeral message', async () => {
    const gate = createGate();
    const slow = await paperboyOnDiscord({ formTimeoutMs: 1 });
    paperboy = slow;
    await slow.platform.start(async (interaction) => {
      await gate.opened;
      return slow.dispatch(interaction);
    });
    const place = { platform: 'discord', tenant: slow.discord.guildId, channel: slow.discord.channelId };
    const action = 'ask:search robots';
    const actions = { kind: 'actions', controls: [{ kind: 'button', label: 'Go', action }] } as const;
    await slow.platform.post(place, { blocks: [actions] }, 'key');
    const [message] = slow.discord.messages(slow.discord.channelId);
    if (message === undefined) throw new Error('not posted');
    const reply = await slow.discord.press({ message, customId: `0~${action}` }).answered;
    expect(reply.ephemeral).toBe(true);
    expect(visibleText(reply.body)).toContain('The form took too long to load. Try again.');
    gate.open();
  });
});

describe('canManage', () => {
  it.each<[string, bigint, boolean]>([
    ['a member', DEFAULT_PERMISSIONS, false],
    ['a channel manager', MANAGER, true],
    ['a server manager', DEFAULT_PERMISSIONS | PermissionFlagsBits.ManageGuild, true],
    ['an administrator', PermissionFlagsBits.Administrator, true],
  ])('is decided by the permissions in the channel: %s', async (_, memberPermissions, canManage) => {
    await started();
    await watch({ topic: 'robots' }, { memberPermissions }).answered;
    expect(runs).toMatchObject([{ canManage }]);
  });

  it.each<[string, bigint, bigint, boolean]>([
    ['only here', MANAGER, DEFAULT_PERMISSIONS, false],
    ['only there', DEFAULT_PERMISSIONS, MANAGER, true],
    ['in both', MANAGER, MANAGER, true],
  ])('is decided by the permissions in the chosen channel: %s', async (_, here, there, canManage) => {
    const { discord } = await started();
    const { id: guild, channels } = discord.addGuild({ channels: [{}, {}] });
    const [channel, where = ''] = channels.map(({ id }) => id);
    const who = { guild, channel, memberPermissions: here, permissionsIn: { [where]: there } };
    await watch({ topic: 'robots', where }, who).answered;
    const submitted = { on: watch({}, who), values: { topic: 'robots', where }, permissionsIn: { [where]: there } };
    await (await discord.submitModal(submitted)).answered;
    expect(runs).toMatchObject([
      { values: { where }, canManage },
      { values: { where }, canManage },
    ]);
  });

  it('is decided by the permissions in the current channel if that is chosen', async () => {
    const { discord } = await started();
    const where = discord.channelId;
    await watch({ topic: 'robots', where }, { memberPermissions: MANAGER, permissionsIn: { [where]: 0n } }).answered;
    expect(runs).toMatchObject([{ canManage: true }]);
  });

  it.each<[string, bigint, boolean]>([
    ['everyone can manage it', PermissionFlagsBits.ManageChannels, true],
    ['no one can manage it', 0n, false],
  ])(
    'is decided by the roles of the server for a channel that a button names: %s',
    async (_, permissions, canManage) => {
      const { discord } = await started();
      const other = discord.addGuild({ permissions: DEFAULT_PERMISSIONS | permissions, channels: [{}, {}] });
      const [here = '', there = ''] = other.channels.map(({ id }) => id);
      const place = { platform: 'discord', tenant: other.id, channel: here };
      const action = `run:watch robots where:${there}`;
      const actions = { kind: 'actions', controls: [{ kind: 'button', label: 'Go', action }] } as const;
      await paperboy.platform.post(place, { blocks: [actions] }, 'key');
      const [message] = discord.messages(here);
      if (message === undefined) throw new Error('not posted');
      // Not the default user, who owns the fake's servers.
      const user = discord.addUser('Grace');
      await discord.press({ message, customId: `0~${action}`, user, memberPermissions: MANAGER }).answered;
      expect(runs).toMatchObject([{ values: { where: there }, canManage }]);
    },
  );

  it('is false in a DM for a channel of a server', async () => {
    const { discord } = await started();
    const where = discord.channelId;
    await watch({ topic: 'robots', where }, { guild: null, permissionsIn: { [where]: MANAGER } }).answered;
    await watch({ topic: 'robots' }, { guild: null }).answered;
    expect(runs).toMatchObject([{ canManage: false }, { canManage: true }]);
  });
});
