import { createMiddleware } from 'hono/factory';

/** Lets pages of any site read this: it is public, and there is no cookie with which it could say more to one than to another. */
export const corsForAnyOrigin = createMiddleware(async (c, next) => {
  await next();
  c.header('access-control-allow-origin', '*');
  c.header('cross-origin-resource-policy', 'cross-origin');
});
