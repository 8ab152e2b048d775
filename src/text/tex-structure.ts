/** Where each brace and each dollar closes, found in one pass so that no input makes the reader look ahead twice. */
export interface Delimiters {
  /** The closing brace of an opening one. */
  readonly closingBraces: ReadonlyMap<number, number>;
  /** The closing dollar (or first of two) of an opening one; a dollar that is money is in neither place. */
  readonly closingDollars: ReadonlyMap<number, number>;
}

/** Digits, then a unit, a word or a space at the end: an amount of money, whatever dollar follows. */
const MONEY_AMOUNT = /^\d[^$]*\s$|^\d[\d.,]*\s*(?:[KMBkmb]\b|(?:million|billion|trillion)\b|[a-z]{2,}\s)/;

/** Finds what closes what. */
export function findDelimiters(source: string): Delimiters {
  const closingBraces = new Map<number, number>();
  const closingDollars = new Map<number, number>();
  const openBraces: number[] = [];
  let openDollar: number | undefined;
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character === '\\') at++;
    else if (character === '{') openBraces.push(at);
    else if (character === '}') {
      const start = openBraces.pop();
      if (start !== undefined) closingBraces.set(start, at);
    } else if (character === '$') {
      const width = dollarCountAt(source, at);
      if (openDollar !== undefined && isMathSpan(source, openDollar, at, width)) {
        closingDollars.set(openDollar, at);
        openDollar = undefined;
      } else openDollar = at;
      at += width - 1;
    }
  }
  return { closingBraces, closingDollars };
}

/** How many dollars make the sign at this place: `$$` is one sign. */
export function dollarCountAt(source: string, at: number): 1 | 2 {
  return source[at + 1] === '$' ? 2 : 1;
}

function isMathSpan(source: string, open: number, close: number, width: number): boolean {
  if (dollarCountAt(source, open) !== width) return false;
  const content = source.slice(open + width, close);
  if (content.trim() === '' || MONEY_AMOUNT.test(content)) return false;
  if (/[\\^_{}]/.test(content)) return true;
  // As Pandoc reads it: no space inside the signs, no digit after them.
  return !/^\s|\s$/.test(content) && !/\d/.test(source[close + width] ?? '') && !/^\d.*[A-Za-z]{2}/.test(content);
}

/** Whether a brace group in prose is meant to be seen, as `{ADD, DELETE}` or `{"a": 1}` whose backslashes a site dropped. */
export function isLiteralGroup(content: string): boolean {
  if (content.length > 300 || content.includes('\\')) return false;
  if (/^\s*"[^"]*"\s*:|^\s*[\w-]+:\s*\S+\s*$/.test(content)) return true;
  const items = content.split(',').map((item) => item.trim());
  return items.length > 1 && items.every((item) => item !== '' && item.split(/\s+/).length <= 4);
}
