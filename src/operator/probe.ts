import { inTime } from '../in-time.ts';
import type { Log } from '../log.ts';

/** What came of asking something that may hang. */
export type Reading<T> =
  | { readonly kind: 'answered'; readonly value: T }
  | { readonly kind: 'late'; readonly afterMs: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** Asks, and gives in time what came of it. It never rejects. */
export type Probe<T> = () => Promise<Reading<T>>;

interface Dependencies {
  /** How long an answer may take. */
  readonly limitMs: number;
  readonly log: Log;
  /** What lacks an answer, and who gave none, as in "not ready: the store". */
  readonly what: string;
}

/**
 * A question with a time limit. While an answer is outstanding nobody asks again, but waits for that one: a store that hangs would
 * otherwise be asked once more with every scrape, until all its connections hang.
 *
 * What went wrong is logged once for each change: this is asked every few seconds.
 */
export function createProbe<T>(ask: () => Promise<T>, { limitMs, log, what }: Dependencies): Probe<T> {
  let outstanding: Promise<Reading<T>> | undefined;
  let said: string | undefined;

  const tell = (reading: Reading<T>): void => {
    const says = inWords(reading);
    if (reading.kind !== 'answered' && says !== said) {
      log.warn({ ...(reading.kind === 'failed' && { err: reading.error }) }, `${what} gave ${says}`);
    }
    said = says;
  };

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
    const reading: Reading<T> = (await inTime(outstanding, limitMs)) ?? { kind: 'late', afterMs: limitMs };
    tell(reading);
    return reading;
  };
}

/** What came, in words that hold nothing of it: an error of a database may hold its address. */
export function inWords(reading: Reading<unknown>): string {
  switch (reading.kind) {
    case 'answered':
      return 'an answer';
    case 'late':
      return `no answer within ${reading.afterMs / 1000} s`;
    case 'failed':
      return 'an error, which is in the log';
  }
}
