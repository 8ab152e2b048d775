import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { HTTPReceiver, type Logger } from '@slack/bolt';
import { UserError } from '../../src/errors.ts';
import { createOnce } from './once.ts';

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

/** The longest that a signed request of Slack's may get; its largest views are 250 kB. Bolt alone would read 4 MB. */
const LARGEST_BODY = 1024 * 1024;
/** How far a request's time may be away. Bolt looks at the past only. */
const CLOCKS_MS = 5 * 60_000;

/** Bolt's own reader of Slack's requests, on a server that also refuses the future and takes no signed request twice. */
export function createHttp({ signingSecret, port, host, logger, now }: Dependencies) {
  const receiver = new HTTPReceiver({ signingSecret, logger, bodyLimit: LARGEST_BODY });
  const signatures = createOnce(2 * CLOCKS_MS, now);
  let server: Server | undefined;

  const isFuture = ({ headers }: IncomingMessage): boolean =>
    Number(headers['x-slack-request-timestamp'] ?? 0) * 1000 > now().getTime() + CLOCKS_MS;
  const isRepeated = ({ headers: { 'x-slack-signature': signature } }: IncomingMessage): boolean =>
    typeof signature === 'string' && !signatures.isFirst(signature);

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === '/healthz' && request.method === 'GET') end(response, 200, 'ok\n');
    else if (isFuture(request)) end(response, 401);
    // What Slack repeats within a second is signed alike: it is answered, and taken once.
    else if (isRepeated(request)) end(response, 200);
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
    async start(): Promise<void> {
      const starting = createServer({ requestTimeout: 30_000 }, answer);
      server = starting;
      await new Promise<void>((resolve, reject) => {
        starting.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port, host)));
        starting.listen(port, host, resolve);
      });
    },
    async stop(): Promise<void> {
      const stopping = server;
      server = undefined;
      if (!stopping?.listening) return;
      await new Promise<void>((resolve) => {
        stopping.close(() => resolve());
        stopping.closeIdleConnections();
      });
    },
    /** Where it listens, once it does. */
    address: () => server?.address() ?? undefined,
  };
}

function end(response: ServerResponse, status: number, text = ''): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(text);
}

function cannotListen(error: NodeJS.ErrnoException, port: number, host: string): UserError {
  const why = error.code === 'EADDRINUSE' ? 'another program has it' : error.message;
  return new UserError(`Slack's requests can't come in at ${host}:${port}: ${why}. Set PORT or HOST to what is free.`, {
    cause: error,
  });
}
