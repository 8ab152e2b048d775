import { SourceError } from '../live/source.ts';

interface Dependencies {
  /** Waits, and ends early when nobody wants the answer any more. */
  readonly wait: (ms: number) => Promise<void>;
  /** At least 0, less than 1. */
  readonly random: () => number;
  readonly stopped: AbortSignal;
  /** Called before it waits. */
  readonly onWait: (error: SourceError, ms: number) => void;
}

const TIMES = 3;
const FIRST_WAIT_MS = 2000;
/** A window of Hugging Face's limit is five minutes long (https://huggingface.co/docs/hub/rate-limits). */
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Asks up to three times more, waiting longer each time, or for as long as the source asks for. What it refuses is not asked again.
 *
 * @throws SourceError of the last time
 */
export async function patiently<T>(ask: () => Promise<T>, dependencies: Dependencies): Promise<T> {
  const { wait, random, stopped, onWait } = dependencies;
  for (let failures = 0; ; failures += 1) {
    try {
      return await ask();
    } catch (error) {
      const isOver = failures >= TIMES || stopped.aborted;
      if (!(error instanceof SourceError) || error.kind === 'refused' || isOver) throw error;
      const ms = Math.min(error.retryAfterMs ?? FIRST_WAIT_MS * 2 ** failures * (0.75 + random() / 2), LONGEST_WAIT_MS);
      onWait(error, ms);
      await wait(ms);
    }
  }
}
