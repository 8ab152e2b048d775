import { trimEndMatching } from './trim-end.ts';

/** What must come out exactly as it went in, whatever TeX means by `_`, `~`, `%` or `--`. */
const VERBATIM_PATTERN = new RegExp(
  [
    // A link: up to a space, quote or TeX character; a brace only as in `/{owner}/`, for `…/{GitHub}` was an \href.
    /https?:\/\/(?:(?!&(?:lt|gt|quot|#39);)[^\s<>"{}\\^`$|]|\$(?=\w)|\{[\w-]*\}(?=[\w/?&=-]))+/,
    // A link without its scheme, as in github.com/owner/some_name.
    /(?<![\w.-])(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\/[^\s<>"{}\\^`$|]*/,
    // An e-mail address.
    /(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'g',
);

/** Closing punctuation belongs to the sentence; so does the `~` before a reference. */
const TRAILING_PUNCTUATION = /[.,;:!?'’”)\]~]/;

/** Placeholders are the private characters of plane 15: one for each link. */
const FIRST_PLACEHOLDER = 0xf0000;
const MAX_LINKS = 0xfffd;
const PLACEHOLDER_PATTERN = /[\u{f0000}-\u{ffffd}]/gu;

/** A class of characters, for a pattern that looks for links in a text that has been protected. */
export const LINK_PLACEHOLDER = '[\\u{f0000}-\\u{ffffd}]';

/** A text whose links are opaque single characters. */
export interface ProtectedText {
  readonly text: string;
  /** Puts the links back into any piece of the text. */
  readonly restore: (piece: string) => string;
}

/** Takes links and addresses out of a text, so that nothing rewrites them. */
export function protectLinks(source: string): ProtectedText {
  const links: string[] = [];
  const text = source.replace(PLACEHOLDER_PATTERN, '').replace(VERBATIM_PATTERN, (match) => {
    const link = trimLink(match);
    if (link === '' || links.length > MAX_LINKS) return match;
    links.push(link);
    return String.fromCodePoint(FIRST_PLACEHOLDER + links.length - 1) + match.slice(link.length);
  });
  const restore = (piece: string) =>
    piece.replace(
      PLACEHOLDER_PATTERN,
      (placeholder) => links[(placeholder.codePointAt(0) ?? 0) - FIRST_PLACEHOLDER] ?? '',
    );
  return { text, restore };
}

/** A closing bracket stays with a link that opens it, as in `/Mercury_(planet)`. */
function trimLink(link: string): string {
  const withoutPunctuation = trimEndMatching(link, TRAILING_PUNCTUATION);
  return link[withoutPunctuation.length] === ')' && withoutPunctuation.includes('(')
    ? link.slice(0, withoutPunctuation.length + 1)
    : withoutPunctuation;
}
