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
import { initial } from '../../../fakes/discord/modal.ts';
import { ORDINARY } from '../../../fakes/discord/state.ts';
import { createGate } from '../../../fakes/gate.ts';
import { type PaperboyOnDiscord, paperboyOnDiscord } from './paperboy-on-discord.ts';

const MANAGER = ORDINARY | PermissionFlagsBits.ManageChannels;

/** What the command below was run with. */
interface Run {
  readonly values: OptionValues;
  readonly manages: boolean;
}

let paperboy: PaperboyOnDiscord;
let runs: Run[];

interface Options {
  readonly isPublic?: boolean;
  readonly audience?: Command['audience'];
  readonly keepsakes?: ActionStore;
}

/** A Paperboy whose only command asks for what it needs. */
async function started({
  isPublic = false,
  audience = 'everyone',
  keepsakes: actionStore = createActionStore(),
}: Options = {}) {
  runs = [];
  const watch = defineCommand({
    ...{ name: 'watch', description: 'Watches a topic', opensForm: true, audience, ephemeral: !isPublic },
    options: {
      topic: { kind: 'text', description: 'What to watch', required: true, isRest: true },
      count: { kind: 'integer', description: 'How many', min: 1, max: 30 },
      order: { kind: 'choice', description: 'Which first', choices: ['newest', 'best'] },
      where: { kind: 'channel', description: 'Where to' },
      id: { kind: 'text', description: 'Which one', hidden: true },
    },
    examples: ['watch robots'],
    prefill: ({ id }) => {
      if (id === 'unknown') throw new UserError('There is no such topic. Try: /papers watch');
      return { count: 5 };
    },
    run: (values, { canManage }) => {
      if (values.topic === 'bananas') throw new UserError('Bananas can not be watched.', { fields: { topic: 'no' } });
      if (values.topic === 'a bug') throw new Error('a bug');
      runs.push({ values, manages: canManage });
      return { blocks: [prose(`Watching ${values.topic}`)] };
    },
  });
  paperboy = await paperboyOnDiscord({ core: { ...createTestCore(), actionStore, commands: [watch] } });
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

/** Somebody presses a button that Paperboy has posted. */
async function pressPosted(action: string, more: object = {}): Promise<InteractionHandle> {
  const { discord, platform } = paperboy;
  const place = { platform: 'discord', tenant: discord.guildId, channel: discord.channelId };
  const actions = { kind: 'actions', controls: [{ kind: 'button', label: 'Go', action }] } as const;
  await platform.post(place, { blocks: [actions] }, action);
  const message = discord.messages(discord.channelId).at(-1);
  if (message === undefined) throw new Error('not posted');
  return discord.press({ message, customId: `0~${action}`, ...more });
}

/** Somebody presses "Try again" on a refusal. */
function tryAgain(message: InteractionHandle | { body: MessageBody; id: string }): InteractionHandle {
  const said = 'answered' in message ? message.message() : message;
  const [found] = everyComponent(said?.body.components).filter(({ component }) => component.label === 'Try again');
  return paperboy.discord.press({ message: message as InteractionHandle, customId: found?.component.custom_id ?? '' });
}

/** What stands in the fields of a modal, by their names. */
function standing(modal: MessageBody): Record<string, string> {
  const fields = everyComponent(modal.components).map(({ component }) => component);
  return Object.fromEntries(fields.flatMap((one) => (one.custom_id ? [[one.custom_id, initial(one)]] : [])));
}

describe('a command that asks', () => {
  it('is asked for as a form at once, and answered in private when that is filled in', async () => {
    const { discord } = await started();
    const opened = watch();
    expect(await opened.acknowledged).toMatchObject({ type: 9 });
    expect(standing(await opened.modal)).toEqual({ topic: '', count: '5', order: '', where: '' });
    const sent = await discord.submitModal({ on: opened, values: { topic: 'robots', order: 'best' } });
    expect(await sent.acknowledged).toMatchObject({ type: 5, flags: MessageFlags.Ephemeral });
    const answer = await sent.answered;
    expect(answer.ephemeral).toBe(true);
    expect(visibleText(answer.body)).toContain('Watching robots');
    expect(runs).toEqual([{ values: { topic: 'robots', count: 5, order: 'best' }, manages: false }]);
  });

  it('runs at once where it is told what it needs', async () => {
    await started();
    const asked = watch({ topic: 'robots' });
    expect(await asked.acknowledged).toMatchObject({ type: 5 });
    expect(visibleText((await asked.answered).body)).toContain('Watching robots');
  });

  it('is answered for all to see where it is for all', async () => {
    const { discord } = await started({ isPublic: true });
    const sent = await discord.submitModal({ on: watch(), values: { topic: 'robots' } });
    expect(await sent.acknowledged).toMatchObject({ type: 5, flags: 0 });
    expect((await sent.answered).ephemeral).toBe(false);
  });

  it('works in direct messages, where there are no channels to choose', async () => {
    const { discord } = await started();
    const opened = watch({}, { guild: null });
    expect(Object.keys(standing(await opened.modal))).toEqual(['topic', 'count', 'order']);
    const sent = await discord.submitModal({ on: opened, values: { topic: 'robots' } });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
    expect(runs).toMatchObject([{ manages: true }]);
  });

  it('leaves out what was emptied', async () => {
    const { discord } = await started();
    await (await discord.submitModal({ on: watch(), values: { topic: 'robots', count: '' } })).answered;
    expect(runs).toMatchObject([{ values: { topic: 'robots' } }]);
    expect(Object.keys(runs[0]?.values ?? {})).toEqual(['topic']);
  });
});

describe('a button that asks', () => {
  const ACTION = 'ask:watch robots order:best id:ab12cd34';

  it('opens the form with what it says, and what has no field comes back', async () => {
    const { discord } = await started();
    const opened = await pressPosted(ACTION);
    expect(await opened.acknowledged).toMatchObject({ type: 9 });
    expect(standing(await opened.modal)).toMatchObject({ topic: 'robots', count: '5', order: 'best' });
    const sent = await discord.submitModal({ on: opened, values: { count: '7' } });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
    expect(runs).toMatchObject([{ values: { topic: 'robots', count: 7, order: 'best', id: 'ab12cd34' } }]);
    expect(discord.messages(discord.channelId)).toMatchObject([{ edits: 0 }]);
  });

  it('opens a form that is still good after a restart', async () => {
    const { discord, restart } = await started();
    const opened = await pressPosted(ACTION);
    await opened.modal;
    await restart();
    await (await discord.submitModal({ on: opened })).answered;
    expect(runs).toMatchObject([{ values: { topic: 'robots', id: 'ab12cd34' } }]);
  });

  it('says in private what keeps the form from opening', async () => {
    await started();
    for (const [action, words] of [
      ['ask:watch id:unknown', 'There is no such topic. Try: /papers watch'],
      ['ask:#forgotten', 'This button is too old to work'],
      ['ask:wahtc', 'Did you mean /papers watch?'],
    ] as const) {
      const refused = await (await pressPosted(action)).answered;
      expect(refused.ephemeral).toBe(true);
      expect(visibleText(refused.body)).toContain(words);
    }
  });
});

describe('a form that is refused', () => {
  const TYPED = { topic: 'bananas', count: '12', order: 'newest' };

  it('can be opened again with all that was typed, and then works', async () => {
    const { discord } = await started();
    const refused = await discord.submitModal({ on: watch(), values: TYPED });
    const said = await refused.answered;
    expect(said.ephemeral).toBe(true);
    expect(visibleText(said.body)).toContain('Bananas can not be watched.');
    const again = tryAgain(refused);
    expect(await again.acknowledged).toMatchObject({ type: 9 });
    expect(standing(await again.modal)).toMatchObject(TYPED);
    const sent = await discord.submitModal({ on: again, values: { topic: 'robots' } });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
    expect(runs).toMatchObject([{ values: { topic: 'robots', count: 12, order: 'newest' } }]);
  });

  it.each(['say "hi" now, «you» since:2024 count:3 🙂', 'robots '.repeat(500).trim()])(
    'loses nothing of %j, also after a restart',
    async (topic) => {
      const { discord, restart } = await started();
      const refused = await discord.submitModal({ on: watch(), values: { topic, count: 'many' } });
      expect(visibleText((await refused.answered).body)).toContain('count takes a whole number from 1 to 30');
      await restart();
      const again = tryAgain(refused);
      expect(standing(await again.modal)).toMatchObject({ topic, count: 'many' });
      await (await discord.submitModal({ on: again, values: { count: '3' } })).answered;
      expect(runs).toMatchObject([{ values: { topic, count: 3 } }]);
    },
  );

  it('is told so in private, though its answer were for all', async () => {
    const { discord } = await started({ isPublic: true });
    const refused = await discord.submitModal({ on: watch(), values: TYPED });
    const said = await refused.followedUp;
    expect(said.ephemeral).toBe(true);
    expect(standing(await tryAgain(said).modal)).toMatchObject(TYPED);
    await discord.until(() => refused.message()?.deleted, 'the reply to be deleted');
  });

  it('can be opened again after a fault of ours', async () => {
    const { discord } = await started();
    const fault = await discord.submitModal({ on: watch(), values: { topic: 'a bug' } });
    expect(visibleText((await fault.answered).body)).toContain('Something went wrong on our side');
    expect(standing(await tryAgain(fault).modal)).toMatchObject({ topic: 'a bug' });
  });

  it('can be opened again to choose another channel, where the person may not manage the first', async () => {
    const { discord } = await started({ audience: 'managers' });
    const { id: guild, channels } = discord.addGuild({ channels: [{}, {}] });
    const [channel = '', where = ''] = channels.map(({ id }) => id);
    const on = watch({}, { guild, channel, memberPermissions: MANAGER });
    const refused = await discord.submitModal({ on, values: { topic: 'robots', where } });
    expect(visibleText((await refused.answered).body)).toContain('you need Manage Channels or Manage Server');
    const again = tryAgain(refused);
    expect(standing(await again.modal)).toMatchObject({ topic: 'robots', where });
    const sent = await discord.submitModal({ on: again, values: { where: '' }, memberPermissions: MANAGER });
    expect(visibleText((await sent.answered).body)).toContain('Watching robots');
  });

  it('says that it is too old when nobody knows any more what was typed', async () => {
    const keepsakes = { ...createActionStore(), get: () => undefined };
    const { discord } = await started({ keepsakes });
    const topic = 'bananas '.repeat(30);
    const refused = await discord.submitModal({ on: watch(), values: { topic, count: 'many' } });
    await refused.answered;
    const tooOld = await tryAgain(refused).answered;
    expect(tooOld.ephemeral).toBe(true);
    expect(visibleText(tooOld.body)).toContain('This form is too old to work');
  });
});

describe('a form that is not ready in time', () => {
  it('is not waited for: the person is told to try again, in private', async () => {
    const gate = createGate();
    const slow = await paperboyOnDiscord({ formTimeoutMs: 1 });
    paperboy = slow;
    await slow.platform.start(async (invocation) => {
      await gate.opened;
      return slow.dispatch(invocation);
    });
    const place = { platform: 'discord', tenant: slow.discord.guildId, channel: slow.discord.channelId };
    const action = 'ask:search robots';
    const actions = { kind: 'actions', controls: [{ kind: 'button', label: 'Go', action }] } as const;
    await slow.platform.post(place, { blocks: [actions] }, 'key');
    const [message] = slow.discord.messages(slow.discord.channelId);
    if (message === undefined) throw new Error('not posted');
    const said = await slow.discord.press({ message, customId: `0~${action}` }).answered;
    expect(said.ephemeral).toBe(true);
    expect(visibleText(said.body)).toContain('took too long to get ready. Please try again.');
    gate.open();
  });
});

describe('who manages', () => {
  it.each<[string, bigint, boolean]>([
    ['somebody', ORDINARY, false],
    ['who manages the channel', MANAGER, true],
    ['who manages the server', ORDINARY | PermissionFlagsBits.ManageGuild, true],
    ['who may do all', PermissionFlagsBits.Administrator, true],
  ])('here is told by their permissions here: %s', async (_, memberPermissions, manages) => {
    await started();
    await watch({ topic: 'robots' }, { memberPermissions }).answered;
    expect(runs).toMatchObject([{ manages }]);
  });

  it.each<[string, bigint, bigint, boolean]>([
    ['only here', MANAGER, ORDINARY, false],
    ['only there', ORDINARY, MANAGER, true],
    ['in both', MANAGER, MANAGER, true],
  ])('in a channel that was chosen is told by their permissions there: %s', async (_, here, there, manages) => {
    const { discord } = await started();
    const { id: guild, channels } = discord.addGuild({ channels: [{}, {}] });
    const [channel, where = ''] = channels.map(({ id }) => id);
    const who = { guild, channel, memberPermissions: here, permissionsIn: { [where]: there } };
    await watch({ topic: 'robots', where }, who).answered;
    const submitted = { on: watch({}, who), values: { topic: 'robots', where }, permissionsIn: { [where]: there } };
    await (await discord.submitModal(submitted)).answered;
    expect(runs).toMatchObject([
      { values: { where }, manages },
      { values: { where }, manages },
    ]);
  });

  it('in the channel of the conversation, chosen by name, is told by their permissions here', async () => {
    const { discord } = await started();
    const where = discord.channelId;
    await watch({ topic: 'robots', where }, { memberPermissions: MANAGER, permissionsIn: { [where]: 0n } }).answered;
    expect(runs).toMatchObject([{ manages: true }]);
  });

  it.each<[string, bigint, boolean]>([
    ['everybody does there', PermissionFlagsBits.ManageChannels, true],
    ['nobody does there', 0n, false],
  ])('in a channel that a button names is told by the roles of the server: %s', async (_, permissions, manages) => {
    const { discord } = await started();
    const other = discord.addGuild({ permissions: ORDINARY | permissions, channels: [{}, {}] });
    const [here = '', there = ''] = other.channels.map(({ id }) => id);
    const place = { platform: 'discord', tenant: other.id, channel: here };
    const action = `run:watch robots where:${there}`;
    const actions = { kind: 'actions', controls: [{ kind: 'button', label: 'Go', action }] } as const;
    await paperboy.platform.post(place, { blocks: [actions] }, 'key');
    const [message] = discord.messages(here);
    if (message === undefined) throw new Error('not posted');
    // The owner of the fake's servers may do everything in them.
    const user = discord.addUser('Grace');
    await discord.press({ message, customId: `0~${action}`, user, memberPermissions: MANAGER }).answered;
    expect(runs).toMatchObject([{ values: { where: there }, manages }]);
  });

  it('in a channel of a server can not be somebody from a private conversation', async () => {
    const { discord } = await started();
    const where = discord.channelId;
    await watch({ topic: 'robots', where }, { guild: null, permissionsIn: { [where]: MANAGER } }).answered;
    await watch({ topic: 'robots' }, { guild: null }).answered;
    expect(runs).toMatchObject([{ manages: false }, { manages: true }]);
  });
});
