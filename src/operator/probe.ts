import { inTime } from '../sources/live/in-time.ts';

/** What came of asking something that may hang. */
export type Reading<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'late'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Asks, and gives in time what came of it. It never rejects. */
export type Probe<T> = () => Promise<Reading<T>>;

/**
 * A question with a time limit. While an answer is outstanding nobody asks again, but waits for that one: a store that hangs would
 * otherwise be asked once more with every scrape, until all its connections hang.
 */
export function createProbe<T>(ask: () => Promise<T>, limitMs: number): Probe<T> {
  let outstanding: Promise<Reading<T>> | undefined;

  const begin = async (): Promise<Reading<T>> => {
    try {
      return { kind: 'answered', value: await ask() };
    } catch (error) {
      return { kind: 'failed', error };
    }
  };

  return async () => {
    outstanding ??= begin().finally(() => {
      outstanding = undefined;
    });
    const reading = await inTime(outstanding, limitMs);
    return reading.kind === 'late' ? { kind: 'late', afterMs: limitMs } : reading.value;
  };
}
