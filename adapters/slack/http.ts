import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver, type Logger } from '@slack/bolt';
import { type Listening, listen } from '../../src/http/listen.ts';
import type { Log } from '../../src/log.ts';
import type { Line } from './line.ts';

/** Where Slack's requests come in. */
export interface HttpSettings {
  readonly signingSecret: string;
  readonly port: number;
  readonly host: string;
}

interface Dependencies extends HttpSettings {
  /** Whether nothing new is taken. */
  readonly isStopping: () => boolean;
  readonly logger: Logger;
  readonly log: Log;
  readonly now: () => Date;
}

/** The property of Bolt's context that tells signed requests apart. */
export const SIGNATURE = 'signature';

/** The longest that a signed request of Slack's may get; its largest views are 250 kB. Bolt alone would read 4 MB. */
const LARGEST_BODY = 1024 * 1024;
/** How far a request's time may be away. Bolt looks at the past only. */
const CLOCKS_MS = 5 * 60_000;

/** Bolt's own reader of Slack's requests, on a server that also refuses the future. */
export function createHttp({ signingSecret, port, host, isStopping, logger, log, now }: Dependencies): Line {
  const receiver = new HTTPReceiver({
    signingSecret,
    logger,
    bodyLimit: LARGEST_BODY,
    customPropertiesExtractor: ({ headers }) => ({ [SIGNATURE]: signatureIn(headers) }),
  });
  let listening: Listening | undefined;

  const isFuture = ({ headers }: IncomingMessage): boolean =>
    Number(headers['x-slack-request-timestamp'] ?? 0) * 1000 > now().getTime() + CLOCKS_MS;

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/healthz' && request.method === 'GET') end(response, 200, 'ok\n');
    else if (isStopping()) end(response, 503);
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
      listening = await listen(
        answer,
        // Slack was told the port, so no other one would do.
        { host, port, isChosen: true },
        {
          what: "The address for Slack's requests",
          settings: { port: 'PORT', host: 'HOST' },
          // All that is meant for it comes from Slack, which no share may keep waiting.
          sharesConnections: false,
          log,
        },
      );
    },
    async stop() {
      await listening?.close();
    },
    port: () => listening?.port,
    connected: () => listening?.server.listening ?? false,
  };
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

/** The part that Bolt has checked, as it reads nothing behind it (`verifySlackRequest`). */
function signatureIn({ 'x-slack-signature': signature = '' }: IncomingHttpHeaders): string | undefined {
  return String(signature).split('=')[1];
}
