import type { Component } from './message-body.ts';
import { type FakeChannel, type FakeGuild, type FakeMessage, type FakeUser, timeOf, type World } from './state.ts';

/** Discord's own forms of what the world holds, with all that a client may rely on. */
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

export function channelResource(channel: FakeChannel): object {
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
  if (type === 11) {
    const thread_metadata = {
      archived: false,
      auto_archive_duration: 1440,
      archive_timestamp: timeOf(id),
      create_timestamp: timeOf(id),
      locked: false,
    };
    return { ...shared, owner_id: ownerId, message_count: 0, member_count: 1, total_message_sent: 0, thread_metadata };
  }
  const usual = { ...shared, position: 0, nsfw: false, topic: null, permission_overwrites: permissionOverwrites };
  if (type !== 15) return usual;
  const available_tags = tags.map((tag) => ({ ...tag, moderated: false, emoji_id: null, emoji_name: null }));
  return { ...usual, available_tags, default_reaction_emoji: null, default_sort_order: null, default_forum_layout: 0 };
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
    channels: channels.filter(({ type }) => type !== 11).map(channelResource),
    threads: channels.filter(({ type }) => type === 11).map(channelResource),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function messageResource(world: World, message: FakeMessage): object {
  const { id, channelId, author, body, flags, edits, nonce, interaction } = message;
  const channel = world.channels.get(channelId);
  return {
    id,
    channel_id: channelId,
    type: interaction?.type === 2 ? 20 : 0,
    author: userResource(author),
    content: body.content ?? '',
    timestamp: timeOf(id),
    edited_timestamp: edits > 0 ? timeOf(id) : null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: (body.embeds ?? []).map((embed) => ({ type: 'rich', ...embed })),
    components: numbered(body.components ?? []),
    pinned: false,
    flags,
    ...(nonce === undefined ? {} : { nonce }),
    ...(channel?.type === 1 ? {} : { position: 0 }),
    ...(author.bot ? { application_id: world.applicationId } : {}),
    ...(interaction === undefined
      ? {}
      : { interaction_metadata: interactionMetadata(interaction), webhook_id: world.applicationId }),
  };
}

function interactionMetadata({ id, type, user }: NonNullable<FakeMessage['interaction']>): object {
  return { id, type, user: userResource(user), authorizing_integration_owners: {} };
}

/** Discord gives every component a number of its own. */
function numbered(components: readonly Component[]): Component[] {
  let next = 0;
  const number = (component: Component): Component => {
    next += 1;
    const id = component.id ?? next;
    return {
      ...component,
      id,
      ...(component.components ? { components: component.components.map(number) } : {}),
      ...(component.accessory ? { accessory: number(component.accessory) } : {}),
    };
  };
  return components.map(number);
}
