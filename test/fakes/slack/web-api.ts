import type { IncomingMessage, RequestListener } from 'node:http';
import { parse } from 'node:querystring';
import { SlackError } from './api-error.ts';
import {
  type ApiResponse,
  applyFault,
  commitsFirst,
  type Faults,
  rateLimitedResponse,
  sendResponse,
} from './faults.ts';
import { receiveFile, UPLOAD_PATH } from './file-methods.ts';
import { handleResponseUrl, type ResponseUrls } from './response-urls.ts';
import type { World } from './state.ts';

export interface ApiRequest {
  /** Such as `chat.postMessage`, or `response_url`, or `upload` for a file. */
  readonly method: string;
  /** The arguments, with JSON in forms parsed. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A file sent to its upload URL. */
  readonly upload?: { readonly id: string; readonly data: Uint8Array };
  /** The path of the response URL. */
  readonly responseUrl?: string;
}

interface Method {
  /** The bot token by default. */
  readonly token?: 'app';
  /** The required scope, which may depend on the channel. */
  readonly scope?: string | ((request: ApiRequest) => string | undefined);
  /** Known arguments. Slack ignores others, which are violations. */
  readonly fields: readonly string[];
  readonly handle: (request: ApiRequest) => object;
}

export type Methods = Readonly<Record<string, Method>>;

export interface RateLimit {
  readonly requests: number;
  readonly perMs: number;
}

export interface WebApiOptions {
  readonly methods: Methods;
  readonly faults: Faults;
  readonly requests: ApiRequest[];
  readonly responseUrls: ResponseUrls;
  /** The rate limit of `chat.postMessage` per channel. */
  readonly postLimit: RateLimit | undefined;
}

/** Sent by Bolt's clients with every request. */
const CLIENT_FIELD = 'team_id';
const JSON_FIELDS = ['blocks', 'attachments', 'view', 'metadata', 'unfurls', 'files'];
const BOOLEAN_FIELDS =
  'unfurl_links unfurl_media link_names mrkdwn reply_broadcast inclusive include_all_metadata return_im as_user'.split(
    ' ',
  );

export function createWebApi(world: World, options: WebApiOptions): RequestListener {
  const { methods, faults, requests, responseUrls, postLimit } = options;
  const recentPosts = new Map<string, number[]>();

  const retryAfterSeconds = ({ method, body }: ApiRequest): number | undefined => {
    if (!postLimit || method !== 'chat.postMessage') return undefined;
    const channel = `${body['channel']}`;
    const now = Date.now();
    const recent = (recentPosts.get(channel) ?? []).filter((at) => at > now - postLimit.perMs);
    if (recent.length < postLimit.requests) return void recentPosts.set(channel, [...recent, now]);
    return Math.max(1, Math.ceil(((recent[0] ?? now) + postLimit.perMs - now) / 1000));
  };

  const respond = (request: ApiRequest): ApiResponse => {
    if (request.upload) return receiveFile(world, request.upload.id, request.upload.data);
    if (request.responseUrl !== undefined) return handleResponseUrl(world, responseUrls, request);
    const known = methods[request.method];
    if (!known) {
      world.violations.push(`${request.method}: unknown method`);
      throw new SlackError('unknown_method', { req_method: request.method });
    }
    checkToken(world, known, request);
    const retryAfter = retryAfterSeconds(request);
    if (retryAfter !== undefined) return rateLimitedResponse(retryAfter);
    const unexpected = Object.keys(request.body).filter((key) => key !== CLIENT_FIELD && !known.fields.includes(key));
    for (const key of unexpected) world.violations.push(`${request.method}: unknown argument ${key}`);
    const scopes = { 'x-oauth-scopes': [...world.scopes].join(',') };
    return { status: 200, body: { ok: true, ...known.handle(request) }, headers: scopes };
  };

  const respondSafely = (request: ApiRequest): ApiResponse => {
    try {
      return respond(request);
    } catch (error) {
      if (error instanceof SlackError) {
        return { status: 200, body: { ok: false, error: error.message, ...error.details } };
      }
      world.violations.push(`${request.method}: the fake failed: ${error}`);
      return { status: 500, body: { ok: false, error: 'fatal_error' } };
    }
  };

  return async (incoming, response) => {
    const request = await parseRequest(incoming);
    requests.push(request);
    const fault = faults.take(request);
    if (!fault) sendResponse(response, respondSafely(request));
    else applyFault(fault, response, commitsFirst(fault) ? respondSafely(request) : { status: 500, body: {} });
    world.watch.notify();
  };
}

function checkToken(world: World, { token: kind, scope }: Method, request: ApiRequest): void {
  const { token } = request;
  if (token === undefined) throw new SlackError('not_authed');
  const other = kind === 'app' ? world.botToken : world.appToken;
  if (token === other) throw new SlackError('not_allowed_token_type');
  if (token !== (kind === 'app' ? world.appToken : world.botToken)) throw new SlackError('invalid_auth');
  if (kind !== 'app' && world.tokenError) throw new SlackError(world.tokenError);
  const needed = typeof scope === 'function' ? scope(request) : scope;
  if (needed !== undefined && !world.scopes.has(needed))
    throw new SlackError('missing_scope', { needed, provided: [...world.scopes].join(',') });
}

async function parseRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const data = Buffer.concat(chunks);
  const { pathname } = new URL(incoming.url ?? '/', 'http://slack');
  if (pathname.startsWith(UPLOAD_PATH)) {
    const upload = { id: pathname.slice(UPLOAD_PATH.length), data };
    return { method: 'upload', body: {}, token: undefined, at: Date.now(), upload };
  }
  const raw = data.toString();
  const isJson = incoming.headers['content-type']?.startsWith('application/json') === true;
  const given: Record<string, unknown> = isJson ? JSON.parse(raw || '{}') : { ...parse(raw) };
  const { token, ...body } = isJson ? given : Object.fromEntries(Object.entries(given).map(parseField));
  const isApi = pathname.startsWith('/api/');
  const bearer = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1];
  return {
    method: isApi ? pathname.slice('/api/'.length) : 'response_url',
    body,
    token: bearer ?? (typeof token === 'string' ? token : undefined),
    at: Date.now(),
    ...(isApi ? {} : { responseUrl: pathname }),
  };
}

function parseField([key, value]: [string, unknown]): [string, unknown] {
  if (BOOLEAN_FIELDS.includes(key) && (value === 'true' || value === 'false')) return [key, value === 'true'];
  if (!JSON_FIELDS.includes(key)) return [key, value];
  try {
    return [key, JSON.parse(`${value}`)];
  } catch {
    return [key, value];
  }
}
