import {
  ActionRowBuilder,
  type APIComponentInLabel,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  Client,
  type ClientOptions,
  ComponentType,
  Events,
  GatewayIntentBits,
  type Interaction,
  MessageFlags,
  Options,
  type PermissionResolvable,
  PermissionsBitField,
  REST,
  Routes,
  SelectMenuDefaultValueType,
  type TextChannel,
} from 'discord.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type FakeDiscord, startFakeDiscord } from './discord/index.ts';
import { FLAG, visibleText } from './discord/message-body.ts';
import { DEFAULT_PERMISSIONS } from './discord/state.ts';

const SILENT = { parse: [] };
const COMMAND = {
  name: 'papers',
  description: 'Research papers',
  options: [
    {
      type: 1,
      name: 'search',
      description: 'Find papers',
      options: [
        { type: 3, name: 'query', description: 'Words', required: true, autocomplete: true },
        { type: 4, name: 'count', description: 'How many' },
      ],
    },
  ],
};

let discord: FakeDiscord;
let client: Client;

/** A real client, without the throttle that delays a second IDENTIFY by five seconds. */
function createClient(options: Partial<ClientOptions> = {}): Client {
  return new Client({
    intents: [GatewayIntentBits.Guilds],
    allowedMentions: { parse: [] },
    rest: { api: discord.apiUrl },
    ws: { version: 10, large_threshold: 50, buildIdentifyThrottler: async () => ({ waitForIdentify: async () => {} }) },
    makeCache: Options.cacheEverything(),
    ...options,
  });
}

async function logIn(one: Client = client): Promise<void> {
  const ready = new Promise((resolve) => one.once(Events.ClientReady, resolve));
  await one.login(discord.token);
  await ready;
}

function onInteraction(handle: (interaction: Interaction) => Promise<unknown>): void {
  client.on(Events.InteractionCreate, (interaction) => void handle(interaction));
}

beforeEach(async () => {
  discord = await startFakeDiscord();
  client = createClient();
});

afterEach(async () => {
  await client.destroy();
  await discord.close();
});

describe('the gateway of the fake Discord', () => {
  it('accepts a client, and sends its user and servers', async () => {
    await logIn();
    expect(client.user?.id).toBe(discord.botId);
    expect(client.application?.id).toBe(discord.applicationId);
    expect(client.guilds.cache.map(({ id }) => id)).toEqual([discord.guildId]);
    expect(client.channels.cache.has(discord.channelId)).toBe(true);
    expect(discord.gateway.sessions).toMatchObject([{ shard: [0, 1], intents: GatewayIntentBits.Guilds }]);
    expect(discord.gateway.identifies[0]?.compress).toBe(false);
  });

  it('rejects an invalid token', async () => {
    await expect(client.login('wrong')).rejects.toThrow('An invalid token was provided');
    expect(discord.gateway.identifies).toEqual([]);
  });

  it('rejects disallowed intents', async () => {
    const strict = await startFakeDiscord({ disallowedIntents: GatewayIntentBits.MessageContent });
    const disallowed = createClient({ intents: [GatewayIntentBits.MessageContent], rest: { api: strict.apiUrl } });
    await expect(disallowed.login(strict.token)).rejects.toThrow('Used disallowed intents');
    await strict.until(() => strict.gateway.closes.length === 1);
    expect(strict.gateway.closes).toEqual([4014]);
    await disallowed.destroy();
    await strict.close();
  });

  it('replays events that a client missed while disconnected', async () => {
    await logIn();
    onInteraction(async (interaction) => interaction.isRepliable() && interaction.reply({ content: 'still here' }));
    discord.gateway.drop();
    const missed = discord.command({ name: 'papers' });
    expect(visibleText((await missed.answered).body)).toBe('still here');
    expect(discord.gateway.resumes).toMatchObject([{ replayed: 1, path: '/resume' }]);
    expect(discord.gateway.identifies).toHaveLength(1);
  });

  it('makes a client resume on op 7', async () => {
    await logIn();
    discord.gateway.reconnect();
    await discord.until(() => discord.gateway.resumes.length === 1);
    expect(discord.gateway.closes).toEqual([4200]);
    expect(discord.gateway.identifies).toHaveLength(1);
  });

  it('makes a client resume on the same connection on a resumable op 9', async () => {
    await logIn();
    const resumed = new Promise((resolve) => client.once(Events.ShardResume, resolve));
    discord.gateway.invalidate(true);
    await resumed;
    expect(discord.gateway.resumes).toHaveLength(1);
    expect(discord.gateway.closes).toEqual([]);
  });

  it('makes a client identify again on any other op 9', async () => {
    await logIn();
    const ready = new Promise((resolve) => client.once(Events.ShardReady, resolve));
    discord.gateway.invalidate(false);
    await ready;
    expect(discord.gateway.identifies).toHaveLength(2);
    expect(discord.gateway.sessions).toHaveLength(1);
  });

  it('closes the connection on an invalid token', async () => {
    const socket = new WebSocket(discord.apiUrl.replace('http', 'ws').replace('/api', ''));
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    socket.once('open', () => socket.send(JSON.stringify({ op: 2, d: { token: 'wrong', intents: 1, shard: [0, 1] } })));
    expect(await closed).toBe(4004);
  });

  it('makes a client reconnect if heartbeats are not acknowledged', async () => {
    const quick = await startFakeDiscord({ heartbeatMs: 40 });
    const own = createClient({ rest: { api: quick.apiUrl } });
    await own.login(quick.token);
    await quick.until(() => quick.gateway.heartbeats > 1);
    expect(quick.gateway.resumes).toEqual([]);
    quick.gateway.acknowledging = false;
    await quick.until(() => quick.gateway.resumes.length > 0);
    await own.destroy();
    await quick.close();
  });

  it('sends events of servers that are added and removed, each on its shard', async () => {
    await client.destroy();
    client = createClient({ shards: [0, 1], shardCount: 2 });
    await logIn();
    expect(discord.gateway.sessions.map(({ shard }) => shard)).toEqual([
      [0, 2],
      [1, 2],
    ]);
    const joined = new Promise<string>((resolve) => client.once(Events.GuildCreate, (guild) => resolve(guild.id)));
    const { id, channels } = discord.addGuild({ name: 'Library', channels: [{ name: 'forum', type: 15 }] });
    expect(await joined).toBe(id);
    expect(client.channels.cache.has(channels[0]?.id ?? '')).toBe(true);
    const left = new Promise<string>((resolve) => client.once(Events.GuildDelete, (guild) => resolve(guild.id)));
    discord.removeGuild(id);
    expect(await left).toBe(id);
  });
});

