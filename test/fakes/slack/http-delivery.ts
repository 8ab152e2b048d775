import { createHmac, randomBytes } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { Carrier, Parcel } from './delivery.ts';
import type { World } from './state.ts';

/** A request to the app, which may be what Slack never sends. */
interface RawPost {
  /** JSON as an object, a form as a text. */
  readonly body: object | string;
  /** How long ago it was signed; below 0 in the future. */
  readonly agedSeconds?: number;
  /** Another secret than the app's. */
  readonly secret?: string;
  /** These instead of the right ones; without a value none. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Another path than that of the app's URL. */
  readonly path?: string;
}

interface PostAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Slack's end of HTTP. */
export interface FakeHttp {
  /** Where the app listens, such as `http://127.0.0.1:3000/slack/events`. Once it is set, everything goes there. */
  url: string | undefined;
  post(raw: RawPost): Promise<PostAnswer>;
  /** Asks whether the app is there, as Slack does when its address is entered. */
  urlVerification(): Promise<PostAnswer & { readonly challenge: string }>;
  sslCheck(): Promise<PostAnswer>;
}

export function createHttpDelivery(world: World): FakeHttp & Carrier {
  const http: FakeHttp & Carrier = {
    url: undefined,
    post: (raw) => {
      if (http.url === undefined) throw new Error('set http.url to where the app listens');
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
    carry: (parcel, answered) => {
      const { retry = 0 } = parcel;
      const retries = { 'x-slack-retry-num': `${retry}`, 'x-slack-retry-reason': 'http_timeout' };
      http.post({ body: bodyOf(parcel), ...(retry > 0 ? { headers: retries } : {}) }).then(
        ({ status, headers, text }) =>
          answered({ status, body: parsed(text), noRetry: headers['x-slack-no-retry'] === '1' }),
        (error) => world.violations.push(`${parcel.what}: no answer over HTTP: ${error}`),
      );
    },
  };
  return http;
}

function bodyOf({ kind, payload }: Parcel): object | string {
  if (kind === 'events_api') return payload;
  const fields = kind === 'slash_commands' ? payload : { payload: JSON.stringify(payload) };
  return new URLSearchParams(fields as Record<string, string>).toString();
}

function post(world: World, url: string, raw: RawPost): Promise<PostAnswer> {
  const { agedSeconds = 0, secret = world.signingSecret, path } = raw;
  const body = typeof raw.body === 'string' ? raw.body : JSON.stringify(raw.body);
  const type = typeof raw.body === 'string' ? 'application/x-www-form-urlencoded' : 'application/json';
  const at = `${Math.floor(Date.now() / 1000) - agedSeconds}`;
  const signature = createHmac('sha256', secret).update(`v0:${at}:${body}`).digest('hex');
  const given = {
    'content-type': type,
    'content-length': `${Buffer.byteLength(body)}`,
    'x-slack-request-timestamp': at,
    'x-slack-signature': `v0=${signature}`,
    ...raw.headers,
  };
  const headers = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text || '{}');
  } catch {
    return text;
  }
}
