import { randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Answered, Carrier } from './delivery.ts';
import type { World } from './state.ts';

/** Slack's end of Socket Mode. Where no connection is named, by its number from 0, an action meets all of them. */
export interface FakeSocketMode {
  /** Sockets open now. */
  readonly connections: number;
  /** How many there ever were. */
  readonly hellos: number;
  /** Which connection each envelope went to. */
  readonly carried: readonly { readonly what: string; readonly connection: number }[];
  /** Whether pings are answered: without that a client thinks the line is dead. */
  answeringPings: boolean;
  /** Whether new connections are cut at once. */
  refusing: boolean;
  /** Whether new connections are greeted. */
  greeting: boolean;
  /** Whether the line of a new connection stays open when both sides have said farewell, as Slack leaves it. */
  lingering: boolean;
  /** Resolves when as many are open whose clients have read the greeting. */
  connected(count?: number): Promise<unknown>;
  /** Says that the connection is about to go: a warning, for a refresh, or because Socket Mode was switched off. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled', connection?: number): void;
  /** Cuts the line, without a word. */
  drop(connection?: number): void;
  /** Sends something, whatever it is. */
  send(text: string, connection?: number): void;
}

export interface SocketMode extends FakeSocketMode, Carrier {
  /** The address for one new socket, or nothing if there are too many. */
  connect(): string | undefined;
  stop(): Promise<void>;
}

const MOST_CONNECTIONS = 10;
const FAREWELL_MS = 100;

interface Waiting {
  readonly what: string;
  readonly takesPayload: boolean;
  readonly answered: Answered;
  isAnswered: boolean;
}

/** @param pingMs how often Slack pings. From the first time on, a client expects more. */
export function createSocketMode(server: Server, world: World, pingMs: number): SocketMode {
  const wss = new WebSocketServer({ server, path: '/link', autoPong: false });
  const sockets = new Map<number, WebSocket>();
  const ready = new Set<number>();
  const tickets = new Set<string>();
  const waiting = new Map<string, Waiting>();
  const carried: { what: string; connection: number }[] = [];
  const flags = { answeringPings: true, refusing: false, greeting: true, lingering: false };
  let hellos = 0;

  const chosen = (connection?: number): WebSocket[] =>
    [...sockets].flatMap(([number, socket]) => (connection === undefined || connection === number ? socket : []));

  const take = (text: string): void => {
    const { envelope_id: id, payload = {} } = JSON.parse(text) as { envelope_id: string; payload?: object };
    const one = waiting.get(id);
    if (!one || one.isAnswered) {
      world.violations.push(one ? `${one.what}: acknowledged twice` : `acknowledged an unknown envelope ${id}`);
      return;
    }
    one.isAnswered = true;
    if (!one.takesPayload && Object.keys(payload).length > 0)
      world.violations.push(`${one.what}: acknowledged with a payload, which is taken for no event`);
    one.answered({ status: 200, body: payload, noRetry: false });
  };

  wss.on('connection', (socket, request) => {
    const ticket = new URL(request.url ?? '/', 'ws://slack').searchParams.get('ticket') ?? '';
    if (flags.refusing || !tickets.delete(ticket)) return socket.terminate();
    const number = hellos;
    hellos += 1;
    sockets.set(number, socket);
    if (flags.lingering) linger(request.socket);
    socket.on('message', (data) => {
      take(data.toString());
      world.watch.notify();
    });
    socket.on('ping', (data) => {
      if (flags.answeringPings) socket.pong(data);
    });
    socket.on('error', () => socket.terminate());
    // Who answers a ping has read the greeting before it.
    socket.on('pong', () => {
      ready.add(number);
      world.watch.notify();
    });
    const pings = setInterval(() => socket.ping(), pingMs);
    socket.on('close', () => {
      clearInterval(pings);
      ready.delete(number);
      sockets.delete(number);
      world.watch.notify();
    });
    const debug_info = { host: 'applink-fake', build_number: 1, approximate_connection_time: 18_060 };
    const hello = {
      type: 'hello',
      num_connections: sockets.size,
      debug_info,
      connection_info: { app_id: world.appId },
    };
    if (flags.greeting) socket.send(JSON.stringify(hello));
    socket.ping();
    world.watch.notify();
  });

  return {
    get connections() {
      return sockets.size;
    },
    get hellos() {
      return hellos;
    },
    carried,
    get answeringPings() {
      return flags.answeringPings;
    },
    set answeringPings(value) {
      flags.answeringPings = value;
    },
    get refusing() {
      return flags.refusing;
    },
    set refusing(value) {
      flags.refusing = value;
    },
    get greeting() {
      return flags.greeting;
    },
    set greeting(value) {
      flags.greeting = value;
    },
    get lingering() {
      return flags.lingering;
    },
    set lingering(value) {
      flags.lingering = value;
    },
    connected: (count = 1) =>
      world.watch.until(() => sockets.size === count && ready.size === count, `${count} open connections`),
    disconnect: (reason, connection) => {
      const text = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-fake' } });
      for (const socket of chosen(connection)) socket.send(text);
    },
    drop: (connection) => {
      for (const socket of chosen(connection)) socket.terminate();
      for (const number of [...sockets.keys()]) if ((connection ?? number) === number) sockets.delete(number);
    },
    send: (text, connection) => {
      for (const socket of chosen(connection)) socket.send(text);
    },
    carry: ({ kind, payload, what, retry = 0 }, answered) => {
      // To one of them, in turn, so that a test can tell which.
      const numbers = [...sockets.keys()];
      const connection = numbers[carried.length % numbers.length];
      const socket = sockets.get(connection ?? -1);
      if (connection === undefined || !socket) throw new Error(`no app is connected to hear of ${what}`);
      const id = randomUUID();
      const takesPayload = kind !== 'events_api';
      waiting.set(id, { what, takesPayload, answered, isAnswered: false });
      carried.push({ what, connection });
      const retries = kind === 'events_api' ? { retry_attempt: retry, retry_reason: retry > 0 ? 'timeout' : '' } : {};
      const envelope = { envelope_id: id, type: kind, payload, accepts_response_payload: takesPayload, ...retries };
      socket.send(JSON.stringify(envelope));
    },
    connect: () => {
      if (sockets.size >= MOST_CONNECTIONS) return undefined;
      const ticket = randomBytes(8).toString('hex');
      tickets.add(ticket);
      return `${urlOf(server).replace('http:', 'ws:')}/link?ticket=${ticket}&app_id=${world.appId}`;
    },
    stop: async () => {
      // Bolt's stop() does not wait until its farewell is answered.
      const gone = world.watch.until(() => wss.clients.size === 0, 'the clients to leave', FAREWELL_MS);
      await gone.catch(() => undefined);
      for (const client of wss.clients) client.terminate();
      await new Promise<void>((resolve) => wss.close(() => resolve()));
    },
  };
}

/** Leaves it to the other side to close a line. */
function linger(line: Socket): void {
  line.end = () => line;
  line.once('end', () => line.destroy());
}

export function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return `http://127.0.0.1:${address.port}`;
}
