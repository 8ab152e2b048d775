import type { HonoRequest } from 'hono';

/** The last value of a parameter, without white space at its ends; empty where it is not there. */
export function readQueryParam(request: HonoRequest, name: string): string {
  return (request.queries(name)?.at(-1) ?? '').trim();
}
