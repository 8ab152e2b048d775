import { rejectInvalid, SlackError } from './api-error.ts';
import { attachmentFindings, messageFindings, type SentAs } from './block-check/bodies.ts';
import { isObject } from './block-check/rules.ts';
import { type MessageBody, withNames } from './bodies.ts';
import { findChannel, findPostableChannel } from './channels.ts';
import { fileFindings } from './file-methods.ts';
import { finding, projectFinding } from './finding.ts';
import { messageResource } from './resources.ts';
import type { FakeMessage, FakeUnfurl, World } from './state.ts';
import { repliesOf } from './threads.ts';
import type { ApiRequest, Methods } from './web-api.ts';

const CONTENT_FIELDS = ['channel', 'text', 'blocks', 'attachments', 'metadata', 'link_names', 'parse', 'mrkdwn'];
const POST_FIELDS = [
  ...CONTENT_FIELDS,
  'thread_ts',
  'reply_broadcast',
  'unfurl_links',
  'unfurl_media',
  'client_msg_id',
];

export function chatMethods(world: World): Methods {
  return {
    'chat.postMessage': {
      scope: 'chat:write',
      fields: POST_FIELDS,
      handle: (request) => {
        const { id } = findPostableChannel(world, request);
        const body = validateMessage(world, request, 'post');
        const message = world.addMessage({
          channel: id,
          user: world.botUserId,
          body,
          ...resolveThread(world, id, request),
        });
        return { channel: id, ts: message.ts, message: messageResource(world, message, true) };
      },
    },
    'chat.postEphemeral': {
      scope: 'chat:write',
      fields: [...CONTENT_FIELDS, 'user', 'thread_ts'],
      handle: (request) => {
        const { id } = findPostableChannel(world, request);
        const { user } = request.body;
        if (!world.users.has(`${user}`)) throw new SlackError('user_not_in_channel');
        const body = validateMessage(world, request, 'ephemeral');
        const only = { onlyFor: `${user}`, ...resolveThread(world, id, request) };
        if (only.threadTs && repliesOf(world, { channel: id, ts: only.threadTs }).length === 0)
          rejectInvalid(world, request.method, [
            projectFinding('/thread_ts', 'has no replies yet, so the message would not be shown'),
          ]);
        return { message_ts: world.addMessage({ channel: id, user: world.botUserId, body, ...only }).ts };
      },
    },
    'chat.update': {
      scope: 'chat:write',
      fields: [...CONTENT_FIELDS, 'ts', 'reply_broadcast'],
      handle: (request) => {
        const { id } = findChannel(world, request);
        const before = findMessage(world, id, `${request.body['ts']}`);
        if (before.user !== world.botUserId) throw new SlackError('cant_update_message');
        // An update keeps what it doesn't contain.
        const body = { ...before.body, ...validateMessage(world, request, 'update') };
        const { ts } = world.changeMessage(before, { body, edits: before.edits + 1 });
        return { channel: id, ts, text: body.text ?? '', message: messageResource(world, before, true) };
      },
    },
    'chat.delete': {
      scope: 'chat:write',
      fields: ['channel', 'ts'],
      handle: (request) => {
        const { id } = findChannel(world, request);
        const message = findMessage(world, id, `${request.body['ts']}`);
        if (message.user !== world.botUserId) throw new SlackError('cant_delete_message');
        world.changeMessage(message, { deleted: true });
        return { channel: id, ts: message.ts };
      },
    },
    'chat.getPermalink': {
      fields: ['channel', 'message_ts'],
      handle: (request) => {
        const { id } = findChannel(world, request);
        const message = findMessage(world, id, `${request.body['message_ts']}`);
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

function validateMessage(world: World, { method, body }: ApiRequest, sentAs: SentAs): MessageBody {
  rejectInvalid(world, method, [...messageFindings(body, sentAs), ...fileFindings(world, body['blocks'], '/blocks')]);
  const { text, blocks, attachments, metadata } = body as MessageBody;
  return withNames({
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  });
}

function resolveThread(world: World, channel: string, { method, body }: ApiRequest): { readonly threadTs?: string } {
  const { thread_ts: thread } = body;
  if (thread === undefined) return {};
  const parent = world.message(channel, `${thread}`);
  if (!parent || parent.onlyFor) throw new SlackError('thread_not_found');
  if (parent.isLocked) throw new SlackError('restricted_action_thread_locked');
  if (parent.threadTs) rejectInvalid(world, method, [projectFinding('/thread_ts', 'is a reply: use its parent')]);
  return { threadTs: parent.threadTs ?? parent.ts };
}

function findMessage(world: World, channel: string, ts: string): FakeMessage {
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
  const unexpected = Object.keys(unfurls).filter((url) => !about.urls.includes(url));
  const cards = Object.entries(unfurls).flatMap(([url, card]) => attachmentFindings([card], `/unfurls/${url}`));
  const unknown = unexpected.map((url) => finding(`/unfurls/${url}`, 'was not shared', 'cannot_unfurl_url'));
  rejectInvalid(world, method, [...unknown, ...cards], 'invalid_unfurls_format');
  world.unfurls.push({
    ...(id === undefined ? { channel: `${channel}`, ts: `${ts}` } : { unfurlId: `${id}`, source: `${source}` }),
    unfurls: unfurls as FakeUnfurl['unfurls'],
  });
  const message = world.message(about.channel, about.ts);
  const named = Object.entries(unfurls as FakeUnfurl['unfurls']).map(([url, card]) => [url, withNames(card)]);
  if (message) world.changeMessage(message, { unfurls: { ...message.unfurls, ...Object.fromEntries(named) } });
}
