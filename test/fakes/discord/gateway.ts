import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { guildResource, userResource } from './resources.ts';
import { type EventData, INTENT, type World } from './state.ts';

const OP = {
  dispatch: 0,
  heartbeat: 1,
  identify: 2,
  resume: 6,
  reconnect: 7,
  invalidSession: 9,
  hello: 10,
  ack: 11,
} as const;
const CLOSE = {
  unknownOp: 4001,
  decode: 4002,
  notAuthenticated: 4003,
  badToken: 4004,
  disallowedIntents: 4014,
} as const;

interface Identify {
  readonly token: string;
  readonly intents: number;
  readonly shard: readonly [number, number];
  readonly compress: boolean;
}

interface Session {
  readonly id: string;
  readonly identify: Identify;
  readonly sent: { readonly s: number; readonly text: string }[];
  socket: WebSocket | undefined;
}

export interface GatewayOptions {
  readonly heartbeatMs: number;
  /** Intents that the application isn't approved for: identifying with one closes the connection with 4014. */
  readonly disallowedIntents: number;
}

/** Discord's gateway. Without a shard, an action applies to all of them. */
export interface FakeGateway {
  readonly identifies: readonly Identify[];
  readonly resumes: readonly {
    readonly sessionId: string;
    readonly seq: number;
    readonly replayed: number;
    readonly path: string;
  }[];
  /** Close codes of clients. */
  readonly closes: readonly number[];
  readonly heartbeats: number;
  /** The number of open sockets. */
  readonly connections: number;
  /** Sessions with a connected client. */
  readonly sessions: readonly {
    readonly id: string;
    readonly shard: readonly [number, number];
    readonly intents: number;
  }[];
  /** Whether heartbeats are acknowledged. Without that, clients reconnect. */
  acknowledging: boolean;
  /** Whether new connections are dropped at once. */
  refusing: boolean;
  /** Drops the connection without a close frame. */
  drop(shard?: number): void;
  /** Requests a reconnect with resume (op 7). */
  reconnect(shard?: number): void;
  /** Invalidates the session (op 9). */
  invalidate(resumable: boolean, shard?: number): void;
  close(code: number, shard?: number): void;
  /** Sends an event to the shard of a guild, or to the first. Disconnected clients get it when they resume. */
  dispatch(event: string, data: object | EventData, guildId?: string, intents?: number): void;
}

