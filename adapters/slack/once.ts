/** Tells the first of things that may come several times. */
export interface Once {
  /** Notes a thing. True for the first time within the time that is remembered. */
  takeFirst(key: string): boolean;
}

const MOST = 20_000;

/**
 * Slack repeats what it thinks did not arrive, and a repetition may be the first copy that does
 * (https://docs.slack.dev/apis/events-api#error-handling): so it is the key that counts, and no header.
 */
export function createOnce(rememberMs: number, now: () => Date): Once {
  const seen = new Map<string, number>();
  return {
    takeFirst(key) {
      const at = now().getTime();
      for (const [old, since] of seen) {
        if (at - since < rememberMs && seen.size < MOST) break;
        seen.delete(old);
      }
      if (seen.has(key)) return false;
      seen.set(key, at);
      return true;
    },
  };
}
