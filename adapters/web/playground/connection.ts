import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RawData, WebSocket } from 'ws';
import { UserError } from '../../../src/errors.ts';
import type { TaskTracker } from '../../../src/in-hand.ts';
import type { Log } from '../../../src/log.ts';
import { LIMITS } from '../limits.ts';
import type { TabResponse } from './deed.ts';
import { type HandleRequest, refusedResponse } from './deeds.ts';
import { createUser } from './people.ts';
import type { ClientMessage } from './protocol.ts';
import { parseClientMessage } from './read-asked.ts';
import type { Tab, Tabs } from './tabs.ts';

interface ConnectionDeps {
  readonly tabs: Tabs;
  readonly handleRequest: HandleRequest;
  readonly tasks: TaskTracker;
  readonly log: Log;
}

/** What a WebSocket is closed with (https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1). */
const CLOSE_CODES = { unsupportedData: 1003, policyViolation: 1008 } as const;

/** The line of one tab. */
export interface TabConnection {
  /** Asks whether somebody is still there. Who did not answer the last time is cut off, and so is who never joined. */
  heartbeat(): void;
}

/** Hears a tab: first who sits at it, then what they ask for, which is answered in any order. Nothing that it sends can harm others. */
export function handleConnection(
  socket: WebSocket,
  { tabs, handleRequest, tasks, log }: ConnectionDeps,
): TabConnection {
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
