import { randomBytes } from 'node:crypto';
import { rejectInvalid, SlackError } from './api-error.ts';
import { messageFindings, type SentAs } from './block-check/bodies.ts';
import { type MessageBody, withNames } from './bodies.ts';
import type { ApiResponse } from './faults.ts';
import { fileFindings } from './file-methods.ts';
import { projectFinding } from './finding.ts';
import type { FakeMessage, World } from './state.ts';
import type { ApiRequest } from './web-api.ts';

/** An accepted request to a response URL. */
export interface ResponseUse {
  readonly kind: 'posted' | 'replaced' | 'deleted';
  readonly body: ResponseBody;
  readonly message: FakeMessage | undefined;
}

export interface ResponseBody extends MessageBody {
  readonly response_type?: 'ephemeral' | 'in_channel';
  readonly replace_original?: boolean;
  readonly delete_original?: boolean;
  readonly thread_ts?: string;
}

export interface ResponseUrl {
  readonly path: string;
  readonly channel: string;
  readonly user: string;
  readonly sentAt: number;
  /** The message of the interaction. */
  readonly source: FakeMessage | undefined;
  readonly uses: ResponseUse[];
  isExpired: boolean;
}

export type ResponseUrls = Map<string, ResponseUrl>;

const MAX_USES = 5;
const TTL_MS = 30 * 60_000;
const RESPONSE_FIELDS =
  'text blocks attachments metadata response_type replace_original delete_original thread_ts mrkdwn unfurl_links unfurl_media link_names parse'.split(
    ' ',
  );

export function newResponseUrl(
  urls: ResponseUrls,
  kind: 'commands' | 'actions' | 'app',
  about: Pick<ResponseUrl, 'channel' | 'user' | 'source'>,
): ResponseUrl {
  const path = `/${kind}/T0/${randomBytes(8).toString('hex')}`;
  const url: ResponseUrl = { ...about, path, sentAt: Date.now(), uses: [], isExpired: false };
  urls.set(path, url);
  return url;
}

export function handleResponseUrl(
  world: World,
  urls: ResponseUrls,
  { responseUrl = '', body }: ApiRequest,
): ApiResponse {
  const url = urls.get(responseUrl);
  if (!url) return errorResponse(404, 'no_such_url');
  if (url.isExpired || Date.now() - url.sentAt > TTL_MS) return errorResponse(404, 'expired_url');
  if (url.uses.length >= MAX_USES) return errorResponse(404, 'used_url');
  try {
    const use = applyResponse(world, url, body as ResponseBody);
    url.uses.push(use);
    return { status: 200, body: 'ok' };
  } catch (error) {
    if (error instanceof SlackError)
      return { status: 400, body: { ok: false, error: error.message, ...error.details } };
    throw error;
  }
}

function applyResponse(world: World, { source, channel, user }: ResponseUrl, body: ResponseBody): ResponseUse {
  const now = source && world.message(source.channel, source.ts);
  if ((body.replace_original || body.delete_original) && !now)
    rejectInvalid(world, 'response_url', [projectFinding('/replace_original', 'has no message to replace')]);
  if (body.delete_original && now) {
    return { kind: 'deleted', body, message: world.changeMessage(now, { deleted: true }) };
  }
  const isReplacement = body.replace_original === true && now !== undefined;
  if (isReplacement) {
    rejectInvalidMessage(world, 'response_url', body, 'update');
    const message = world.changeMessage(now, { body: withNames(toMessageBody(body)), edits: now.edits + 1 });
    return { kind: 'replaced', body, message };
  }
  return { kind: 'posted', body, message: addReply(world, 'response_url', { channel, user }, body) };
}

/** Adds a reply, which is ephemeral by default. */
export function addReply(
  world: World,
  label: string,
  { channel, user }: { readonly channel: string; readonly user: string },
  body: ResponseBody,
): FakeMessage {
  const isPublic = body.response_type === 'in_channel';
  rejectInvalidMessage(world, label, body, isPublic ? 'post' : 'ephemeral');
  return world.addMessage({
    channel,
    user: world.botUserId,
    body: withNames(toMessageBody(body)),
    ...(body.thread_ts === undefined ? {} : { threadTs: body.thread_ts }),
    ...(isPublic ? {} : { onlyFor: user }),
  });
}

function rejectInvalidMessage(world: World, label: string, body: ResponseBody, sentAs: SentAs): void {
  const unexpected = Object.keys(body).filter((key) => !RESPONSE_FIELDS.includes(key));
  const unknown = unexpected.map((key) => projectFinding(`/${key}`, 'is not a known property'));
  const files = fileFindings(world, body.blocks, '/blocks');
  rejectInvalid(world, label, [...unknown, ...messageFindings(body, sentAs), ...files]);
}

function toMessageBody({ text, blocks, attachments, metadata }: ResponseBody): MessageBody {
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function errorResponse(status: number, error: string): ApiResponse {
  return { status, body: { ok: false, error } };
}
