import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Metrics } from './metrics.ts';

/** Counts and times requests by the pattern of their address, as in `/papers/:id`: what nobody serves is `none`. */
export function httpMetrics({
  httpRequests,
  httpRequestSeconds,
}: Pick<Metrics, 'httpRequests' | 'httpRequestSeconds'>): MiddlewareHandler {
  return async (context, next) => {
    const since = performance.now();
    await next();
    const pattern = routePath(context, -1);
    // The last one that matched is a pattern for everything where nothing serves the address.
    const route = pattern === '' || pattern.endsWith('*') ? 'none' : pattern;
    httpRequests.inc({ route, status: `${Math.floor(context.res.status / 100)}xx` });
    httpRequestSeconds.observe({ route }, (performance.now() - since) / 1000);
  };
}
