/** Ours: a terminal has no limits. */
export const LIMITS = {
  /** Longer lines are hard to read in a wide window. */
  maxLineWidth: 100,
  minLineWidth: 20,
  /** For output that isn't a terminal. */
  defaultLineWidth: 80,
  /** How many posts to cache for `findPosted` and `readThread`. */
  cachedPosts: 1000,
  /** When it is reached, numbering restarts at 1: a typed number has at most three digits. */
  numberedButtons: 900,
} as const;
