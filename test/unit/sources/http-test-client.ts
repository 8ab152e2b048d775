import { createHttpClient, formatUserAgent, type HttpClient } from '../../../src/sources/http-client.ts';
import { SourceError } from '../../../src/sources/source.ts';

/** A fetcher without rests between requests. */
export function quickFetcher(
  baseUrl: string,
  options: Partial<Parameters<typeof createHttpClient>[0]> = {},
): HttpClient {
  return createHttpClient({
    baseUrl,
    userAgent: formatUserAgent('1.2.3'),
    requestLimits: { minIntervalMs: 0, queued: 'background' },
    now: () => new Date('2026-08-21T12:00:00.000Z'),
    ...options,
  });
}

/** What became of something that should fail as a source does: its kind, what it said, and how long to wait. */
export async function sourceFailure(
  promise: Promise<unknown>,
): Promise<Pick<SourceError, 'kind' | 'message'> & { retryAfterMs?: number }> {
  const error = await promise.then(
    (value) => Promise.reject(new Error(`it did not fail, it gave ${JSON.stringify(value)?.slice(0, 200)}`)),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SourceError)) throw error;
  const { kind, message, retryAfterMs } = error;
  return { kind, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
