import { Hono } from 'hono';
import { createHostCheck } from '../http/names.ts';
import type { Log } from '../log.ts';
import type { Metrics } from './metrics.ts';
import type { Readiness } from './readiness.ts';

interface OperatorAppDeps {
  /** The address at which it listens. */
  readonly host: string;
  readonly version: string;
  readonly registry: Metrics['registry'];
  readonly readiness: () => Promise<Readiness>;
  readonly log: Log;
}

/** Nothing of this is for browsers, nor for later. */
const OPERATOR_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

const METHODS = ['GET', 'HEAD'];

/**
 * What an operator asks a process: `/healthz`, whether it is alive (whoever gets an answer knows); `/readyz`, whether it does its work
 * (200 or 503); `/metrics`, how it went so far, for Prometheus, or as JSON for whoever accepts `application/json`.
 */
export function createOperatorApp({ host, version, registry, readiness, log }: OperatorAppDeps): Hono {
  const site = new Hono();
  const isOurName = createHostCheck({ host, allowsBareNames: true });

  site.use(async ({ req, header, json }, next) => {
    for (const [name, value] of Object.entries(OPERATOR_HEADERS)) header(name, value);
    if (!isOurName(req.header('host'))) {
      return json({ error: 'This server does not answer to that name. Ask for it by its address.' }, 421);
    }
    if (!METHODS.includes(req.method)) {
      header('allow', METHODS.join(', '));
      return json({ error: `This takes ${METHODS.join(' and ')} only.` }, 405);
    }
    return next();
  });
  site.get('/healthz', ({ json }) =>
    json({ status: 'ok', version, node: process.versions.node, uptimeSeconds: Math.round(process.uptime()) }),
  );
  site.get('/readyz', async ({ json }) => {
    const found = await readiness();
    return json(found, found.ready ? 200 : 503);
  });
  site.get('/metrics', async ({ req, json, text }) => {
    const accepted = req.header('accept') ?? '';
    if (accepted.includes('application/json')) return json(await registry.getMetricsAsJSON());
    return text(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
  site.notFound(({ json }) => json({ error: 'There are /healthz, /readyz and /metrics.' }, 404));
  site.onError((error, { json }) => {
    log.error({ err: error }, 'an operator could not be answered');
    return json({ error: 'That went wrong. The log says why.' }, 500);
  });
  return site;
}
