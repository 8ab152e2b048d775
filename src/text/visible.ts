/**
 * A text as one line in which everything can be seen: no controls, no zero-width characters, no bidirectional controls that turn a
 * line around, no halves of characters, and no towers of accents.
 */
export function sanitizeLine(text: string): string {
  return (
    text
      .replace(/\s+/g, ' ')
      .replace(/[\p{Cc}\p{Cs}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, '')
      // The joiner makes families of emoji; anywhere else it only hides.
      .replace(/(?<!\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)\u200d/gu, '')
      .replace(/(\p{M}{3})\p{M}+/gu, '$1')
  );
}
