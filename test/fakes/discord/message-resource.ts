import type { Component } from './message-body.ts';
import { memberResource, userResource } from './resources.ts';
import { type EventData, type FakeMessage, type FakeUser, INTENT, timeOf, type World } from './state.ts';

export function messageResource(world: World, message: FakeMessage): object {
  const { id, channelId, author, body, flags, edits, nonce, interaction } = message;
  const channel = world.channels.get(channelId);
  return {
    id,
    channel_id: channelId,
    type: typeOf(message),
    author: userResource(author),
    content: body.content ?? '',
    timestamp: timeOf(id),
    edited_timestamp: edits > 0 ? timeOf(id) : null,
    tts: false,
    mention_everyone: /@(everyone|here)/.test(body.content ?? ''),
    mentions: mentionsIn(world, message),
    mention_roles: [...(body.content ?? '').matchAll(/<@&(\d+)>/g)].map(([, role]) => role),
    attachments: [],
    embeds: (body.embeds ?? []).map((embed) => ({ type: 'rich', ...embed })),
    components: numbered(body.components ?? []),
    pinned: false,
    flags,
    ...(body.message_reference ? { message_reference: { ...body.message_reference, channel_id: channelId } } : {}),
    ...(nonce === undefined ? {} : { nonce }),
    ...(channel?.type === 1 ? {} : { position: 0 }),
    ...(author.bot ? { application_id: world.applicationId } : {}),
    ...(interaction === undefined
      ? {}
      : { interaction_metadata: interactionMetadata(interaction), webhook_id: world.applicationId }),
  };
}

/** A gateway event. Without the Message Content intent, only messages from the bot or that mention it have content. */
export function messageEvent(world: World, message: FakeMessage, member?: object): EventData {
  const resource = messageResource(world, message);
  const { guildId } = world.channels.get(message.channelId) ?? {};
  const place = guildId === undefined ? {} : { guild_id: guildId, member: member ?? memberFields(message.author) };
  const hasContent = guildId === undefined || message.author.id === world.bot.id || isMentioned(world, message);
  const silent = { content: '', embeds: [], attachments: [], components: [] };
  return (intents) => ({ ...resource, ...place, ...(hasContent || intents & INTENT.messageContent ? {} : silent) });
}

/** The member in a message event has no user. */
export function memberFields(
  user: FakeUser,
  { nick = null, roles = [] }: { nick?: string | null; roles?: readonly string[] } = {},
): object {
  return { ...memberResource(user), user: undefined, nick, roles };
}

function typeOf({ interaction, body }: FakeMessage): number {
  if (body.message_reference) return 19;
  return interaction?.type === 2 ? 20 : 0;
}

/** Explicit mentions, and the author of the message that is replied to. */
function mentionsIn(world: World, { body }: FakeMessage): object[] {
  const named = [...(body.content ?? '').matchAll(/<@!?(\d+)>/g)].map(([, id]) => id ?? '');
  const answered = world.messages.get(body.message_reference?.message_id ?? '')?.author.id;
  const pings = body.allowed_mentions?.replied_user !== false;
  const ids = new Set([...named, ...(answered !== undefined && pings ? [answered] : [])]);
  return [...ids].map((id) => {
    const known = [world.bot, world.person].find((user) => user.id === id);
    return userResource(known ?? { id, username: `user-${id}` });
  });
}

function isMentioned(world: World, message: FakeMessage): boolean {
  return mentionsIn(world, message).some((user) => 'id' in user && user.id === world.bot.id);
}

function interactionMetadata({ id, type, user }: NonNullable<FakeMessage['interaction']>): object {
  return { id, type, user: userResource(user), authorizing_integration_owners: {} };
}

/** Adds the ids that Discord assigns to components. */
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
