import { setTimeout as sleep } from 'node:timers/promises';

/** What a promise comes to, or that it did not in time. It goes on all the same, and what it does then is its own affair. */
export async function inTime<T>(
  promise: Promise<T>,
  patienceMs: number,
): Promise<{ readonly kind: 'in time'; readonly value: T } | { readonly kind: 'late' }> {
  const enough = new AbortController();
  const late = sleep(patienceMs, { kind: 'late' } as const, { signal: enough.signal, ref: false });
  // Aborted below, it rejects where nobody waits for it.
  late.catch(() => undefined);
  try {
    return await Promise.race([promise.then((value) => ({ kind: 'in time' as const, value })), late]);
  } finally {
    enough.abort();
  }
}
