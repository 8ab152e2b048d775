import { createServer } from 'node:http';
import type { FaultHandle } from '../armed-faults.ts';
import { createWatch } from '../watch.ts';
import { applicationRoutes } from './application-routes.ts';
import { prepareChecks } from './body-check.ts';
import { channelRoutes } from './channel-routes.ts';
import { createFaults, type Fault } from './faults.ts';
import { createGateway, type FakeGateway, urlOf } from './gateway.ts';
import { type Interaction, interactionRoutes } from './interaction-routes.ts';
import { createPeople, type People } from './people.ts';
import { createPersonMessages, type PersonMessages } from './person-messages.ts';
import { guildResource } from './resources.ts';
import { createRest, type Limit, type RestRequest } from './rest.ts';
import {
  createWorld,
  DEFAULT_PERMISSIONS,
  type FakeChannel,
  type FakeMessage,
  type FakeUser,
  type StoredCommand,
  type World,
} from './state.ts';
import { threadRoutes } from './thread-routes.ts';

export interface FakeDiscordOptions {
  readonly token?: string;
  readonly heartbeatMs?: number;
  readonly disallowedIntents?: number;
  /** What `GET /gateway/bot` recommends. */
  readonly shards?: number;
  readonly identifiesLeft?: number;
  /** The timeout for the first response to an interaction. */
  readonly ackTimeoutMs?: number;
  /** The limit of active threads in a server. */
  readonly maxActiveThreads?: number;
  readonly limit?: Limit;
  readonly globalLimit?: Limit;
}

interface GuildOptions {
  readonly id?: string;
  readonly name?: string;
  readonly locale?: string;
  readonly permissions?: bigint;
  readonly channels?: readonly Partial<FakeChannel>[];
}

export interface FakeDiscord extends People, PersonMessages {
  /** For `rest: { api }` of discord.js. */
  readonly apiUrl: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  /** The initial server with its one text channel, and the default user. */
  readonly guildId: string;
  readonly channelId: string;
  readonly person: FakeUser;
  readonly gateway: FakeGateway;
  /** All REST requests, including those that hit a fault. */
  readonly requests: readonly RestRequest[];
  /** Everything wrong with the requests so far. Adapter tests end with `expect(discord.violations).toEqual([])`. */
  readonly violations: readonly string[];
  requestsTo(method: string, path: RegExp | string): RestRequest[];
  /** The bot's public messages in a channel, including deleted ones. */
  messages(channelId: string): FakeMessage[];
  commands(guildId?: string): readonly StoredCommand[];
  addUser(username: string): FakeUser;
  addGuild(guild?: GuildOptions): { readonly id: string; readonly channels: readonly FakeChannel[] };
  removeGuild(id: string, options?: { readonly unavailable?: boolean }): void;
  fault(fault: Fault): FaultHandle;
  /** Waits until the condition returns a truthy value, checking it after each request and gateway event. */
  until<T>(condition: () => T | undefined | null | false, what?: string): Promise<T>;
  close(): Promise<void>;
}

/**
 * A local fake of Discord, with a gateway and a REST API on real sockets.
 *
 * @example const discord = await startFakeDiscord(); const client = new Client({ intents: [GatewayIntentBits.Guilds],
 * rest: { api: discord.apiUrl } }); await client.login(discord.token); const { body } = await discord.command({ name:
 * 'papers', subcommand: 'search', options: { query: 'diffusion' } }).answered;
 */
export async function startFakeDiscord(options: FakeDiscordOptions = {}): Promise<FakeDiscord> {
  const {
    heartbeatMs = 41_250,
    disallowedIntents = 0,
    shards = 1,
    identifiesLeft = 1000,
    ackTimeoutMs = 3000,
    maxActiveThreads = 1000,
  } = options;
  prepareChecks();
  const watch = createWatch();
  const world = createWorld(watch, options.token);
  const interactions = new Map<string, Interaction>();
  const faults = createFaults(watch);
  const requests: RestRequest[] = [];
  const server = createServer();
  const routes = [
    ...channelRoutes(world),
    ...threadRoutes(world, maxActiveThreads),
    ...interactionRoutes(world, interactions, ackTimeoutMs),
    ...applicationRoutes(world, { shards, identifiesLeft, url: () => urlOf(server) }),
  ];
  const { limit = { requests: 10_000, perMs: 1000 }, globalLimit } = options;
  server.on('request', createRest(world, { routes, faults, requests, limit, globalLimit }));
  const gateway = createGateway(server, world, { heartbeatMs, disallowedIntents });
  world.emit = gateway.dispatch;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const addGuild = (guild: GuildOptions = {}): ReturnType<FakeDiscord['addGuild']> => {
    const added = putGuild(world, guild);
    if (gateway.sessions.length > 0)
      gateway.dispatch('GUILD_CREATE', guildResource(world, added.guild), added.guild.id, 1);
    return { id: added.guild.id, channels: added.channels };
  };
  const first = addGuild();
  return {
    ...createPeople(world, gateway, interactions),
    ...createPersonMessages(world),
    apiUrl: `${urlOf(server).replace('ws:', 'http:')}/api`,
    token: world.token,
    applicationId: world.applicationId,
    botId: world.bot.id,
    guildId: first.id,
    channelId: first.channels[0]?.id ?? '',
    person: world.person,
    gateway,
    requests,
    violations: world.violations,
    requestsTo: (method, path) =>
      requests.filter(
        (one) => one.method === method && (typeof path === 'string' ? one.path === path : path.test(one.path)),
      ),
    messages: (channelId) =>
      [...world.messages.values()].filter((one) => one.channelId === channelId && one.author.bot && !one.ephemeral),
    commands: (guildId = 'global') => world.commands.get(guildId) ?? [],
    addUser: (username) => ({ id: world.newId(), username }),
    addGuild,
    removeGuild: (id, { unavailable = false } = {}) => {
      if (!unavailable) world.guilds.delete(id);
      for (const { id: channel, guildId } of world.channels.values())
        if (!unavailable && guildId === id) world.channels.delete(channel);
      gateway.dispatch('GUILD_DELETE', unavailable ? { id, unavailable } : { id }, id, 1);
    },
    fault: faults.add,
    until: (condition, what = 'a condition') => watch.until(condition, what),
    close: async () => {
      await gateway.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function putGuild(world: World, options: GuildOptions) {
  const {
    id = world.newId(),
    name = 'Lab',
    locale = 'en-US',
    permissions = DEFAULT_PERMISSIONS,
    channels = [{}],
  } = options;
  const guild = { id, name, locale, permissions };
  world.guilds.set(id, guild);
  const added = channels.map(
    (given): FakeChannel => ({ id: world.newId(), name: 'papers', type: 0, ...given, guildId: id }),
  );
  for (const channel of added) world.channels.set(channel.id, channel);
  return { guild, channels: added };
}