export function createGateway(
  server: Server,
  world: World,
  { heartbeatMs, disallowedIntents }: GatewayOptions,
): FakeGateway & { stop(): Promise<void> } {
  const wss = new WebSocketServer({ server });
  const sessions = new Map<string, Session>();
  const identifies: Identify[] = [];
  const resumes: FakeGateway['resumes'][number][] = [];
  const closes: number[] = [];
  let heartbeats = 0;
  const flags = { acknowledging: true, refusing: false };

  const chosen = (shard?: number): Session[] =>
    [...sessions.values()].filter(
      ({ identify, socket }) => socket && (shard === undefined || identify.shard[0] === shard),
    );
  const send = (socket: WebSocket | undefined, payload: object): void =>
    socket?.send(JSON.stringify({ s: null, t: null, d: null, ...payload }));
  const push = (session: Session, t: string, d: object): void => {
    const s = session.sent.length + 1;
    const text = JSON.stringify({ op: OP.dispatch, s, t, d });
    session.sent.push({ s, text });
    session.socket?.send(text);
  };

  const identify = (socket: WebSocket, asked: Identify): Session | undefined => {
    identifies.push(asked);
    if (asked.token !== world.token) return void socket.close(CLOSE.badToken, 'Authentication failed.');
    if ((asked.intents & disallowedIntents) !== 0)
      return void socket.close(CLOSE.disallowedIntents, 'Disallowed intent(s).');
    const session: Session = { id: randomUUID(), identify: asked, sent: [], socket };
    sessions.set(session.id, session);
    const guilds = [...world.guilds.values()].filter(({ id }) => shardOf(id, asked.shard[1]) === asked.shard[0]);
    push(session, 'READY', {
      v: 10,
      user: { ...userResource(world.bot), verified: true, mfa_enabled: true, email: null, flags: 0 },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `${urlOf(server)}/resume`,
      shard: asked.shard,
      application: { id: world.applicationId, flags: 0 },
      private_channels: [],
      relationships: [],
      presences: [],
    });
    if (asked.intents & INTENT.guilds)
      for (const guild of guilds) push(session, 'GUILD_CREATE', guildResource(world, guild));
    return session;
  };

  const resume = (
    socket: WebSocket,
    d: { session_id: string; seq: number; token: string },
    path: string,
  ): Session | undefined => {
    if (d.token !== world.token) return void socket.close(CLOSE.badToken, 'Authentication failed.');
    const session = sessions.get(d.session_id);
    if (!session) return void send(socket, { op: OP.invalidSession, d: false });
    session.socket = socket;
    const missed = session.sent.filter(({ s }) => s > d.seq);
    for (const { text } of missed) socket.send(text);
    push(session, 'RESUMED', {});
    resumes.push({ sessionId: session.id, seq: d.seq, replayed: missed.length, path });
    return session;
  };

  wss.on('connection', (socket, request) => {
    if (flags.refusing) return socket.terminate();
    const url = new URL(request.url ?? '/', 'ws://discord');
    let session: Session | undefined;
    // discord.js only uses compression if zlib-sync is installed.
    if (url.searchParams.has('compress')) return socket.close(CLOSE.decode, 'the fake has no compression');
    send(socket, { op: OP.hello, d: { heartbeat_interval: heartbeatMs } });
    socket.on('message', (data) => {
      const { op, d } = JSON.parse(data.toString());
      if (op === OP.heartbeat) {
        heartbeats += 1;
        if (flags.acknowledging) send(socket, { op: OP.ack });
      } else if (op === OP.identify) session = identify(socket, d);
      else if (op === OP.resume) session = resume(socket, d, url.pathname);
      else if (!session) socket.close(CLOSE.notAuthenticated, 'Not authenticated.');
      world.watch.notify();
    });
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => {
      closes.push(code);
      if (session?.socket === socket) session.socket = undefined;
      // Codes 1000 and 1001 end the session. After any other code the client can resume.
      if (session && (code === 1000 || code === 1001)) sessions.delete(session.id);
      world.watch.notify();
    });
    world.watch.notify();
  });

  return {
    identifies,
    resumes,
    closes,
    get heartbeats() {
      return heartbeats;
    },
    get connections() {
      return wss.clients.size;
    },
    get sessions() {
      return chosen().map(({ id, identify: { shard, intents } }) => ({ id, shard, intents }));
    },
    get acknowledging() {
      return flags.acknowledging;
    },
    set acknowledging(value) {
      flags.acknowledging = value;
    },
    get refusing() {
      return flags.refusing;
    },
    set refusing(value) {
      flags.refusing = value;
    },
    drop: (shard) => {
      for (const session of chosen(shard)) {
        session.socket?.terminate();
        session.socket = undefined;
      }
    },
    reconnect: (shard) => {
      for (const { socket } of chosen(shard)) send(socket, { op: OP.reconnect });
    },
    invalidate: (resumable, shard) => {
      for (const { id, socket } of chosen(shard)) {
        if (!resumable) sessions.delete(id);
        send(socket, { op: OP.invalidSession, d: resumable });
      }
    },
    close: (code, shard) => {
      for (const { socket } of chosen(shard)) socket?.close(code);
    },
    dispatch: (event, data, guildId, intents = 0) => {
      const recipients = [...sessions.values()].filter(({ identify: { shard, intents: asked } }) => {
        return shard[0] === (guildId ? shardOf(guildId, shard[1]) : 0) && (asked & intents) === intents;
      });
      if (recipients.length === 0 && intents === 0) throw new Error(`no bot is logged in to get ${event}`);
      for (const session of recipients) {
        push(session, event, typeof data === 'function' ? (data as EventData)(session.identify.intents) : data);
      }
    },
    stop: async () => {
      for (const client of wss.clients) client.terminate();
      await new Promise<void>((resolve) => wss.close(() => resolve()));
    },
  };
}

export function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server is not listening');
  return `ws://127.0.0.1:${address.port}`;
}

function shardOf(guildId: string, count: number): number {
  return Number((BigInt(guildId) >> 22n) % BigInt(count));
}
