import { trimEnd } from './trim-end.ts';

/** What must come out exactly as it went in, whatever TeX means by `_`, `~`, `%` or `--`. */
const VERBATIM = new RegExp(
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
const TRAILING = /[.,;:!?'’”)\]~]/;

/** Placeholders are the private characters of plane 15: one for each link. */
const FIRST = 0xf0000;
const MOST = 0xfffd;
const PLACEHOLDERS = /[\u{f0000}-\u{ffffd}]/gu;

/** A class of characters, for a pattern that looks for links in a text that has been protected. */
export const LINK = '[\\u{f0000}-\\u{ffffd}]';

/** A text whose links are opaque single characters. */
export interface Protected {
  readonly text: string;
  /** Puts the links back into any piece of the text. */
  readonly restore: (piece: string) => string;
}

/** Takes links and addresses out of a text, so that nothing rewrites them. */
export function protectLinks(source: string): Protected {
  const links: string[] = [];
  const text = source.replace(PLACEHOLDERS, '').replace(VERBATIM, (match) => {
    const kept = trimmed(match);
    if (kept === '' || links.length > MOST) return match;
    links.push(kept);
    return String.fromCodePoint(FIRST + links.length - 1) + match.slice(kept.length);
  });
  const restore = (piece: string) => piece.replace(PLACEHOLDERS, (at) => links[(at.codePointAt(0) ?? 0) - FIRST] ?? '');
  return { text, restore };
}

/** A closing bracket stays with a link that opens it, as in `/Mercury_(planet)`. */
function trimmed(link: string): string {
  const short = trimEnd(link, TRAILING);
  return link[short.length] === ')' && short.includes('(') ? link.slice(0, short.length + 1) : short;
}
