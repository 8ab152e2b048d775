import { createFetcher, type Fetcher } from '../../../src/sources/fetching/fetcher.ts';
import { userAgent } from '../../../src/sources/fetching/user-agent.ts';
import { SourceError } from '../../../src/sources/live/source.ts';

/** A fetcher without rests between requests. */
export function quickFetcher(baseUrl: string, options: Partial<Parameters<typeof createFetcher>[0]> = {}): Fetcher {
  return createFetcher({
    baseUrl,
    userAgent: userAgent('1.2.3'),
    pace: { spacingMs: 0, queues: 'those that can wait' },
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