describe('interactions of the fake Discord', () => {
  it('stores commands, and supports deferred answers', async () => {
    await logIn();
    await client.application?.commands.set([COMMAND]);
    expect(discord.commands()).toMatchObject([{ name: 'papers' }]);
    const seen: unknown[] = [];
    onInteraction(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      const { options, memberPermissions, guildId } = interaction;
      seen.push(options.getSubcommand(), options.getString('query'), options.getInteger('count'), guildId);
      seen.push(memberPermissions?.has('SendMessages'), interaction.appPermissions.has('EmbedLinks'));
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await interaction.editReply({ content: 'first' });
      await interaction.editReply({ content: 'second' });
      await interaction.followUp({ content: 'and for all' });
    });
    const handle = discord.command({ name: 'papers', subcommand: 'search', options: { query: 'x', count: 3 } });
    expect(await handle.acknowledged).toMatchObject({ type: 5, flags: FLAG.ephemeral });
    expect((await handle.answered).ephemeral).toBe(true);
    await handle.until(({ body }) => body.content === 'second');
    expect((await handle.followedUp).body.content).toBe('and for all');
    expect(seen).toEqual(['search', 'x', 3, discord.guildId, true, true]);
    expect(discord.messages(discord.channelId).map(({ body }) => body.content)).toEqual(['and for all']);
    expect(discord.requestsTo('PATCH', /@original$/)).toHaveLength(2);
    expect(discord.requestsTo('POST', /callback$/)[0]?.authorization).toBeUndefined();
    expect(discord.violations).toEqual([]);
  });

  it('sends autocomplete interactions', async () => {
    await logIn();
    onInteraction(async (interaction) => {
      if (!interaction.isAutocomplete()) return;
      const { name, value } = interaction.options.getFocused(true);
      await interaction.respond([{ name: `${name} ${value}`, value }]);
    });
    const choices = await discord.autocomplete({
      name: 'papers',
      subcommand: 'search',
      focused: 'query',
      value: 'dif',
    });
    expect(choices).toEqual([{ name: 'query dif', value: 'dif' }]);
  });

  it('presses buttons of an answer, in a server and in a DM', async () => {
    await logIn();
    const next = new ButtonBuilder({ custom_id: 'next', label: 'Next', style: ButtonStyle.Primary });
    const components = [new ActionRowBuilder<ButtonBuilder>().addComponents(next)];
    onInteraction(async (interaction) => {
      if (interaction.isChatInputCommand()) await interaction.reply({ content: 'page 1', components });
      if (interaction.isButton()) await interaction.update({ content: `page 2 for ${interaction.user.username}` });
    });
    for (const guild of [discord.guildId, null]) {
      const handle = discord.command({ name: 'papers', guild });
      await handle.answered;
      const user = discord.addUser('grace');
      const pressed = discord.press({ message: handle, customId: 'next', ...(guild ? { user } : {}) });
      expect(await pressed.acknowledged).toMatchObject({ type: 7 });
      expect((await pressed.answered).body.content).toBe(`page 2 for ${guild ? 'grace' : 'ada'}`);
      expect(handle.message()?.edits).toBe(1);
      expect(() => discord.press({ message: handle, customId: 'previous' })).toThrow('there are next');
    }
    expect(discord.violations).toEqual([]);
  });

  it('sends message commands and submits modals', async () => {
    await logIn();
    const field = { type: 18, label: 'Words', component: { type: 4, custom_id: 'words', style: 1 } };
    onInteraction(async (interaction) => {
      if (interaction.isMessageContextMenuCommand()) {
        await interaction.showModal({
          custom_id: 'ask',
          title: interaction.targetMessage.content,
          components: [field],
        });
      }
      if (interaction.isModalSubmit())
        await interaction.reply({ content: interaction.fields.getTextInputValue('words') });
    });
    const target = discord.personSays(discord.channelId, 'see arXiv');
    const opened = discord.messageMenu({ name: 'Find papers', target });
    expect((await opened.modal)['title']).toBe('see arXiv');
    await expect(discord.submitModal({ on: opened })).rejects.toThrow('words is required');
    await expect(discord.submitModal({ on: opened, values: { other: 'x' } })).rejects.toThrow('there are words');
    const sent = await discord.submitModal({ on: opened, values: { words: 'diffusion' } });
    expect((await sent.answered).body.content).toBe('diffusion');
    expect(discord.violations).toEqual([]);
  });

  it('submits initial values of a modal, and chosen channels with permissions', async () => {
    await logIn();
    const { id: guild, channels } = discord.addGuild({ channels: [{}, {}, { type: ChannelType.GuildForum }] });
    const [here = '', there = '', forum = ''] = channels.map((channel) => channel.id);
    const fields = [
      {
        type: ComponentType.ChannelSelect,
        custom_id: 'where',
        channel_types: [ChannelType.GuildText],
        default_values: [{ type: SelectMenuDefaultValueType.Channel, id: here }],
      },
      { type: ComponentType.StringSelect, custom_id: 'how', options: [{ label: 'One', value: '1', default: true }] },
    ] satisfies APIComponentInLabel[];
    const seen: unknown[] = [];
    onInteraction(async (interaction) => {
      if (interaction.isChatInputCommand()) {
        const components = fields.map((component) => ({ type: ComponentType.Label as const, label: 'x', component }));
        await interaction.showModal({ custom_id: 'ask', title: 'Ask', components });
      }
      if (!interaction.isModalSubmit()) return;
      const chosen = interaction.fields.getSelectedChannels('where')?.first();
      const permissions = chosen && 'permissions' in chosen ? chosen.permissions : null;
      seen.push(chosen?.id, new PermissionsBitField(permissions as PermissionResolvable).bitfield);
      seen.push(interaction.fields.getStringSelectValues('how'));
      await interaction.reply({ content: 'done' });
    });
    const on = discord.command({ name: 'papers', guild, channel: here });
    await (await discord.submitModal({ on })).answered;
    await (await discord.submitModal({ on, values: { where: there }, permissionsIn: { [there]: 16n } })).answered;
    expect(seen).toEqual([here, DEFAULT_PERMISSIONS, ['1'], there, 16n, ['1']]);
    await expect(discord.submitModal({ on, values: { where: forum } })).rejects.toThrow('not offered');
    await expect(discord.submitModal({ on, values: { how: '2' } })).rejects.toThrow('how has no 2');
    expect(discord.violations).toEqual([]);
  });

  it('rejects a second response and late ones', async () => {
    await logIn();
    const caught: unknown[] = [];
    const held: Interaction[] = [];
    onInteraction(async (interaction) => held.push(interaction));
    const handle = discord.command({ name: 'papers' });
    const late = discord.command({ name: 'papers', guild: null });
    await discord.until(() => held.length === 2);
    const callback = Routes.interactionCallback(handle.id, handle.token);
    const body = { type: 5 };
    await client.rest.post(callback, { body, auth: false });
    await client.rest.post(callback, { body, auth: false }).catch((error) => caught.push(error.code));
    handle.expire();
    const edit = Routes.webhookMessage(discord.applicationId, handle.token);
    await client.rest
      .patch(edit, { body: { content: 'x', allowed_mentions: SILENT }, auth: false })
      .catch((error) => caught.push(error.code));
    late.expire('unknown interaction');
    await client.rest
      .post(Routes.interactionCallback(late.id, late.token), { body, auth: false })
      .catch((error) => caught.push(error.code));
    expect(caught).toEqual([40060, 10015, 10062]);
  });

  it('allows five follow-ups of a user-installed app', async () => {
    await logIn();
    const codes: unknown[] = [];
    onInteraction(async (interaction) => {
      if (!interaction.isChatInputCommand()) return;
      await interaction.reply({ content: `owned by a person: ${interaction.authorizingIntegrationOwners[1]}` });
      for (let index = 0; index < 6; index += 1)
        await interaction.followUp({ content: `${index}` }).catch((error) => codes.push(error.code));
      await interaction.editReply({ content: 'done' });
    });
    const handle = discord.command({ name: 'papers', guild: '1234567890123456789' });
    expect((await handle.answered).body.content).toContain(discord.person.id);
    await handle.until(({ body }) => body.content === 'done');
    expect(codes).toEqual([40094]);
  });
});

