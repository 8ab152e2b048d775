import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { UserError } from '../../../src/runtime/errors.ts';
import type { Log } from '../../../src/runtime/log.ts';
import { withTimeout } from '../../../src/runtime/retry.ts';
import type { TaskTracker } from '../../../src/runtime/task-tracker.ts';
import { LIMITS } from '../limits.ts';
import { rejectUpgrade, type UpgradeHandler } from '../request-guard.ts';
import { type ClientMessage, parseClientMessage, type TabResponse } from './protocol.ts';
import { type HandleRequest, refusedResponse } from './request-handler.ts';
import type { Tab, Tabs } from './tabs.ts';
import { createUser } from './workspace.ts';

interface WebSocketsDeps {
  readonly connectionDeps: Parameters<typeof handleConnection>[1];
  /** How often each tab is asked whether it is still there. */
  readonly heartbeatIntervalMs: number;
}

/** The WebSockets of all tabs. */
export interface WebSockets {
  readonly accept: UpgradeHandler;
  /** Lets tabs in from now on. */
  open(): void;
  /** Takes leave of all tabs, and lets none in any more. Who does not say goodbye within a second is cut off. */
  close(): Promise<void>;
}

const GOING_AWAY = 1001;
const CLOSE_TIMEOUT_MS = 1000;

/** Lets nobody in before `open` was called. */
export function createWebSockets({ connectionDeps, heartbeatIntervalMs }: WebSocketsDeps): WebSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.payloadBytes, perMessageDeflate: false });
  const connections = new Set<TabConnection>();
  let heartbeatTimer: NodeJS.Timeout | undefined;

  return {
    accept(request, socket, head) {
      if (heartbeatTimer === undefined) {
        rejectSocket(socket, 'The playground is not open.');
      } else if (server.clients.size >= LIMITS.sockets) {
        rejectSocket(socket, 'All places are taken: close a tab.');
      } else {
        server.handleUpgrade(request, socket, head, (webSocket) => {
          const connection = handleConnection(webSocket, connectionDeps);
          connections.add(connection);
          webSocket.on('close', () => connections.delete(connection));
        });
      }
    },
    open() {
      heartbeatTimer ??= setInterval(() => {
        for (const connection of connections) connection.heartbeat();
      }, heartbeatIntervalMs).unref();
    },
    async close() {
      clearInterval(heartbeatTimer);
      heartbeatTimer = undefined;
      const clients = [...server.clients];
      const closeEvents = clients.map((socket) => once(socket, 'close'));
      for (const socket of clients) socket.close(GOING_AWAY, 'Paperboy stops');
      await withTimeout(Promise.all(closeEvents), CLOSE_TIMEOUT_MS);
      for (const socket of clients) socket.terminate();
    },
  };
}

function rejectSocket(socket: Duplex, text: string): void {
  // Who leaves before hearing it may break the line, and an error that nobody hears would end the process.
  socket.on('error', () => socket.destroy());
  rejectUpgrade(socket, { status: 503, text, headers: {} });
}

interface ConnectionDeps {
  readonly tabs: Tabs;
  readonly handleRequest: HandleRequest;
  readonly tasks: TaskTracker;
  readonly log: Log;
}

/** What a WebSocket is closed with (https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1). */
const CLOSE_CODES = { unsupportedData: 1003, policyViolation: 1008 } as const;

/** The line of one tab. */
interface TabConnection {
  /** Asks whether somebody is still there. Who did not answer the last time is cut off, and so is who never joined. */
  heartbeat(): void;
}

/** Hears a tab: first who sits at it, then what they ask for, which is answered in any order. Nothing that it sends can harm others. */
function handleConnection(socket: WebSocket, { tabs, handleRequest, tasks, log }: ConnectionDeps): TabConnection {
  const requestLimiter = new RateLimiterMemory({
    points: LIMITS.requestsPerWindow,
    duration: LIMITS.requestWindowSeconds,
  });
  let tab: Tab | undefined;
  let isAlive = true;
  let hadHeartbeat = false;
  let inFlight = 0;

  const send = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    // Nobody can keep for a tab what it does not take.
    if (socket.bufferedAmount > LIMITS.bufferedBytes) socket.terminate();
    else socket.send(text);
  };
  const respond = (requestId: number, response: TabResponse): void =>
    send(JSON.stringify({ ...response, ask: requestId }));
  const closeSocket = (code: number, reason: string): void => {
    // What is still on its way is heard no more.
    socket.removeAllListeners('message');
    socket.close(code, reason);
  };

  const join = (message: Extract<ClientMessage, { kind: 'join' }>): void => {
    const joinedTab = { user: tabs.withUniqueName(createUser(message)), send };
    if (tab !== undefined) tabs.leave(tab);
    tab = joinedTab;
    tabs.join(joinedTab);
  };

  const onRequest = async (message: ClientMessage): Promise<void> => {
    if (message.kind === 'join') return join(message);
    if (tab === undefined) return closeSocket(CLOSE_CODES.policyViolation, 'join first');
    const { ask: requestId, ...request } = message;
    if (inFlight >= LIMITS.inFlightRequests)
      return respond(requestId, refusedResponse('Paperboy still works on what you asked for: wait a moment.'));
    const { user } = tab;
    const task = tasks.run(async () => respond(requestId, await handleRequest(user, request)));
    if (task === undefined) return respond(requestId, refusedResponse('Paperboy stops: ask again once it is back.'));
    inFlight += 1;
    try {
      await task;
    } finally {
      inFlight -= 1;
    }
  };

  const onMessage = async (data: RawData, isBinary: boolean): Promise<void> => {
    const rate = await checkRate(requestLimiter);
    if (rate === 'flooding') return closeSocket(CLOSE_CODES.policyViolation, 'too much at once');
    if (isBinary) return closeSocket(CLOSE_CODES.unsupportedData, 'text only');
    const parsed = parseClientMessage(String(data));
    if (parsed.kind === 'malformed') return closeSocket(CLOSE_CODES.policyViolation, 'not understood');
    if (parsed.kind === 'refused') return respond(parsed.requestId, refusedResponse(parsed.text));
    const { message } = parsed;
    if (rate === 'ok') return onRequest(message);
    if (message.kind === 'join') return closeSocket(CLOSE_CODES.policyViolation, 'too much at once');
    respond(message.ask, refusedResponse('That was too much at once: wait a few seconds.'));
  };

  socket.on('message', (data, isBinary) => {
    onMessage(data, isBinary).catch((error: unknown) => {
      if (error instanceof UserError) closeSocket(CLOSE_CODES.policyViolation, error.message);
      else log.error({ err: error }, 'a message of a tab could not be heard');
    });
  });
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('close', () => {
    if (tab !== undefined) tabs.leave(tab);
  });
  // What is too large or no WebSocket at all; ws closes it with the right code by itself.
  socket.on('error', (error) => log.info({ reason: error.message }, 'a tab of the playground broke the rules'));

  return {
    heartbeat() {
      if (!isAlive || (hadHeartbeat && tab === undefined)) return socket.terminate();
      isAlive = false;
      hadHeartbeat = true;
      socket.ping();
    },
  };
}

/** Whether a tab asks for more than its share, or for so much that it can be no person. */
async function checkRate(requestLimiter: RateLimiterMemory): Promise<'ok' | 'rate-limited' | 'flooding'> {
  try {
    await requestLimiter.consume('tab');
    return 'ok';
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return error.consumedPoints > LIMITS.requestsPerWindow * LIMITS.floodFactor ? 'flooding' : 'rate-limited';
  }
}
