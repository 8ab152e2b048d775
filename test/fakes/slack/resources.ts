import type { FakeChannel, FakeMessage, FakeUser, FakeView, World } from './state.ts';
import { isTombstone, threadResource, tombstoneResource } from './threads.ts';

export function messageResource(world: World, message: FakeMessage, withMetadata = false): object {
  if (isTombstone(world, message)) return tombstoneResource(world, message);
  const { channel, ts, user, body, threadTs } = message;
  const { text = '', blocks, attachments, metadata } = body;
  const unfurled = Object.entries(message.unfurls).map(([url, card]) => ({ ...card, from_url: url }));
  const cards = [...(attachments ?? []), ...unfurled];
  return {
    type: 'message',
    user,
    ts,
    text,
    team: world.users.get(user)?.teamId ?? world.teamId,
    ...(user === world.botUserId ? { bot_id: world.botId, app_id: world.appId } : {}),
    ...(blocks ? { blocks } : {}),
    ...(cards.length > 0 ? { attachments: cards } : {}),
    ...(withMetadata && metadata ? { metadata } : {}),
    ...(threadTs ? { thread_ts: threadTs, parent_user_id: world.message(channel, threadTs)?.user } : {}),
    ...threadResource(world, message),
    ...(message.edits > 0 ? { edited: { user, ts } } : {}),
  };
}

export function channelResource(channel: FakeChannel): object {
  const { id, name, kind, isMember, isArchived, user } = channel;
  if (kind === 'im') return { id, is_im: true, is_channel: false, user, is_archived: false };
  return {
    id,
    name,
    name_normalized: name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: kind === 'private',
    is_archived: isArchived,
    is_general: false,
    is_member: isMember,
  };
}

export function userResource(world: World, user: FakeUser): object {
  const { id, name, tz, isBot = false, isAdmin = false, teams } = user;
  return {
    id,
    team_id: teamOf(world, user),
    name,
    real_name: name,
    deleted: false,
    tz,
    tz_label: tz,
    tz_offset: offsetOf(tz),
    is_bot: isBot,
    is_admin: isAdmin,
    is_owner: false,
    ...(teams && { enterprise_user: { id, enterprise_id: 'E0FAKE', teams } }),
    profile: { real_name: name, display_name: name },
  };
}

export function viewResource(world: World, view: FakeView, state: object = { values: {} }): object {
  const { id, type, body, hash, rootId, previousId = null } = view;
  const { blocks, title, submit = null, close = null, private_metadata = '', callback_id = '', external_id } = body;
  return {
    id,
    team_id: world.teamId,
    app_id: world.appId,
    app_installed_team_id: world.teamId,
    bot_id: world.botId,
    type,
    hash,
    state,
    blocks,
    private_metadata,
    callback_id,
    external_id: external_id ?? '',
    root_view_id: rootId,
    previous_view_id: previousId,
    clear_on_close: body.clear_on_close ?? false,
    notify_on_close: body.notify_on_close ?? false,
    ...(type === 'modal' ? { title, submit, close } : {}),
  };
}

export function teamOf(world: World, { teamId = world.teamId }: FakeUser): string {
  return teamId;
}

/** The UTC offset in seconds. */
function offsetOf(tz: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: tz, timeZoneName: 'longOffset' }).formatToParts();
  const [, sign, hours = '0', minutes = '0'] =
    /GMT([+-])(\d+):(\d+)/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60);
}
