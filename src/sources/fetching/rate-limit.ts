/** No source is believed to mean more than this. */
export const MAX_RETRY_AFTER_MS = 60 * 60_000;

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long a source asks to wait before the next request; nothing where it asks for nothing. */
export function parseRetryDelayMs(headers: Pick<Headers, 'get'>, now: Date): number | undefined {
  const waits = [parseRateLimitResetMs(headers.get('ratelimit')), parseRetryAfterMs(headers.get('retry-after'), now)];
  const knownWaits = waits.filter((wait) => wait !== undefined);
  return knownWaits.length === 0 ? undefined : Math.max(...knownWaits);
}

/**
 * When a window of requests that is used up ends, in milliseconds from now: `"api";r=0;t=55`.
 *
 * https://huggingface.co/docs/hub/rate-limits, https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09
 */
export function parseRateLimitResetMs(rateLimit: string | null): number | undefined {
  const waits = (rateLimit ?? '').split(',').flatMap((policy) => {
    const { 1: remaining } = /;\s*r=(\d+)/.exec(policy) ?? [];
    const { 1: seconds } = /;\s*t=(\d+)/.exec(policy) ?? [];
    return remaining !== undefined && Number(remaining) === 0 && seconds !== undefined ? [Number(seconds) * 1000] : [];
  });
  return waits.length === 0 ? undefined : Math.min(Math.max(...waits), MAX_RETRY_AFTER_MS);
}

/** In seconds, or as a date (RFC 9110, 10.2.3). */
function parseRetryAfterMs(text: string | null, now: Date): number | undefined {
  const value = text?.trim() ?? '';
  const waitMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : HTTP_DATE.test(value)
      ? Date.parse(value) - now.getTime()
      : Number.NaN;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}
