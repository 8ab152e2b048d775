import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ApiError } from './api-error.ts';
import { type Answer, answerWithFault, commitsBeforeFault, type Faults, limited, reply } from './faults.ts';
import type { World } from './state.ts';

export interface RestRequest {
  readonly method: string;
  /** Below `/api/v10`, decoded, without the query. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
  /** Names of the files of a multipart body. */
  readonly files: readonly string[];
  /** Their contents, in the same order. */
  readonly contents: readonly Uint8Array[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type Handler = (request: RestRequest, ...parts: string[]) => Answer;

/** Parts of the path such as `:id` are passed to the handler in order. `open`: without authorization. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly open?: boolean;
  readonly handle: Handler;
}

export interface Limit {
  readonly requests: number;
  readonly perMs: number;
}

export interface RestOptions {
  readonly routes: readonly Route[];
  readonly faults: Faults;
  readonly requests: RestRequest[];
  /** The rate limit of each route and channel, and of all together. */
  readonly limit: Limit;
  readonly globalLimit: Limit | undefined;
}

interface Bucket {
  left: number;
  resetAt: number;
}

const API = /^\/api(?:\/v\d+)?/;

export function createRest(
  world: World,
  { routes, faults, requests, limit, globalLimit }: RestOptions,
): RequestListener {
  const compiled = routes.map((route) => ({ ...route, pattern: patternOf(route.path) }));
  const buckets = new Map<string, Bucket>();

  const spend = (key: string, { requests: most, perMs }: Limit): Bucket => {
    const now = Date.now();
    const known = buckets.get(key);
    const bucket = known && known.resetAt > now ? known : { left: most, resetAt: now + perMs };
    bucket.left -= 1;
    buckets.set(key, bucket);
    return bucket;
  };

  const answer = (request: RestRequest): Answer => {
    const { method, path, authorization } = request;
    const route = compiled.find((one) => one.method === method && one.pattern.test(path));
    if (!route) {
      world.violations.push(`${method} ${path}: the fake has no such route`);
      throw new ApiError(404, 0, '404: Not Found');
    }
    if (!route.open && authorization !== `Bot ${world.token}`) throw new ApiError(401, 0, '401: Unauthorized');
    const parts = route.pattern.exec(path)?.slice(1) ?? [];
    const headers: Record<string, string> = {};
    if (!route.open) {
      const all = globalLimit && spend('global', globalLimit);
      if (all && all.left < 0) return limited(secondsTo(all), 'global', { 'x-ratelimit-global': 'true' });
      const bucket = spend(`${method} ${route.path} ${parts[0] ?? ''}`, limit);
      Object.assign(headers, headersOf(bucket, limit, `${method}${route.path}`));
      if (bucket.left < 0) return limited(secondsTo(bucket), 'user', headers);
    }
    const given = route.handle(request, ...parts);
    return { ...given, headers: { ...headers, ...given.headers } };
  };

  const safely = (request: RestRequest): Answer => {
    try {
      return answer(request);
    } catch (error) {
      if (!(error instanceof ApiError)) {
        world.violations.push(`${request.method} ${request.path}: the fake failed: ${error}`);
        return { status: 500, body: { message: `${error}`, code: 0 } };
      }
      const { status, code, message, errors } = error;
      return { status, body: { message, code, ...(errors ? { errors } : {}) } };
    }
  };

  return async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await read(incoming).catch(() => undefined);
    if (!request) {
      // The client disconnected, or sent invalid JSON.
      reply(response, { status: 400, body: { message: 'The request body contains invalid JSON.', code: 50109 } });
      return;
    }
    requests.push(request);
    const fault = faults.take(request);
    if (!fault) reply(response, safely(request));
    else answerWithFault(fault, response, commitsBeforeFault(fault) ? safely(request) : { status: 500 });
    world.watch.notify();
  };
}

async function read(incoming: IncomingMessage): Promise<RestRequest> {
  const url = new URL(incoming.url ?? '/', 'http://discord');
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { body, files, contents } = await bodyOf(Buffer.concat(chunks), incoming.headers['content-type'] ?? '');
  return {
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(url.pathname).replace(API, ''),
    query: Object.fromEntries(url.searchParams),
    body,
    files,
    contents,
    authorization: incoming.headers.authorization,
    at: Date.now(),
  };
}

async function bodyOf(raw: Buffer, type: string): Promise<Pick<RestRequest, 'body' | 'files' | 'contents'>> {
  if (raw.length === 0) return { body: undefined, files: [], contents: [] };
  if (!type.startsWith('multipart/')) return { body: JSON.parse(raw.toString()), files: [], contents: [] };
  const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData();
  const payload = form.get('payload_json');
  const uploads = [...form.values()].flatMap((value) => (typeof value === 'string' ? [] : [value]));
  const contents = await Promise.all(uploads.map(async (file) => new Uint8Array(await file.arrayBuffer())));
  const body = typeof payload === 'string' ? JSON.parse(payload) : undefined;
  return { body, files: uploads.map(({ name }) => name), contents };
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, '([^/]+)')}$`);
}

function secondsTo({ resetAt }: Bucket): number {
  return Math.max(0.001, (resetAt - Date.now()) / 1000);
}

function headersOf(bucket: Bucket, { requests }: Limit, name: string): Record<string, string> {
  return {
    'x-ratelimit-limit': `${requests}`,
    'x-ratelimit-remaining': `${Math.max(0, bucket.left)}`,
    'x-ratelimit-reset': `${bucket.resetAt / 1000}`,
    'x-ratelimit-reset-after': `${secondsTo(bucket)}`,
    'x-ratelimit-bucket': Buffer.from(name).toString('hex').slice(-32),
  };
}