describe('messages of the fake Discord', () => {
  let rest: REST;
  let post: (body: object) => Promise<unknown>;

  beforeEach(() => {
    rest = new REST({ api: discord.apiUrl, retries: 0, timeout: 1000 }).setToken(discord.token);
    post = (body) =>
      rest.post(Routes.channelMessages(discord.channelId), { body: { allowed_mentions: SILENT, ...body } });
  });

  it('creates one message per nonce, and fails for the nonce of a deleted one', async () => {
    const body = { content: 'digest', nonce: 'key-1', enforce_nonce: true };
    const first = (await post(body)) as { id: string };
    expect(await post(body)).toMatchObject({ id: first.id });
    await post({ content: 'digest', nonce: 'key-1' });
    expect(discord.messages(discord.channelId)).toHaveLength(2);
    await rest.delete(Routes.channelMessage(discord.channelId, first.id));
    await expect(post(body)).rejects.toMatchObject({ code: 10008 });
  });

  it('lists messages after a message', async () => {
    const [one, two, three] = (await Promise.all(['1', '2', '3'].map((content) => post({ content })))) as {
      id: string;
    }[];
    const query = new URLSearchParams({ after: one?.id ?? '', limit: '100' });
    const found = (await rest.get(Routes.channelMessages(discord.channelId), { query })) as { id: string }[];
    expect(found.map(({ id }) => id)).toEqual([three?.id, two?.id]);
  });

  it('lists nothing without Read Message History, but fails for a single message', async () => {
    const { channels } = discord.addGuild({ permissions: DEFAULT_PERMISSIONS & ~(1n << 16n) });
    const channel = channels[0]?.id ?? '';
    const { id } = discord.personSays(channel, 'hello');
    expect(await rest.get(Routes.channelMessages(channel))).toEqual([]);
    await expect(rest.get(Routes.channelMessage(channel, id))).rejects.toMatchObject({ status: 403, code: 50013 });
  });

  it('opens one DM per person, and none with invalid ones', async () => {
    const open = (recipient_id: string) => rest.post(Routes.userChannels(), { body: { recipient_id } });
    const first = await open(discord.person.id);
    expect(first).toMatchObject({ type: 1, recipients: [{ id: discord.person.id }] });
    expect(await open(discord.person.id)).toEqual(first);
    await expect(open('nobody')).rejects.toMatchObject({ code: 50035 });
    await expect(open(discord.botId)).rejects.toMatchObject({ code: 50033 });
  });

  it('opens one thread per message, and posts in forums', async () => {
    const { id } = (await post({ content: 'paper' })) as { id: string };
    const start = Routes.threads(discord.channelId, id);
    expect(await rest.post(start, { body: { name: 'PersonMessages' } })).toMatchObject({ id, type: 11 });
    await expect(rest.post(start, { body: { name: 'PersonMessages' } })).rejects.toMatchObject({ code: 160004 });
    const forum = discord.addGuild({ channels: [{ type: 15 }] }).channels[0]?.id ?? '';
    const message = { content: 'first', allowed_mentions: SILENT };
    const thread = (await rest.post(Routes.threads(forum), { body: { name: 'Post', message } })) as { id: string };
    expect(discord.messages(thread.id).map(({ body }) => body.content)).toEqual(['first']);
    expect(discord.violations).toEqual([]);
  });

  it('rejects invalid bodies with their paths, and records violations', async () => {
    const refused = post({ embeds: [{ fields: [{ name: 'x', value: ' ' }] }] });
    await expect(refused).rejects.toMatchObject({
      code: 50035,
      message: expect.stringContaining('embeds[0].fields[0].value'),
    });
    await expect(post({ content: ' ' })).rejects.toMatchObject({ code: 50006 });
    await rest.post(Routes.channelMessages(discord.channelId), { body: { content: 'no allowed mentions' } });
    expect(discord.violations).toHaveLength(3);
    expect(discord.messages(discord.channelId)).toHaveLength(1);
  });

  it('limits the requests of a channel if configured', async () => {
    const strict = await startFakeDiscord({ limit: { requests: 1, perMs: 200 } });
    const eager = new REST({ api: strict.apiUrl, rejectOnRateLimit: ['/channels'] }).setToken(strict.token);
    const body = { content: 'x', allowed_mentions: SILENT };
    await eager.post(Routes.channelMessages(strict.channelId), { body });
    const again = eager.post(Routes.channelMessages(strict.channelId), { body });
    await expect(again).rejects.toMatchObject({ limit: 1, scope: 'user' });
    await strict.close();
  });

  it('sends every kind of 429, after which the client retries', async () => {
    for (const kind of ['429 route', '429 shared', '429 global', '429 no retry-after'] as const) {
      const fault = discord.fault({ kind, method: 'POST', path: /messages$/, times: 2 });
      await post({ content: kind });
      expect(fault.hits).toBe(2);
    }
    expect(discord.messages(discord.channelId)).toHaveLength(4);
  });

  it('sends every kind of error, before and after the request takes effect', async () => {
    const trials = ['500', '502', 'reset', 'close', 403, 'truncated JSON'] as const;
    for (const kind of trials) {
      discord.fault({ kind, code: 50001 });
      await expect(post({ content: `${kind}` })).rejects.toThrow();
    }
    discord.fault({ kind: '502', afterCommit: true });
    await expect(post({ content: '502 after' })).rejects.toMatchObject({ status: 502 });
    expect(discord.messages(discord.channelId).map(({ body }) => body.content)).toEqual([
      'truncated JSON',
      '502 after',
    ]);
  });

  it('hangs until the client times out, and sends slow responses', async () => {
    const impatient = new REST({ api: discord.apiUrl, retries: 0, timeout: 500 }).setToken(discord.token);
    discord.fault({ kind: 'hang' });
    const body = { content: 'x', allowed_mentions: SILENT };
    await expect(impatient.post(Routes.channelMessages(discord.channelId), { body })).rejects.toThrow('aborted');
    discord.fault({ kind: 'slow drip', overMs: 150 });
    expect(await impatient.post(Routes.channelMessages(discord.channelId), { body })).toMatchObject({ content: 'x' });
  });

  it('responds with 401 without authorization', async () => {
    const stranger = new REST({ api: discord.apiUrl }).setToken('wrong');
    await expect(stranger.get(Routes.user())).rejects.toMatchObject({ status: 401 });
  });

  it('accepts messages sent by the client', async () => {
    await logIn();
    const channel = (await client.channels.fetch(discord.channelId)) as TextChannel;
    const sent = await channel.send({ content: 'hello', nonce: 'n', enforceNonce: true });
    expect(discord.messages(discord.channelId)).toMatchObject([{ id: sent.id, nonce: 'n' }]);
    expect(discord.violations).toEqual([]);
  });
});
