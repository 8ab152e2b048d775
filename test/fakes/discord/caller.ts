import { directChannel } from './channel-routes.ts';
import { channelResource, memberResource, userResource } from './resources.ts';
import { DEFAULT_PERMISSIONS, type FakeChannel, type FakeUser, type World } from './state.ts';

/** The user and channel of an interaction. By default Ada in the first channel of the first server. */
export interface Caller {
  readonly user?: FakeUser;
  /** The id of a server, which may be without the bot; `null` outside servers. */
  readonly guild?: string | null;
  readonly channel?: string;
  readonly memberPermissions?: bigint;
  readonly appPermissions?: bigint;
  /** The person's permissions in other channels by id, `DEFAULT_PERMISSIONS` by default. */
  readonly permissionsIn?: Readonly<Record<string, bigint>>;
  readonly locale?: string;
  /** 0 in a server, 1 in the DM with the bot, 2 in other DMs. Derived from `guild` by default. */
  readonly context?: 0 | 1 | 2;
}

export interface Scene {
  readonly user: FakeUser;
  readonly guildId: string | undefined;
  readonly channel: FakeChannel;
  /** Whether the bot isn't a member: then it's a user-installed app. */
  readonly isElsewhere: boolean;
  /** The fields that all interactions have. */
  readonly payload: object;
}

/** Resolves the place of an interaction, and the fields that describe it. */
export function sceneOf(world: World, caller: Caller): Scene {
  const { user = world.person, locale = 'en-US', memberPermissions = DEFAULT_PERMISSIONS } = caller;
  const context = caller.context ?? (caller.guild === null ? 1 : 0);
  const channel = channelOf(world, caller, context);
  const guildId = context === 0 ? (channel.guildId ?? caller.guild ?? undefined) : undefined;
  const guild = world.guilds.get(guildId ?? '');
  const isElsewhere = context === 2 || (context === 0 && !guild);
  const permissions = caller.appPermissions ?? guild?.permissions ?? DEFAULT_PERMISSIONS;
  const owners = isElsewhere ? { 1: user.id } : { 0: guildId ?? '0' };
  const place = guildId
    ? {
        guild_id: guildId,
        guild: { id: guildId, locale: guild?.locale ?? 'en-US', features: [] },
        guild_locale: guild?.locale ?? 'en-US',
        member: memberResource(user, memberPermissions),
      }
    : { user: userResource(user) };
  return {
    user,
    guildId,
    channel,
    isElsewhere,
    payload: {
      application_id: world.applicationId,
      version: 1,
      channel: {
        ...channelResource(world, channel),
        ...(guildId ? { permissions: memberPermissions.toString() } : {}),
      },
      channel_id: channel.id,
      ...place,
      app_permissions: permissions.toString(),
      locale,
      entitlements: [],
      authorizing_integration_owners: owners,
      context,
      attachment_size_limit: 10_485_760,
    },
  };
}

function channelOf(world: World, { user = world.person, guild, channel }: Caller, context: 0 | 1 | 2): FakeChannel {
  const known = world.channels.get(channel ?? '');
  if (known) return known;
  if (context === 1) return directChannel(world, user);
  if (context === 2) return { id: channel ?? world.newId(), name: 'friends', type: 3, ownerId: user.id };
  const guildId = guild ?? world.guilds.keys().next().value;
  if (guildId === undefined) throw new Error('the fake has no server: call addGuild first');
  const first = [...world.channels.values()].find((one) => one.guildId === guildId && one.type === 0);
  if (first && channel === undefined) return first;
  if (world.guilds.has(guildId)) throw new Error(`the server ${guildId} has no text channel ${channel ?? ''}`);
  return { id: channel ?? world.newId(), name: 'elsewhere', type: 0, guildId };
}
