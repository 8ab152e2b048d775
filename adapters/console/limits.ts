/** A terminal has no limits but the eye's. */
export const LIMITS = {
  /** Longer lines are hard to read, however wide the window. */
  maxLineWidth: 100,
  minLineWidth: 20,
  /** Where the output is no terminal and tells no width. */
  defaultLineWidth: 80,
  /** How many posts are remembered, to find them again. */
  rememberedPosts: 1000,
  /** From how many numbered buttons on the next ones begin at 1 again. A typed number has three digits at most. */
  numberedButtons: 900,
} as const;
