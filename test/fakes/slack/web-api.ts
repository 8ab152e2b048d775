import type { IncomingMessage, RequestListener } from 'node:http';
import { parse } from 'node:querystring';
import { SlackError } from './api-error.ts';
import { type Answer, commitsFirst, enact, type Faults, limited, reply } from './faults.ts';
import { receiveFile, UPLOADS } from './file-methods.ts';
import { type ResponseUrls, respond } from './response-urls.ts';
import type { World } from './state.ts';

export interface ApiRequest {
  /** Such as `chat.postMessage`; `response_url` for the use of one, `upload` for a file. */
  readonly method: string;
  /** The arguments, with what is JSON inside the form already read. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly token: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A file that is sent to its address. */
  readonly upload?: { readonly id: string; readonly data: Uint8Array };
  /** Whose response URL it is. */
  readonly responseUrl?: string;
}

interface Method {
  /** Whose token it takes: the bot's, unless told. */
  readonly token?: 'app';
  /** What the token must be allowed, which may depend on the channel. */
  readonly scope?: string | ((request: ApiRequest) => string | undefined);
  /** The arguments that there are. Others Slack would not look at, which is a mistake of ours. */
  readonly fields: readonly string[];
  readonly handle: (request: ApiRequest) => object;
}

export type Methods = Readonly<Record<string, Method>>;

export interface Limit {
  readonly requests: number;
  readonly perMs: number;
}

export interface WebApiOptions {
  readonly methods: Methods;
  readonly faults: Faults;
  readonly requests: ApiRequest[];
  readonly responseUrls: ResponseUrls;
  /** How much `chat.postMessage` takes, for each channel. */
  readonly postLimit: Limit | undefined;
}

/** Bolt's clients send it with every call. */
const ALWAYS = 'team_id';
const JSON_FIELDS = ['blocks', 'attachments', 'view', 'metadata', 'unfurls', 'files'];
const FLAGS =
  'unfurl_links unfurl_media link_names mrkdwn reply_broadcast inclusive include_all_metadata return_im as_user'.split(
    ' ',
  );

export function createWebApi(world: World, options: WebApiOptions): RequestListener {
  const { methods, faults, requests, responseUrls, postLimit } = options;
  const spent = new Map<string, number[]>();

  const waitFor = ({ method, body }: ApiRequest): number | undefined => {
    if (!postLimit || method !== 'chat.postMessage') return undefined;
    const channel = `${body['channel']}`;
    const now = Date.now();
    const recent = (spent.get(channel) ?? []).filter((at) => at > now - postLimit.perMs);
    if (recent.length < postLimit.requests) return void spent.set(channel, [...recent, now]);
    return Math.max(1, Math.ceil(((recent[0] ?? now) + postLimit.perMs - now) / 1000));
  };

  const answer = (request: ApiRequest): Answer => {
    if (request.upload) return receiveFile(world, request.upload.id, request.upload.data);
    if (request.responseUrl !== undefined) return respond(world, responseUrls, request);
    const known = methods[request.method];
    if (!known) {
      world.violations.push(`${request.method}: the fake knows no such method`);
      throw new SlackError('unknown_method', { req_method: request.method });
    }
    checkToken(world, known, request);
    const wait = waitFor(request);
    if (wait !== undefined) return limited(wait);
    const strange = Object.keys(request.body).filter((key) => key !== ALWAYS && !known.fields.includes(key));
    for (const key of strange) world.violations.push(`${request.method}: there is no argument ${key}`);
    const scopes = { 'x-oauth-scopes': [...world.scopes].join(',') };
    return { status: 200, body: { ok: true, ...known.handle(request) }, headers: scopes };
  };

  const safely = (request: ApiRequest): Answer => {
    try {
      return answer(request);
    } catch (error) {
      if (error instanceof SlackError) {
        return { status: 200, body: { ok: false, error: error.message, ...error.more } };
      }
      world.violations.push(`${request.method}: the fake failed: ${error}`);
      return { status: 500, body: { ok: false, error: 'fatal_error' } };
    }
  };

  return async (incoming, response) => {
    const request = await read(incoming);
    requests.push(request);
    const fault = faults.take(request);
    if (!fault) reply(response, safely(request));
    else enact(fault, response, commitsFirst(fault) ? safely(request) : { status: 500, body: {} });
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

async function read(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const data = Buffer.concat(chunks);
  const { pathname } = new URL(incoming.url ?? '/', 'http://slack');
  if (pathname.startsWith(UPLOADS)) {
    const upload = { id: pathname.slice(UPLOADS.length), data };
    return { method: 'upload', body: {}, token: undefined, at: Date.now(), upload };
  }
  const raw = data.toString();
  const isJson = incoming.headers['content-type']?.startsWith('application/json') === true;
  const given: Record<string, unknown> = isJson ? JSON.parse(raw || '{}') : { ...parse(raw) };
  const { token, ...body } = isJson ? given : Object.fromEntries(Object.entries(given).map(unpacked));
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

function unpacked([key, value]: [string, unknown]): [string, unknown] {
  if (FLAGS.includes(key) && (value === 'true' || value === 'false')) return [key, value === 'true'];
  if (!JSON_FIELDS.includes(key)) return [key, value];
  try {
    return [key, JSON.parse(`${value}`)];
  } catch {
    return [key, value];
  }
}
