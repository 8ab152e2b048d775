/** Where each brace and each dollar closes, found in one pass so that no input makes the reader look ahead twice. */
export interface Structure {
  /** The closing brace of an opening one. */
  readonly braces: ReadonlyMap<number, number>;
  /** The closing dollar (or first of two) of an opening one; a dollar that is money is in neither place. */
  readonly dollars: ReadonlyMap<number, number>;
}

/** Digits, then a unit, a word or a space at the end: an amount of money, whatever dollar follows. */
const MONEY = /^\d[^$]*\s$|^\d[\d.,]*\s*(?:[KMBkmb]\b|(?:million|billion|trillion)\b|[a-z]{2,}\s)/;

/** Finds what closes what. */
export function structure(source: string): Structure {
  const braces = new Map<number, number>();
  const dollars = new Map<number, number>();
  const open: number[] = [];
  let opening: number | undefined;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === '{') open.push(at);
    else if (character === '}') {
      const start = open.pop();
      if (start !== undefined) braces.set(start, at);
    } else if (character === '$') {
      const width = dollarsAt(source, at);
      if (opening !== undefined && isMath(source, opening, at, width)) {
        dollars.set(opening, at);
        opening = undefined;
      } else opening = at;
      at += width - 1;
    }
  }
  return { braces, dollars };
}

/** How many dollars make the sign at this place: `$$` is one sign. */
export function dollarsAt(source: string, at: number): 1 | 2 {
  return source[at + 1] === '$' ? 2 : 1;
}

function isMath(source: string, open: number, close: number, width: number): boolean {
  if (dollarsAt(source, open) !== width) return false;
  const content = source.slice(open + width, close);
  if (content.trim() === '' || MONEY.test(content)) return false;
  if (/[\\^_{}]/.test(content)) return true;
  // As Pandoc reads it: no space inside the signs, no digit after them.
  return !/^\s|\s$/.test(content) && !/\d/.test(source[close + width] ?? '') && !/^\d.*[A-Za-z]{2}/.test(content);
}

/** Whether a brace group in prose is meant to be seen, as `{ADD, DELETE}` or `{"a": 1}` whose backslashes a site dropped. */
export function isVisibleGroup(content: string): boolean {
  if (content.length > 300 || content.includes('\\')) return false;
  if (/^\s*"[^"]*"\s*:|^\s*[\w-]+:\s*\S+\s*$/.test(content)) return true;
  const items = content.split(',').map((item) => item.trim());
  return items.length > 1 && items.every((item) => item !== '' && item.split(/\s+/).length <= 4);
}
