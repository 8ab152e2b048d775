/** The words that matched, each by itself: "safe rl" and "safe-rl", where two matched as one, are two words. */
export function splitMatchedWords(matched: readonly string[]): ReadonlySet<string> {
  return new Set(matched.flatMap((words) => words.split(/[\s-]+/)));
}
