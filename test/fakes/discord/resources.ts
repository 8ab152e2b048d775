import { type FakeChannel, type FakeGuild, type FakeUser, isForum, isThread, timeOf, type World } from './state.ts';

const REQUIRE_TAG = 1 << 4;

export function userResource({ id, username, bot = false }: FakeUser): object {
  return {
    id,
    username,
    bot,
    global_name: bot ? null : username,
    discriminator: '0',
    avatar: null,
    avatar_decoration_data: null,
    public_flags: 0,
  };
}

export function memberResource(user: FakeUser, permissions?: bigint): object {
  return {
    user: userResource(user),
    nick: null,
    avatar: null,
    roles: [],
    joined_at: '2025-01-01T00:00:00.000000+00:00',
    premium_since: null,
    deaf: false,
    mute: false,
    flags: 0,
    pending: false,
    communication_disabled_until: null,
    ...(permissions === undefined ? {} : { permissions: permissions.toString() }),
  };
}

export function channelResource(world: World, channel: FakeChannel): object {
  const {
    id,
    name,
    type,
    guildId,
    parentId = null,
    recipient,
    tags = [],
    ownerId,
    permissionOverwrites = [],
  } = channel;
  if (type === 1)
    return { id, type, last_message_id: null, flags: 0, recipients: recipient ? [userResource(recipient)] : [] };
  if (type === 3) return { id, type, name, last_message_id: null, flags: 0, recipients: [], owner_id: ownerId };
  const shared = {
    id,
    type,
    name,
    guild_id: guildId,
    parent_id: parentId,
    flags: 0,
    rate_limit_per_user: 0,
    last_message_id: null,
  };
  if (isThread(channel)) return { ...shared, ...threadFields(world, channel) };
  const usual = { ...shared, position: 0, nsfw: false, topic: null, permission_overwrites: permissionOverwrites };
  if (!isForum(channel)) return usual;
  const available_tags = tags.map((tag) => ({ moderated: false, ...tag, emoji_id: null, emoji_name: null }));
  const flags = channel.requiresTag ? REQUIRE_TAG : 0;
  return {
    ...usual,
    flags,
    available_tags,
    default_reaction_emoji: null,
    default_sort_order: null,
    default_forum_layout: 0,
  };
}

/** Counts messages without the starter message, and at most 50 members. */
function threadFields(
  world: World,
  { id, ownerId, archivedAt, locked = false, members = [], appliedTags }: FakeChannel,
) {
  const inside = [...world.messages.values()].filter(({ channelId, ephemeral }) => channelId === id && !ephemeral);
  const later = inside.filter((one) => one.id !== id);
  return {
    owner_id: ownerId,
    last_message_id: inside.map((one) => one.id).at(-1) ?? null,
    message_count: later.filter(({ deleted }) => !deleted).length,
    member_count: Math.min(50, members.length),
    total_message_sent: later.length,
    ...(appliedTags && { applied_tags: appliedTags }),
    ...(members.includes(world.bot.id) && {
      member: { id, user_id: world.bot.id, join_timestamp: timeOf(id), flags: 0 },
    }),
    thread_metadata: {
      archived: archivedAt !== undefined,
      auto_archive_duration: 1440,
      archive_timestamp: archivedAt ?? timeOf(id),
      create_timestamp: timeOf(id),
      locked,
    },
  };
}

export function guildResource(world: World, { id, name, locale, permissions }: FakeGuild): object {
  const everyone = { id, name: '@everyone', permissions: permissions.toString(), position: 0, color: 0, hoist: false };
  const channels = [...world.channels.values()].filter(({ guildId }) => guildId === id);
  return {
    id,
    name,
    icon: null,
    splash: null,
    discovery_splash: null,
    owner_id: world.person.id,
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    roles: [{ ...everyone, managed: false, mentionable: false, flags: 0, icon: null, unicode_emoji: null }],
    emojis: [],
    stickers: [],
    features: ['COMMUNITY'],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: locale,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    nsfw_level: 0,
    joined_at: '2025-01-01T00:00:00.000000+00:00',
    large: false,
    unavailable: false,
    member_count: 2,
    voice_states: [],
    members: [memberResource(world.bot)],
    channels: channels.filter((one) => !isThread(one)).map((one) => channelResource(world, one)),
    // Without archived threads.
    threads: channels
      .filter((one) => isThread(one) && one.archivedAt === undefined)
      .map((one) => channelResource(world, one)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
