import { SlackError } from './api-error.ts';
import { attachmentFindings, type MessageWay, messageFindings } from './block-check/bodies.ts';
import { isObject } from './block-check/rules.ts';
import { kept, type MessageBody } from './bodies.ts';
import { knownChannel, speakableChannel } from './channels.ts';
import { fileFindings } from './file-methods.ts';
import { finding, unwanted } from './finding.ts';
import { demand } from './requirements.ts';
import { messageResource } from './resources.ts';
import type { FakeMessage, FakeUnfurl, World } from './state.ts';
import { repliesOf } from './threads.ts';
import type { ApiRequest, Methods } from './web-api.ts';

const CONTENT = ['channel', 'text', 'blocks', 'attachments', 'metadata', 'link_names', 'parse', 'mrkdwn'];
const POST = [...CONTENT, 'thread_ts', 'reply_broadcast', 'unfurl_links', 'unfurl_media', 'client_msg_id'];

export function chatMethods(world: World): Methods {
  return {
    'chat.postMessage': {
      scope: 'chat:write',
      fields: POST,
      handle: (request) => {
        const { id } = speakableChannel(world, request);
        const body = checked(world, request, 'post');
        const message = world.add({ channel: id, user: world.botUserId, body, ...threadOf(world, id, request) });
        return { channel: id, ts: message.ts, message: messageResource(world, message, true) };
      },
    },
    'chat.postEphemeral': {
      scope: 'chat:write',
      fields: [...CONTENT, 'user', 'thread_ts'],
      handle: (request) => {
        const { id } = speakableChannel(world, request);
        const { user } = request.body;
        if (!world.users.has(`${user}`)) throw new SlackError('user_not_in_channel');
        const body = checked(world, request, 'ephemeral');
        const only = { onlyFor: `${user}`, ...threadOf(world, id, request) };
        if (only.threadTs && repliesOf(world, { channel: id, ts: only.threadTs }).length === 0)
          demand(world, request.method, [unwanted('/thread_ts', 'is no thread yet, so nobody would see it')]);
        return { message_ts: world.add({ channel: id, user: world.botUserId, body, ...only }).ts };
      },
    },
    'chat.update': {
      scope: 'chat:write',
      fields: [...CONTENT, 'ts', 'reply_broadcast'],
      handle: (request) => {
        const { id } = knownChannel(world, request);
        const before = existing(world, id, `${request.body['ts']}`);
        if (before.user !== world.botUserId) throw new SlackError('cant_update_message');
        // What an update does not mention stays as it was.
        const body = { ...before.body, ...checked(world, request, 'update') };
        const { ts } = world.change(before, { body, edits: before.edits + 1 });
        return { channel: id, ts, text: body.text ?? '', message: messageResource(world, before, true) };
      },
    },
    'chat.delete': {
      scope: 'chat:write',
      fields: ['channel', 'ts'],
      handle: (request) => {
        const { id } = knownChannel(world, request);
        const message = existing(world, id, `${request.body['ts']}`);
        if (message.user !== world.botUserId) throw new SlackError('cant_delete_message');
        world.change(message, { deleted: true });
        return { channel: id, ts: message.ts };
      },
    },
    'chat.getPermalink': {
      fields: ['channel', 'message_ts'],
      handle: (request) => {
        const { id } = knownChannel(world, request);
        const message = existing(world, id, `${request.body['message_ts']}`);
        return { channel: id, permalink: permalinkOf(message) };
      },
    },
    'chat.unfurl': {
      scope: 'links:write',
      fields: ['channel', 'ts', 'unfurl_id', 'source', 'unfurls'],
      handle: (request) => {
        unfurl(world, request);
        return {};
      },
    },
  };
}

function checked(world: World, { method, body }: ApiRequest, way: MessageWay): MessageBody {
  demand(world, method, [...messageFindings(body, way), ...fileFindings(world, body['blocks'], '/blocks')]);
  const { text, blocks, attachments, metadata } = body as MessageBody;
  return kept({
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  });
}

function threadOf(world: World, channel: string, { method, body }: ApiRequest): { readonly threadTs?: string } {
  const { thread_ts: thread } = body;
  if (thread === undefined) return {};
  const parent = world.message(channel, `${thread}`);
  if (!parent || parent.onlyFor) throw new SlackError('thread_not_found');
  if (parent.isLocked) throw new SlackError('restricted_action_thread_locked');
  if (parent.threadTs) demand(world, method, [unwanted('/thread_ts', 'is a reply: give its parent')]);
  return { threadTs: parent.threadTs ?? parent.ts };
}

function existing(world: World, channel: string, ts: string): FakeMessage {
  const message = world.message(channel, ts);
  if (!message || message.deleted || message.onlyFor) throw new SlackError('message_not_found');
  return message;
}

function permalinkOf({ channel, ts, threadTs }: FakeMessage): string {
  const query = threadTs ? `?thread_ts=${threadTs}&cid=${channel}` : '';
  return `https://lab.slack.com/archives/${channel}/p${ts.replace('.', '')}${query}`;
}

function unfurl(world: World, { method, body }: ApiRequest): void {
  const { channel, ts, unfurl_id: id, source, unfurls } = body;
  if (!isObject(unfurls)) throw new SlackError(unfurls === undefined ? 'missing_unfurls' : 'invalid_unfurls_format');
  if (id === undefined && channel === undefined) throw new SlackError('missing_channel');
  if (id === undefined && ts === undefined) throw new SlackError('missing_ts');
  if (id !== undefined && source === undefined) throw new SlackError('missing_source');
  const about = world.shared.find((one) =>
    id === undefined ? one.channel === channel && one.ts === ts : one.unfurlId === id && one.source === source,
  );
  if (!about) throw new SlackError(id === undefined ? 'cannot_find_message' : 'invalid_unfurl_id');
  const strange = Object.keys(unfurls).filter((url) => !about.urls.includes(url));
  const cards = Object.entries(unfurls).flatMap(([url, card]) => attachmentFindings([card], `/unfurls/${url}`));
  const unknown = strange.map((url) => finding(`/unfurls/${url}`, 'was not shared', 'cannot_unfurl_url'));
  demand(world, method, [...unknown, ...cards], 'invalid_unfurls_format');
  world.unfurls.push({
    ...(id === undefined ? { channel: `${channel}`, ts: `${ts}` } : { unfurlId: `${id}`, source: `${source}` }),
    unfurls: unfurls as FakeUnfurl['unfurls'],
  });
  const message = world.message(about.channel, about.ts);
  const named = Object.entries(unfurls as FakeUnfurl['unfurls']).map(([url, card]) => [url, kept(card)]);
  if (message) world.change(message, { unfurls: { ...message.unfurls, ...Object.fromEntries(named) } });
}
