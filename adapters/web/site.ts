import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { type Address, type Listening, listen, urlOf } from '../../src/http/listen.ts';
import { requestListener } from '../../src/http/request-listener.ts';
import type { Log } from '../../src/log.ts';
import { type Costs, createCosts } from './costs.ts';
import { createGate, type Gate } from './gate.ts';
import { createLoopTurns } from './loop-turns.ts';
import { icon } from './pages/icon.ts';
import { style } from './pages/style.ts';
import { answerProblem, answerRefusal } from './problem.ts';
import { createRefusalLog } from './refusal.ts';
import { safeHeaders } from './safe-headers.ts';
import { createShares } from './shares.ts';
import { takeUpgrade, type Upgrade } from './upgrade.ts';

/** What is served to browsers: one server, one gate, one set of limits, on which others hang their pages. */
export interface Site {
  readonly app: Hono;
  readonly costs: Costs;
  /** Gives everybody who asks for a WebSocket at `path` to `accept`, once the gate has let them in. */
  onUpgrade(path: string, accept: Upgrade): void;
  /** @throws UserError where it can't listen */
  start(): Promise<Listening>;
  stop(): Promise<void>;
  /** The address for people, without a slash at its end: the public one, else where it listens. */
  url(): string;
}

interface Dependencies {
  readonly address: Address;
  /** The setting with which its port is chosen. */
  readonly portSetting: string;
  /** Where people reach it, when a proxy stands before it. */
  readonly publicUrl?: string | undefined;
  /** The page that `/` leads to. */
  readonly front: string;
  readonly log: Log;
  /** How many requests one visitor may make in a minute. */
  readonly perMinute?: number;
  /** Sees every request, also one that is not let in. */
  readonly measure?: MiddlewareHandler;
}

/** What "not modified" says again: a page of another site may not read it otherwise. */
const KEPT_WITHOUT_CHANGE = [
  ...RETAINED_304_HEADERS,
  'last-modified',
  'access-control-allow-origin',
  'cross-origin-resource-policy',
];

/** Reading takes a page and its style, the playground some thirty files: nobody alone needs more. */
const PER_MINUTE = 600;

/** A site without pages yet, not started. */
export function createSite(given: Dependencies): Site {
  const { address, portSetting, publicUrl, front, log, perMinute = PER_MINUTE, measure } = given;
  const hasProxy = publicUrl !== undefined;
  const tell = createRefusalLog({ log, hasProxy });
  const shares = createShares({ perMinute, hasProxy, tell });
  const gate = createGate({ host: address.host, publicUrl, shares, tell });
  const app = createApp({ gate, front, log, measure });
  const upgrades = new Map<string, Upgrade>();
  let listening: Listening | undefined;
  let starting: Promise<Listening> | undefined;

  const open = async (): Promise<Listening> => {
    const opened = await listen(requestListener(app, log), address, {
      what: 'The page',
      settings: { port: portSetting, host: 'HOST' },
      log,
    });
    opened.server.on('upgrade', (request, socket, head) => {
      void takeUpgrade({ gate, upgrades, log }, request, socket, head);
    });
    listening = opened;
    return opened;
  };

  return {
    app,
    costs: createCosts({ shares, turns: createLoopTurns(), tell }),
    onUpgrade: (path, accept) => void upgrades.set(path, accept),
    start() {
      starting ??= open();
      return starting;
    },
    async stop() {
      // Whoever stops it while it starts, or where it could not, has nothing to hear of that.
      const opened = await starting?.catch(() => undefined);
      await opened?.close();
    },
    url: () => (publicUrl === undefined ? (listening?.url ?? urlOf(address)) : new URL(publicUrl).origin),
  };
}

interface Behind extends Pick<Dependencies, 'front' | 'log'> {
  readonly gate: Gate;
  readonly measure: MiddlewareHandler | undefined;
}

function createApp({ gate, front, log, measure }: Behind): Hono {
  const app = new Hono();
  if (measure !== undefined) app.use(measure);
  app.use(safeHeaders);
  app.use(async (c, next) => {
    const { incoming } = c.env as HttpBindings;
    const refused = await gate(incoming, 'request');
    return refused === undefined ? next() : answerRefusal(c, refused);
  });
  app.use(compress(), etag({ retainedHeaders: KEPT_WITHOUT_CHANGE }));
  app.use(async (c, next) => {
    await next();
    // A browser asks each time, which costs little, rather than show what was.
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-cache');
  });
  app.get('/', (c) => c.redirect(front));
  app.get('/style.css', (c) => c.body(style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(icon, 200, { 'content-type': 'image/svg+xml' }));
  app.notFound((c) => answerProblem(c, { status: 404, title: 'No such page', text: 'Nothing is at this address.' }));
  app.onError((error, c) => {
    const id = randomUUID().slice(0, 8);
    // The path only: what somebody searches for is their own.
    log.error({ id, err: error, method: c.req.method, path: c.req.path }, 'a request failed');
    return answerProblem(c, {
      status: 500,
      title: 'Something went wrong',
      text: `That is our fault, not yours. Try again; if it stays, tell whoever runs Paperboy this id: ${id}`,
    });
  });
  return app;
}
