import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { HTTPReceiver, type Logger } from '@slack/bolt';
import { UserError } from '../../src/errors.ts';
import { inTime } from './in-time.ts';
import type { Line } from './line.ts';

/** Where Slack's requests come in. */
export interface HttpSettings {
  readonly signingSecret: string;
  readonly port: number;
  readonly host: string;
}

interface Dependencies extends HttpSettings {
  readonly logger: Logger;
  readonly now: () => Date;
}

/** The property of Bolt's context that tells signed requests apart. */
export const SIGNATURE = 'signature';

/** The longest that a signed request of Slack's may get; its largest views are 250 kB. Bolt alone would read 4 MB. */
const LARGEST_BODY = 1024 * 1024;
/** How far a request's time may be away. Bolt looks at the past only. */
const CLOCKS_MS = 5 * 60_000;
/** Slack waits three seconds for an answer, so nobody waits longer. */
const LAST_ANSWERS_MS = 3000;

/** Bolt's own reader of Slack's requests, on a server that also refuses the future. */
export function createHttp({ signingSecret, port, host, logger, now }: Dependencies): Line {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger,
    bodyLimit: LARGEST_BODY,
    customPropertiesExtractor: ({ headers }) => ({ [SIGNATURE]: signatureIn(headers) }),
  });
  const inHand = new Set<ServerResponse>();
  let server: Server | undefined;

  const isFuture = ({ headers }: IncomingMessage): boolean =>
    Number(headers['x-slack-request-timestamp'] ?? 0) * 1000 > now().getTime() + CLOCKS_MS;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    inHand.add(response);
    response.once('close', () => inHand.delete(response));
    if (request.url === '/healthz' && request.method === 'GET') end(response, 200, 'ok\n');
    else if (isFuture(request)) end(response, 401);
    else {
      try {
        receiver.requestListener(request, response);
      } catch {
        end(response, 404);
      }
    }
  };

  return {
    receiver,
    /** Resolves when it listens. @throws UserError where it can't */
    async start() {
      const starting = createServer({ requestTimeout: 30_000 }, answer);
      server = starting;
      await new Promise<void>((resolve, reject) => {
        starting.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port, host)));
        starting.listen(port, host, resolve);
      });
    },
    async stop() {
      const stopping = server;
      server = undefined;
      if (!stopping?.listening) return;
      const closed = new Promise((resolve) => stopping.close(resolve));
      await inTime(Promise.all([...inHand].map((response) => once(response, 'close'))), LAST_ANSWERS_MS);
      stopping.closeAllConnections();
      await closed;
    },
    port() {
      const address = server?.address();
      return typeof address === 'object' ? address?.port : undefined;
    },
    connected: () => server?.listening ?? false,
  };
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

/** The part that Bolt has checked, as it reads nothing behind it (`verifySlackRequest`). */
function signatureIn({ 'x-slack-signature': signature = '' }: IncomingHttpHeaders): string | undefined {
  return String(signature).split('=')[1];
}

function cannotListen(error: NodeJS.ErrnoException, port: number, host: string): UserError {
  const why = error.code === 'EADDRINUSE' ? 'another program has it' : error.message;
  return new UserError(`Slack's requests can't come in at ${host}:${port}: ${why}. Set PORT or HOST to what is free.`, {
    cause: error,
  });
}
