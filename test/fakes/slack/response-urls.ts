import { randomBytes } from 'node:crypto';
import { SlackError } from './api-error.ts';
import { type MessageWay, messageFindings } from './block-check/bodies.ts';
import { kept, type MessageBody } from './bodies.ts';
import type { Answer } from './faults.ts';
import { fileFindings } from './file-methods.ts';
import { unwanted } from './finding.ts';
import { demand } from './requirements.ts';
import type { FakeMessage, World } from './state.ts';
import type { ApiRequest } from './web-api.ts';

/** One use of a response URL that Slack took. */
export interface ResponseUse {
  readonly kind: 'said' | 'replaced' | 'deleted';
  readonly body: ResponseBody;
  /** As it was then. */
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
  /** The message that was acted on. */
  readonly source: FakeMessage | undefined;
  readonly uses: ResponseUse[];
  isExpired: boolean;
}

export type ResponseUrls = Map<string, ResponseUrl>;

const MOST_USES = 5;
const LIFE_MS = 30 * 60_000;
const FIELDS =
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

/** Answers the use of a response URL, as Slack does: with a status, and `ok` as plain text. */
export function respond(world: World, urls: ResponseUrls, { responseUrl = '', body }: ApiRequest): Answer {
  const url = urls.get(responseUrl);
  if (!url) return refused(404, 'no_such_url');
  if (url.isExpired || Date.now() - url.sentAt > LIFE_MS) return refused(404, 'expired_url');
  if (url.uses.length >= MOST_USES) return refused(404, 'used_url');
  try {
    const use = carryOut(world, url, body as ResponseBody);
    url.uses.push(use);
    return { status: 200, body: 'ok' };
  } catch (error) {
    if (error instanceof SlackError) return { status: 400, body: { ok: false, error: error.message, ...error.more } };
    throw error;
  }
}

function carryOut(world: World, { source, channel, user }: ResponseUrl, body: ResponseBody): ResponseUse {
  const now = source && world.message(source.channel, source.ts);
  if ((body.replace_original || body.delete_original) && !now)
    demand(world, 'response_url', [unwanted('/replace_original', 'replaces nothing: a command has no message')]);
  if (body.delete_original && now) {
    return { kind: 'deleted', body, message: world.change(now, { deleted: true }) };
  }
  const isReplacement = body.replace_original === true && now !== undefined;
  if (isReplacement) {
    demandMessage(world, 'response_url', body, 'update');
    const message = world.change(now, { body: kept(bodyOf(body)), edits: now.edits + 1 });
    return { kind: 'replaced', body, message };
  }
  return { kind: 'said', body, message: say(world, 'response_url', { channel, user }, body) };
}

/** Shows a message in answer to something that a person did: to that person alone, unless told. @param what whose body it is */
export function say(
  world: World,
  what: string,
  { channel, user }: { readonly channel: string; readonly user: string },
  body: ResponseBody,
): FakeMessage {
  const isPublic = body.response_type === 'in_channel';
  demandMessage(world, what, body, isPublic ? 'post' : 'ephemeral');
  return world.add({
    channel,
    user: world.botUserId,
    body: kept(bodyOf(body)),
    ...(body.thread_ts === undefined ? {} : { threadTs: body.thread_ts }),
    ...(isPublic ? {} : { onlyFor: user }),
  });
}

function demandMessage(world: World, what: string, body: ResponseBody, way: MessageWay): void {
  const strange = Object.keys(body).filter((key) => !FIELDS.includes(key));
  const unknown = strange.map((key) => unwanted(`/${key}`, 'means nothing to Slack'));
  const files = fileFindings(world, body.blocks, '/blocks');
  demand(world, what, [...unknown, ...messageFindings(body, way), ...files]);
}

function bodyOf({ text, blocks, attachments, metadata }: ResponseBody): MessageBody {
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(attachments === undefined ? {} : { attachments }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

function refused(status: number, error: string): Answer {
  return { status, body: { ok: false, error } };
}
