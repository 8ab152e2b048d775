/** No source is believed to mean more than this. */
export const LONGEST_WAIT_MS = 60 * 60_000;

const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** How long a source asks to wait before the next request; nothing where it asks for nothing. */
export function askedWait(headers: Pick<Headers, 'get'>, now: Date): number | undefined {
  const waits = [windowEnd(headers.get('ratelimit')), retryAfter(headers.get('retry-after'), now)];
  const asked = waits.filter((wait) => wait !== undefined);
  return asked.length === 0 ? undefined : Math.max(...asked);
}

/**
 * When a window of requests that is used up ends, in milliseconds from now: `"api";r=0;t=55`.
 *
 * https://huggingface.co/docs/hub/rate-limits, https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-ratelimit-headers-09
 */
export function windowEnd(rateLimit: string | null): number | undefined {
  const waits = (rateLimit ?? '').split(',').flatMap((policy) => {
    const { 1: left } = /;\s*r=(\d+)/.exec(policy) ?? [];
    const { 1: seconds } = /;\s*t=(\d+)/.exec(policy) ?? [];
    return left !== undefined && Number(left) === 0 && seconds !== undefined ? [Number(seconds) * 1000] : [];
  });
  return waits.length === 0 ? undefined : Math.min(Math.max(...waits), LONGEST_WAIT_MS);
}

/** In seconds, or as a date (RFC 9110, 10.2.3). */
function retryAfter(text: string | null, now: Date): number | undefined {
  const value = text?.trim() ?? '';
  const waitMs = /^\d+$/.test(value)
    ? Number(value) * 1000
    : HTTP_DATE.test(value)
      ? Date.parse(value) - now.getTime()
      : Number.NaN;
  return Number.isNaN(waitMs) ? undefined : Math.min(Math.max(waitMs, 0), LONGEST_WAIT_MS);
}
