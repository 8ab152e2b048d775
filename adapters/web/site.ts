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
import { createRejectionLog, logWithErrorId, respondWithError, respondWithRejection } from './error-response.ts';
import { createCostLimit, createQuota, createYieldQueue, type LimitCost } from './rate-limits.ts';
import { createRequestGuard, handleUpgrade, type RequestGuard, type UpgradeHandler } from './request-guard.ts';
import { serveFile } from './static-files.ts';

/** The HTTP server for browsers, on which the pages and the playground mount their routes. */
export interface Site {
  readonly app: Hono;
  readonly limitCost: LimitCost;
  /** Handles WebSocket upgrades at a path, after the guard has checked them. */
  onUpgrade(path: string, handler: UpgradeHandler): void;
  /** @throws UserError if it can't listen */
  start(): Promise<HttpServer>;
  stop(): Promise<void>;
  /** The public URL if there is one, else the local one. Without a trailing slash. */
  url(): string;
}

interface SiteDeps {
  readonly address: ListenAddress;
  /** The name of the setting for the port. */
  readonly portSettingName: string;
  /** The URL of the reverse proxy, if there is one. */
  readonly publicUrl?: string | undefined;
  /** `/` redirects there. */
  readonly homePath: string;
  /** The folder with `style.css` and `icon.svg`. */
  readonly assetsFolder: string;
  readonly log: Log;
  /** Per client. */
  readonly requestsPerMinute?: number;
  /** Sees every request, rejected ones too. */
  readonly measureRequests?: MiddlewareHandler;
}

/** A page of another site can't read a 304 response without the last two. */
const NOT_MODIFIED_HEADERS = [
  ...RETAINED_304_HEADERS,
  'last-modified',
  'access-control-allow-origin',
  'cross-origin-resource-policy',
];

/** A page and its stylesheet are two requests, the playground about thirty. */
const REQUESTS_PER_MINUTE = 600;

/** A site that isn't listening yet. */
export function createSite(deps: SiteDeps): Site {
  const { address, portSettingName, publicUrl, log, requestsPerMinute = REQUESTS_PER_MINUTE } = deps;
  const hasProxy = publicUrl !== undefined;
  const logRejection = createRejectionLog({ log, hasProxy });
  const quota = createQuota({ requestsPerMinute, hasProxy, logRejection });
  const guard = createRequestGuard({ host: address.host, publicUrl, quota, logRejection });
  const app = createApp(deps, guard);
  const upgradeHandlers = new Map<string, UpgradeHandler>();
  let running: HttpServer | undefined;
  let starting: Promise<HttpServer> | undefined;

  const startServer = async (): Promise<HttpServer> => {
    const server = await startHttpServer(createRequestListener(app, log), address, {
      label: 'The web server',
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
      // A failed start has been reported to the caller of `start`.
      const server = await starting?.catch(() => undefined);
      await server?.close();
    },
    url: () => (publicUrl === undefined ? (running?.url ?? formatLocalUrl(address)) : new URL(publicUrl).origin),
  };
}

function createApp({ homePath, assetsFolder, log, measureRequests }: SiteDeps, guard: RequestGuard): Hono {
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
    // The browser revalidates every time, which is cheap, so nothing stale is shown.
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-cache');
  });
  app.get('/', (c) => c.redirect(homePath));
  for (const name of ['style.css', 'icon.svg']) {
    app.get(`/${name}`, async (c) => (await serveFile(c, assetsFolder, name)) ?? c.notFound());
  }
  app.notFound((c) =>
    respondWithError(c, { status: 404, title: 'Page not found', text: "There's nothing at this address." }),
  );
  app.onError((error, c) => {
    // Without the query string: searches are private.
    const errorId = logWithErrorId(log, error, { method: c.req.method, path: c.req.path });
    return respondWithError(c, {
      status: 500,
      title: 'Something went wrong',
      text: `That was on our side. Try again. If it keeps happening, tell your admin this error id: ${errorId}`,
    });
  });
  return app;
}

const SELF = ["'self'"];
const NONE = ["'none'"];

/** No scripts or content from elsewhere, no framing, no referrer. Responses that other sites may read override the resource policy. */
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
  // TLS, and how long browsers should insist on it, is up to the proxy.
  strictTransportSecurity: false,
  overwrite: false,
});
