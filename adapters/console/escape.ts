/**
 * Removes control characters, so that text can't color, move or clear anything on the terminal, and bidirectional
 * controls. Line breaks become spaces, because the renderer does the layout.
 */
export function escapeText(text: string): string {
  return text.replace(/[\s\u0085]+/g, ' ').replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}
