import { createHmac, randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { AppRequest, Transport } from './delivery.ts';
import type { World } from './state.ts';

/** A request to the app, which may be invalid. */
interface RawRequest {
  /** An object is sent as JSON, a string as a form. */
  readonly body: object | string;
  /** The age of the signature; negative for the future. */
  readonly ageSeconds?: number;
  /** A wrong signing secret. */
  readonly secret?: string;
  /** Overrides; `undefined` removes a header. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Overrides the path of the app's URL. */
  readonly path?: string;
}

interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Slack's side of HTTP. */
export interface FakeHttp {
  /** The app's request URL, such as `http://127.0.0.1:3000/slack/events`. Once set, all requests go there. */
  url: string | undefined;
  post(raw: RawRequest): Promise<HttpResponse>;
  /** The request that verifies a new request URL. */
  urlVerification(): Promise<HttpResponse & { readonly challenge: string }>;
  sslCheck(): Promise<HttpResponse>;
}

export function createHttpDelivery(world: World): FakeHttp & Transport {
  const http: FakeHttp & Transport = {
    url: undefined,
    post: (raw) => {
      if (http.url === undefined) throw new Error('http.url is not set');
      return post(world, http.url, raw);
    },
    urlVerification: async () => {
      const challenge = randomBytes(12).toString('hex');
      const body = { token: 'verification', type: 'url_verification', challenge };
      return { challenge, ...(await http.post({ body })) };
    },
    sslCheck: () => {
      const headers = { 'x-slack-signature': undefined, 'x-slack-request-timestamp': undefined };
      return http.post({ body: 'ssl_check=1&token=verification', headers });
    },
    send: (request, onAck) => {
      const { retry = 0 } = request;
      const retries = { 'x-slack-retry-num': `${retry}`, 'x-slack-retry-reason': 'http_timeout' };
      http.post({ body: bodyOf(request), ...(retry > 0 ? { headers: retries } : {}) }).then(
        ({ status, headers, text }) =>
          onAck({ status, body: parseBody(text), noRetry: headers['x-slack-no-retry'] === '1' }),
        (error) => world.violations.push(`${request.label}: no response over HTTP: ${error}`),
      );
    },
  };
  return http;
}

function bodyOf({ kind, payload }: AppRequest): object | string {
  if (kind === 'events_api') return payload;
  const fields = kind === 'slash_commands' ? payload : { payload: JSON.stringify(payload) };
  return new URLSearchParams(fields as Record<string, string>).toString();
}

function post(world: World, url: string, raw: RawRequest): Promise<HttpResponse> {
  const { ageSeconds = 0, secret = world.signingSecret, path } = raw;
  const body = typeof raw.body === 'string' ? raw.body : JSON.stringify(raw.body);
  const type = typeof raw.body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json';
  const at = `${Math.floor(Date.now() / 1000) - ageSeconds}`;
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  const allHeaders = {
    'content-type': type,
    'content-length': `${Buffer.byteLength(body)}`,
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${signature}`,
    ...raw.headers,
  };
  const headers = Object.fromEntries(Object.entries(allHeaders).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    const target = path === undefined ? url : new URL(path, url);
    const outgoing = request(target, { method: 'POST', headers, agent: false }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
}
