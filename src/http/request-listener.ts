import type { RequestListener } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Log } from '../log.ts';

/** What a Hono app does with requests of Node.js. What is no request at all is answered with 400, and a fault of ours is logged. */
export function createRequestListener(app: Hono, log: Log): RequestListener {
  return getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    errorHandler(error) {
      const isClientError = error instanceof RequestError;
      if (!isClientError) log.error({ err: error }, 'a request could not be answered');
      return new Response(null, { status: isClientError ? 400 : 500 });
    },
  });
}
