import { SourceError } from '../live/source.ts';

interface RetryDeps {
  /** Waits, and ends early when nobody wants the answer any more. */
  readonly wait: (delayMs: number) => Promise<void>;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly stopSignal: AbortSignal;
  /** Called before it waits. */
  readonly onRetry: (error: SourceError, delayMs: number) => void;
}

const MAX_RETRIES = 3;
const BASE_RETRY_DELAY_MS = 2000;
/** A window of Hugging Face's limit is five minutes long (https://huggingface.co/docs/hub/rate-limits). */
const MAX_RETRY_DELAY_MS = 10 * 60_000;

/**
 * Asks up to three times more, waiting longer each time, or for as long as the source asks for. What it refuses is not asked again.
 *
 * @throws SourceError of the last time
 */
export async function withRetry<T>(attempt: () => Promise<T>, dependencies: RetryDeps): Promise<T> {
  const { wait, random, stopSignal, onRetry } = dependencies;
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isLastAttempt = failures >= MAX_RETRIES || stopSignal.aborted;
      if (!(error instanceof SourceError) || error.kind === 'rejected' || isLastAttempt) throw error;
      const delayMs = Math.min(
        error.retryAfterMs ?? BASE_RETRY_DELAY_MS * 2 ** failures * (0.75 + random() / 2),
        MAX_RETRY_DELAY_MS,
      );
      onRetry(error, delayMs);
      await wait(delayMs);
    }
  }
}
