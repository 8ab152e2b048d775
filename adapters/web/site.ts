import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import { etag, RETAINED_304_HEADERS } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import {
  createRequestListener,
  formatLocalUrl,
  type HttpServer,
  type ListenAddress,
  startHttpServer,
} from '../../src/runtime/http-server.ts';
import type { Log } from '../../src/runtime/log.ts';
import { createRejectionLog, respondWithError, respondWithRejection } from './error-response.ts';
import { ICON_SVG, STYLESHEET } from './layout.ts';
import { createCostLimit, createQuota, createYieldQueue, type LimitCost } from './rate-limits.ts';
import { createRequestGuard, handleUpgrade, type RequestGuard, type UpgradeHandler } from './request-guard.ts';

/** What is served to browsers: one server, one gate, one set of limits, on which others hang their pages. */
export interface Site {
  readonly app: Hono;
  readonly limitCost: LimitCost;
  /** Gives everybody who asks for a WebSocket at `path` to `accept`, once the gate has let them in. */
  onUpgrade(path: string, handler: UpgradeHandler): void;
  /** @throws UserError where it can't listen */
  start(): Promise<HttpServer>;
  stop(): Promise<void>;
  /** The address for people, without a slash at its end: the public one, else where it listens. */
  url(): string;
}

interface SiteDeps {
  readonly address: ListenAddress;
  /** The setting with which its port is chosen. */
  readonly portSettingName: string;
  /** Where people reach it, when a proxy stands before it. */
  readonly publicUrl?: string | undefined;
  /** The page that `/` leads to. */
  readonly homePath: string;
  readonly log: Log;
  /** How many requests one visitor may make in a minute. */
  readonly requestsPerMinute?: number;
  /** Sees every request, also one that is not let in. */
  readonly measureRequests?: MiddlewareHandler;
}

/** What "not modified" says again: a page of another site may not read it otherwise. */
const NOT_MODIFIED_HEADERS = [
  ...RETAINED_304_HEADERS,
  'last-modified',
  'access-control-allow-origin',
  'cross-origin-resource-policy',
];

/** Reading takes a page and its style, the playground some thirty files: nobody alone needs more. */
const REQUESTS_PER_MINUTE = 600;

/** A site without pages yet, not started. */
export function createSite(deps: SiteDeps): Site {
  const {
    address,
    portSettingName,
    publicUrl,
    homePath,
    log,
    requestsPerMinute = REQUESTS_PER_MINUTE,
    measureRequests,
  } = deps;
  const hasProxy = publicUrl !== undefined;
  const logRejection = createRejectionLog({ log, hasProxy });
  const quota = createQuota({ requestsPerMinute, hasProxy, logRejection });
  const guard = createRequestGuard({ host: address.host, publicUrl, quota, logRejection });
  const app = createApp({ guard, homePath, log, measureRequests });
  const upgradeHandlers = new Map<string, UpgradeHandler>();
  let running: HttpServer | undefined;
  let starting: Promise<HttpServer> | undefined;

  const startServer = async (): Promise<HttpServer> => {
    const server = await startHttpServer(createRequestListener(app, log), address, {
      label: 'The page',
      settingNames: { port: portSettingName, host: 'HOST' },
      log,
    });
    server.server.on('upgrade', (request, socket, head) => {
      void handleUpgrade({ guard, upgradeHandlers, log }, request, socket, head);
    });
    running = server;
    return server;
  };

  return {
    app,
    limitCost: createCostLimit({ quota, yieldQueue: createYieldQueue(), logRejection }),
    onUpgrade: (path, handler) => void upgradeHandlers.set(path, handler),
    start() {
      starting ??= startServer();
      return starting;
    },
    async stop() {
      // Whoever stops it while it starts, or where it could not, has nothing to hear of that.
      const server = await starting?.catch(() => undefined);
      await server?.close();
    },
    url: () => (publicUrl === undefined ? (running?.url ?? formatLocalUrl(address)) : new URL(publicUrl).origin),
  };
}

interface SiteAppDeps extends Pick<SiteDeps, 'homePath' | 'log'> {
  readonly guard: RequestGuard;
  readonly measureRequests: MiddlewareHandler | undefined;
}

function createApp({ guard, homePath, log, measureRequests }: SiteAppDeps): Hono {
  const app = new Hono();
  if (measureRequests !== undefined) app.use(measureRequests);
  app.use(securityHeaders);
  app.use(async (c, next) => {
    const { incoming } = c.env as HttpBindings;
    const rejection = await guard(incoming, 'request');
    return rejection === undefined ? next() : respondWithRejection(c, rejection);
  });
  app.use(compress(), etag({ retainedHeaders: NOT_MODIFIED_HEADERS }));
  app.use(async (c, next) => {
    await next();
    // A browser asks each time, which costs little, rather than show what was.
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-cache');
  });
  app.get('/', (c) => c.redirect(homePath));
  app.get('/style.css', (c) => c.body(STYLESHEET, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.get('/icon.svg', (c) => c.body(ICON_SVG, 200, { 'content-type': 'image/svg+xml' }));
  app.notFound((c) => respondWithError(c, { status: 404, title: 'No such page', text: 'Nothing is at this address.' }));
  app.onError((error, c) => {
    const errorId = randomUUID().slice(0, 8);
    // The path only: what somebody searches for is their own.
    log.error({ id: errorId, err: error, method: c.req.method, path: c.req.path }, 'a request failed');
    return respondWithError(c, {
      status: 500,
      title: 'Something went wrong',
      text: `That is our fault, not yours. Try again; if it stays, tell whoever runs Paperboy this id: ${errorId}`,
    });
  });
  return app;
}

const SELF = ["'self'"];
const NONE = ["'none'"];

/**
 * What every answer tells a browser: run and load nothing that is not from here, be in nobody's frame, tell no other site where one came
 * from. A page that is for all sites to read says so itself.
 */
const securityHeaders = secureHeaders({
  contentSecurityPolicy: {
    defaultSrc: NONE,
    scriptSrc: SELF,
    styleSrc: SELF,
    imgSrc: ["'self'", 'data:'],
    connectSrc: SELF,
    formAction: SELF,
    baseUri: NONE,
    frameAncestors: NONE,
  },
  xFrameOptions: 'DENY',
  // Whether it is reached over TLS, and for how long that stays so, is the proxy's to say.
  strictTransportSecurity: false,
  overwrite: false,
});
