import { randomBytes, randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { AckCallback, Transport } from './delivery.ts';
import type { World } from './state.ts';

/** Slack's side of Socket Mode. Connections are numbered from 0; without a number, methods apply to all. */
export interface FakeSocketMode {
  readonly openConnections: number;
  /** Including closed ones. */
  readonly totalConnections: number;
  /** The connection of each envelope. */
  readonly deliveries: readonly { readonly label: string; readonly connection: number }[];
  /** Without pongs, clients consider the connection dead. */
  answersPings: boolean;
  /** Whether new connections are closed at once. */
  rejectsConnections: boolean;
  sendsHello: boolean;
  /** Whether sockets of new connections stay open after both close frames, as with Slack. */
  keepsClosedSockets: boolean;
  /** Resolves when this many connections are open and their clients have read `hello`. */
  connected(count?: number): Promise<unknown>;
  /** Sends a `disconnect` message. */
  disconnect(reason: 'warning' | 'refresh_requested' | 'link_disabled', connection?: number): void;
  /** Terminates connections without a close frame. */
  drop(connection?: number): void;
  sendRaw(text: string, connection?: number): void;
}

export interface SocketMode extends FakeSocketMode, Transport {
  /** The URL for a new socket, or `undefined` if there are too many. */
  connect(): string | undefined;
  stop(): Promise<void>;
}

const MAX_CONNECTIONS = 10;
const CLOSE_TIMEOUT_MS = 100;

interface PendingEnvelope {
  readonly label: string;
  readonly acceptsPayload: boolean;
  readonly onAck: AckCallback;
  isAcknowledged: boolean;
}

export function createSocketMode(server: Server, world: World, pingIntervalMs: number): SocketMode {
  const wss = new WebSocketServer({ server, path: '/link', autoPong: false });
  const sockets = new Map<number, WebSocket>();
  const ready = new Set<number>();
  const tickets = new Set<string>();
  const pending = new Map<string, PendingEnvelope>();
  const deliveries: { label: string; connection: number }[] = [];
  const flags = { answersPings: true, rejectsConnections: false, sendsHello: true, keepsClosedSockets: false };
  let totalConnections = 0;

  const selectSockets = (connection?: number): WebSocket[] =>
    [...sockets].flatMap(([number, socket]) => (connection === undefined || connection === number ? socket : []));

  const handleAck = (text: string): void => {
    const { envelope_id: id, payload = {} } = JSON.parse(text) as { envelope_id: string; payload?: object };
    const one = pending.get(id);
    if (!one || one.isAcknowledged) {
      world.violations.push(one ? `${one.label}: acknowledged twice` : `acknowledged an unknown envelope ${id}`);
      return;
    }
    one.isAcknowledged = true;
    if (!one.acceptsPayload && Object.keys(payload).length > 0)
      world.violations.push(`${one.label}: acknowledged an event with a payload`);
    one.onAck({ status: 200, body: payload, noRetry: false });
  };

  wss.on('connection', (socket, request) => {
    const ticket = new URL(request.url ?? '/', 'ws://slack').searchParams.get('ticket') ?? '';
    if (flags.rejectsConnections || !tickets.delete(ticket)) return socket.terminate();
    const number = totalConnections;
    totalConnections += 1;
    sockets.set(number, socket);
    if (flags.keepsClosedSockets) delayClose(request.socket);
    socket.on('message', (data) => {
      handleAck(data.toString());
      world.watch.notify();
    });
    socket.on('ping', (data) => {
      if (flags.answersPings) socket.pong(data);
    });
    socket.on('error', () => socket.terminate());
    // The pong shows that the client has read `hello`.
    socket.on('pong', () => {
      ready.add(number);
      world.watch.notify();
    });
    const pings = setInterval(() => socket.ping(), pingIntervalMs);
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
    if (flags.sendsHello) socket.send(JSON.stringify(hello));
    socket.ping();
    world.watch.notify();
  });

  return {
    get openConnections() {
      return sockets.size;
    },
    get totalConnections() {
      return totalConnections;
    },
    deliveries,
    get answersPings() {
      return flags.answersPings;
    },
    set answersPings(value) {
      flags.answersPings = value;
    },
    get rejectsConnections() {
      return flags.rejectsConnections;
    },
    set rejectsConnections(value) {
      flags.rejectsConnections = value;
    },
    get sendsHello() {
      return flags.sendsHello;
    },
    set sendsHello(value) {
      flags.sendsHello = value;
    },
    get keepsClosedSockets() {
      return flags.keepsClosedSockets;
    },
    set keepsClosedSockets(value) {
      flags.keepsClosedSockets = value;
    },
    connected: (count = 1) =>
      world.watch.until(() => sockets.size === count && ready.size === count, `${count} open connections`),
    disconnect: (reason, connection) => {
      const text = JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-fake' } });
      for (const socket of selectSockets(connection)) socket.send(text);
    },
    drop: (connection) => {
      for (const socket of selectSockets(connection)) socket.terminate();
      for (const number of [...sockets.keys()]) if ((connection ?? number) === number) sockets.delete(number);
    },
    sendRaw: (text, connection) => {
      for (const socket of selectSockets(connection)) socket.send(text);
    },
    send: ({ kind, payload, label, retry = 0 }, onAck) => {
      // Round-robin, so that tests know the connection.
      const numbers = [...sockets.keys()];
      const connection = numbers[deliveries.length % numbers.length];
      const socket = sockets.get(connection ?? -1);
      if (connection === undefined || !socket) throw new Error(`no app is connected for ${label}`);
      const id = randomUUID();
      const acceptsPayload = kind !== 'events_api';
      pending.set(id, { label, acceptsPayload, onAck, isAcknowledged: false });
      deliveries.push({ label, connection });
      const retries = kind === 'events_api' ? { retry_attempt: retry, retry_reason: retry > 0 ? 'timeout' : '' } : {};
      const envelope = { envelope_id: id, type: kind, payload, accepts_response_payload: acceptsPayload, ...retries };
      socket.send(JSON.stringify(envelope));
    },
    connect: () => {
      if (sockets.size >= MAX_CONNECTIONS) return undefined;
      const ticket = randomBytes(8).toString('hex');
      tickets.add(ticket);
      return `${urlOf(server).replace('http:', 'ws:')}/link?ticket=${ticket}&app_id=${world.appId}`;
    },
    stop: async () => {
      // Bolt's stop() doesn't wait for the close frame.
      const gone = world.watch.until(() => wss.clients.size === 0, 'clients to disconnect', CLOSE_TIMEOUT_MS);
      await gone.catch(() => undefined);
      for (const client of wss.clients) client.terminate();
      await new Promise<void>((resolve) => wss.close(() => resolve()));
    },
  };
}

/** Leaves closing the socket to the client. */
function delayClose(socket: Socket): void {
  socket.end = () => socket;
  socket.once('end', () => socket.destroy());
}

export function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('server is not listening');
  return `http://127.0.0.1:${address.port}`;
}
