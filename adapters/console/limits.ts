/** A terminal has no limits but the eye's. */
export const LIMITS = {
  /** Longer lines are hard to read, however wide the window. */
  widestLine: 100,
  narrowestLine: 20,
  /** Where the output is no terminal and tells no width. */
  defaultLine: 80,
  /** How many posts are remembered, to find them again. */
  posts: 1000,
  /** From how many numbered buttons on the next ones begin at 1 again. A typed number has three digits at most. */
  buttons: 900,
} as const;
