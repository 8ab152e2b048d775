/**
 * Text as a terminal may show it: no control character reaches it, so no title can colour, move or clear anything, and no bidirectional
 * control turns a line around. Line breaks become spaces: layout is the renderer's.
 */
export function escapeText(text: string): string {
  return text.replace(/[\s\u0085]+/g, ' ').replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}
