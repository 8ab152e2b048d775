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
  readonly connectionDeps: ConnectionDeps;
  readonly heartbeatIntervalMs: number;
}

export interface WebSockets {
  readonly accept: UpgradeHandler;
  /** Accepts connections from now on. */
  open(): void;
  /** Closes all connections, within a second, and accepts no more. */
  close(): Promise<void>;
}

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const CLOSE_CODES = { goingAway: 1001, unsupportedData: 1003, abnormal: 1006, policyViolation: 1008 } as const;
const CLOSE_TIMEOUT_MS = 1000;

export function createWebSockets({ connectionDeps, heartbeatIntervalMs }: WebSocketsDeps): WebSockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: LIMITS.payloadBytes, perMessageDeflate: false });
  const connections = new Set<TabConnection>();
  let heartbeatTimer: NodeJS.Timeout | undefined;

  return {
    accept(request, socket, head) {
      if (heartbeatTimer === undefined) {
        rejectSocket(socket, "The playground isn't open.");
      } else if (server.clients.size >= LIMITS.sockets) {
        rejectSocket(socket, 'Too many tabs are open. Close one and try again.');
      } else {
        server.handleUpgrade(request, socket, head, (webSocket) => {
          const connection = new TabConnection(webSocket, connectionDeps);
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
      for (const socket of clients) socket.close(CLOSE_CODES.goingAway, 'Paperboy is shutting down');
      await withTimeout(Promise.all(closeEvents), CLOSE_TIMEOUT_MS);
      for (const socket of clients) socket.terminate();
    },
  };
}

function rejectSocket(socket: Duplex, text: string): void {
  // An unhandled 'error' event, if the client has gone already, would end the process.
  socket.on('error', () => socket.destroy());
  rejectUpgrade(socket, { status: 503, text });
}

interface ConnectionDeps {
  readonly tabs: Tabs;
  readonly handleRequest: HandleRequest;
  readonly tasks: TaskTracker;
  readonly log: Log;
}

/** The connection of one tab. Requests run concurrently, and their responses may come in any order. */
class TabConnection {
  readonly #socket: WebSocket;
  readonly #deps: ConnectionDeps;
  readonly #requestLimiter = new RateLimiterMemory({
    points: LIMITS.requestsPerWindow,
    duration: LIMITS.requestWindowSeconds,
  });
  #tab: Tab | undefined;
  #isAlive = true;
  #hadHeartbeat = false;
  #inFlight = 0;

  constructor(socket: WebSocket, deps: ConnectionDeps) {
    this.#socket = socket;
    this.#deps = deps;
    socket.on('message', (data, isBinary) => {
      this.#onMessage(data, isBinary).catch((error: unknown) => {
        if (error instanceof UserError) this.#close(CLOSE_CODES.policyViolation, error.message);
        else deps.log.error({ err: error }, 'failed to handle playground message');
      });
    });
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    socket.on('close', (code) => {
      if (this.#tab !== undefined) deps.tabs.leave(this.#tab, code === CLOSE_CODES.abnormal);
    });
    // A frame that is too large or invalid. `ws` closes the connection with the right code.
    socket.on('error', (error) =>
      deps.log.info({ reason: error.message }, 'invalid WebSocket frame from playground tab'),
    );
  }

  /** Pings the tab. Disconnects it if it didn't answer the last ping, or hasn't joined since. */
  heartbeat(): void {
    const isGone = !this.#isAlive || (this.#hadHeartbeat && this.#tab === undefined);
    this.#isAlive = false;
    this.#hadHeartbeat = true;
    if (isGone) this.#socket.terminate();
    else this.#socket.ping();
  }

  async #onMessage(data: RawData, isBinary: boolean): Promise<void> {
    const rate = await checkRate(this.#requestLimiter);
    if (rate === 'flooding') return this.#close(CLOSE_CODES.policyViolation, 'too many requests');
    if (isBinary) return this.#close(CLOSE_CODES.unsupportedData, 'text only');
    const parsed = parseClientMessage(String(data));
    if (parsed.kind === 'malformed') return this.#close(CLOSE_CODES.policyViolation, 'invalid message');
    if (parsed.kind === 'refused') return this.#respond(parsed.requestId, refusedResponse(parsed.text));
    const { message } = parsed;
    if (rate === 'ok') return this.#onRequest(message);
    if (message.kind === 'join') return this.#close(CLOSE_CODES.policyViolation, 'too many requests');
    this.#respond(message.requestId, refusedResponse('Too many requests. Wait a few seconds and try again.'));
  }

  async #onRequest(message: ClientMessage): Promise<void> {
    if (message.kind === 'join') return this.#join(message);
    if (this.#tab === undefined) return this.#close(CLOSE_CODES.policyViolation, 'join first');
    const { requestId, ...request } = message;
    if (this.#inFlight >= LIMITS.inFlightRequests) {
      const text = 'Paperboy is still working on your earlier requests. Try again in a moment.';
      return this.#respond(requestId, refusedResponse(text));
    }
    const { tasks, handleRequest } = this.#deps;
    const { user } = this.#tab;
    const task = tasks.run(async () => this.#respond(requestId, await handleRequest(user, request)));
    if (task === undefined)
      return this.#respond(requestId, refusedResponse('Paperboy is shutting down. Try again when it is back.'));
    this.#inFlight++;
    try {
      await task;
    } finally {
      this.#inFlight--;
    }
  }

  #join(message: Extract<ClientMessage, { kind: 'join' }>): void {
    const { tabs } = this.#deps;
    const tab = { user: tabs.withUniqueName(createUser(message)), send: (text: string) => this.#send(text) };
    if (this.#tab !== undefined) tabs.leave(this.#tab);
    this.#tab = tab;
    tabs.join(tab);
  }

  #respond(requestId: number, response: TabResponse): void {
    this.#send(JSON.stringify({ ...response, requestId }));
  }

  #send(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    // A tab that doesn't read must not fill the memory.
    if (this.#socket.bufferedAmount > LIMITS.bufferedBytes) this.#socket.terminate();
    else this.#socket.send(text);
  }

  #close(code: number, reason: string): void {
    // Ignores messages that are still on their way.
    this.#socket.removeAllListeners('message');
    this.#socket.close(code, reason);
  }
}

/** `flooding`: more than a person could send. */
async function checkRate(requestLimiter: RateLimiterMemory): Promise<'ok' | 'rate-limited' | 'flooding'> {
  try {
    await requestLimiter.consume('tab');
    return 'ok';
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return error.consumedPoints > LIMITS.requestsPerWindow * LIMITS.floodFactor ? 'flooding' : 'rate-limited';
  }
}
