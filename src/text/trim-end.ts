/**
 * A text without those of its last characters that `one`, a pattern of one character, takes. A pattern with `+$` instead would start
 * anew at each character of a long run in the middle, which takes the square of its length.
 */
export function trimEndMatching(text: string, pattern: RegExp): string {
  let end = text.length;
  while (end > 0 && pattern.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
