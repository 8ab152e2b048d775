import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver, type Logger } from '@slack/bolt';
import { type HttpServer, startHttpServer } from '../../src/http/listen.ts';
import type { Log } from '../../src/log.ts';
import type { Transport } from './line.ts';

/** Where Slack's requests come in. */
export interface HttpSettings {
  readonly signingSecret: string;
  readonly port: number;
  readonly host: string;
}

interface HttpTransportDeps extends HttpSettings {
  /** Whether nothing new is taken. */
  readonly isStopping: () => boolean;
  readonly logger: Logger;
  readonly log: Log;
  readonly now: () => Date;
}

/** The property of Bolt's context that tells signed requests apart. */
export const SIGNATURE_PROPERTY = 'signature';

/** The longest that a signed request of Slack's may get; its largest views are 250 kB. Bolt alone would read 4 MB. */
const MAX_BODY_BYTES = 1024 * 1024;
/** How far a request's time may be away. Bolt looks at the past only. */
const MAX_CLOCK_SKEW_MS = 5 * 60_000;

/** Bolt's own reader of Slack's requests, on a server that also refuses the future. */
export function createHttpTransport({
  signingSecret,
  port,
  host,
  isStopping,
  logger,
  log,
  now,
}: HttpTransportDeps): Transport {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger,
    bodyLimit: MAX_BODY_BYTES,
    customPropertiesExtractor: ({ headers }) => ({ [SIGNATURE_PROPERTY]: parseSignature(headers) }),
  });
  let listening: HttpServer | undefined;

  const isFromFuture = ({ headers }: IncomingMessage): boolean =>
    Number(headers['x-slack-request-timestamp'] ?? 0) * 1000 > now().getTime() + MAX_CLOCK_SKEW_MS;

  const handleRequest = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/healthz' && request.method === 'GET') sendStatus(response, 200, 'ok\n');
    else if (isStopping()) sendStatus(response, 503);
    else if (isFromFuture(request)) sendStatus(response, 401);
    else {
      try {
        receiver.requestListener(request, response);
      } catch {
        sendStatus(response, 404);
      }
    }
  };

  return {
    receiver,
    /** Resolves when it listens. @throws UserError where it can't */
    async start() {
      listening = await startHttpServer(
        handleRequest,
        // Slack was told the port, so no other one would do.
        { host, port, isPortConfigured: true },
        {
          label: "The address for Slack's requests",
          settingNames: { port: 'PORT', host: 'HOST' },
          // All that is meant for it comes from Slack, which no share may keep waiting.
          limitsPerClient: false,
          log,
        },
      );
    },
    async stop() {
      await listening?.close();
    },
    port: () => listening?.port,
    isConnected: () => listening?.server.listening ?? false,
  };
}

function sendStatus(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

/** The part that Bolt has checked, as it reads nothing behind it (`verifySlackRequest`). */
function parseSignature({ 'x-slack-signature': signature = '' }: IncomingHttpHeaders): string | undefined {
  return String(signature).split('=')[1];
}
