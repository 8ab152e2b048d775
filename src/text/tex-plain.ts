/** Characters that say TeX (or an entity) may be there; a bare `-` or quote only when doubled. */
const MARKUP = /[\\{}$^_~&]|--|``/;

/** Joiners are kept where writing needs them: inside emoji, and in Arabic and Indic words. */
const INVISIBLE =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Script=Arabic}|\p{M})(?:\u200c|\u200d)|(?!\u200c|\u200d|[^\S\ufeff])[\p{Cc}\p{Cf}\p{Cs}]/gu;

const NON_ASCII = /[^\x20-\x7e]/;

/** More marks than any script stacks on one letter are there to spill over the lines around it. */
const EXCESS_MARKS = /(\p{M}{4})\p{M}+/gu;

/** Whether a text can hold anything for the TeX reader. */
export function hasMarkup(text: string): boolean {
  return MARKUP.test(text);
}

/** A text without the characters nobody sees: controls, zero-width characters, changes of direction, halves of a surrogate pair. */
export function stripInvisible(text: string): string {
  return NON_ASCII.test(text) ? text.replace(INVISIBLE, '') : text;
}

/** The same text in NFC, white space as single spaces, combining marks in reason. The ends are left alone. */
export function normalizeText(text: string): string {
  const singleSpaced = text.replace(/\s+/g, ' ');
  return NON_ASCII.test(singleSpaced) ? singleSpaced.normalize('NFC').replace(EXCESS_MARKS, '$1') : singleSpaced;
}
