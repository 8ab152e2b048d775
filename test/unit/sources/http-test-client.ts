import { createHttpClient, formatUserAgent, type HttpClient } from '../../../src/sources/http-client.ts';
import type { SourceDeps } from '../../../src/sources/source.ts';
import { SourceError } from '../../../src/sources/source-error.ts';
import { createMemoryLog } from '../../fakes/log.ts';

/** A client without a minimum interval between requests. */
export function createTestHttpClient(
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

/** For a source at `baseUrl`, on 21 August 2026. */
export function createTestSourceDeps(
  baseUrl: string,
  options: Partial<Parameters<typeof createHttpClient>[0]> = {},
): SourceDeps {
  return {
    httpClient: createTestHttpClient(baseUrl, options),
    now: () => new Date('2026-08-21T12:00:00.000Z'),
    log: createMemoryLog().log,
  };
}

/** The `SourceError` that a promise rejects with, as plain data. */
export async function sourceErrorOf(
  promise: Promise<unknown>,
): Promise<Pick<SourceError, 'kind' | 'message'> & { retryAfterMs?: number }> {
  const error = await promise.then(
    (value) => Promise.reject(new Error(`expected a SourceError, got ${JSON.stringify(value)?.slice(0, 200)}`)),
    (reason: unknown) => reason,
  );
  if (!(error instanceof SourceError)) throw error;
  const { kind, message, retryAfterMs } = error;
  return { kind, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
