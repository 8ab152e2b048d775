// Only its table: the package's `replace` matches prefixes (`\ours` would become `øurs`).
import { replacements } from 'unicodeit/ts_dist/js/data.js';

/** Missing in the table, or there as a character that fonts or normalization change. */
const CUSTOM_SYMBOLS: readonly (readonly [string, string])[] = [
  ...symbolEntries('dots dotsc dotsb hdots', '…'),
  ...symbolEntries('langle', '⟨'),
  ...symbolEntries('rangle', '⟩'),
  ...symbolEntries('lVert rVert Vert', '‖'),
  ...symbolEntries('lvert rvert vert mid', '|'),
  ...symbolEntries('ast star', '*'),
  ...symbolEntries('cdot', '·'),
  ...symbolEntries('sim', '~'),
  ...symbolEntries('i', 'i'),
  ...symbolEntries('j', 'j'),
  ...symbolEntries('dag textdagger', '†'),
  ...symbolEntries('ddag textdaggerdbl', '‡'),
  ...symbolEntries('textregistered', '®'),
  ...symbolEntries('texttrademark', '™'),
  ...symbolEntries('textdegree', '°'),
  ...symbolEntries('textasciitilde', '~'),
  ...symbolEntries('textasciicircum', '^'),
  ...symbolEntries('textbackslash', '\\'),
  ...symbolEntries('textendash', '–'),
  ...symbolEntries('textemdash', '—'),
  ...symbolEntries('cmark', '✓'),
  ...symbolEntries('xmark', '✗'),
  ...symbolEntries('item', '•'),
  ...symbolEntries('eg', 'e.g.'),
  ...symbolEntries('ie', 'i.e.'),
  ...symbolEntries('etc', 'etc.'),
  ...symbolEntries('etal', 'et al.'),
  ...symbolEntries('cf', 'cf.'),
  ...symbolEntries('vs', 'vs.'),
  ...symbolEntries('wrt', 'w.r.t.'),
  ...symbolEntries('aka', 'a.k.a.'),
  ...symbolEntries('nobreakdash - ! / @', ''),
  ...symbolEntries('\\ newline linebreak par quad qquad enspace thinspace', ' '),
];

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ...replacements.flatMap(([tex, unicode]): [string, string][] =>
    tex?.startsWith('\\') && unicode ? [[tex.slice(1), normalizeGreek(unicode)]] : [],
  ),
  ...CUSTOM_SYMBOLS,
]);

/** @param name of the command, without the backslash */
export function findSymbol(name: string): string | undefined {
  return SYMBOLS.get(name);
}

/** `R` as ℝ. Unchanged unless Unicode has every letter. */
export function toBlackboardBold(text: string): string {
  const letters = [...text].map((letter) => SYMBOLS.get(`mathbb{${letter}}`));
  return letters.some((letter) => letter === undefined) ? text : letters.join('');
}

/** Folds variants of phi, epsilon or mu, which look alike but would be different words in the search index. */
function normalizeGreek(unicode: string): string {
  const plain = unicode.normalize('NFKC');
  return /^\p{Script=Greek}$/u.test(plain) ? plain : unicode;
}

function symbolEntries(names: string, unicode: string): [string, string][] {
  return names.split(' ').map((name) => [name, unicode]);
}

/** Unicode ranges of raised and lowered characters. NFKC maps each to its plain form. */
const SUPERSCRIPT_BLOCKS: readonly (readonly [number, number])[] = [
  [0xb2, 0xb3],
  [0xb9, 0xb9],
  [0x2b0, 0x2b8],
  [0x2e1, 0x2e3],
  [0x1d2c, 0x1d61],
  [0x1d9c, 0x1dbf],
  [0x2070, 0x207f],
  [0x2c7d, 0x2c7d],
];
const SUBSCRIPT_BLOCKS: readonly (readonly [number, number])[] = [
  [0x1d62, 0x1d6a],
  [0x2080, 0x209c],
  [0x2c7c, 0x2c7c],
];

/** Characters that are raised already, or whose raised form NFKC doesn't map to them. */
const EXTRA_SUPERSCRIPTS: readonly [string, string][] = [
  ['∘', '°'],
  ['°', '°'],
  ['⊤', 'ᵀ'],
  ...[...'*′″†‡§¶®™'].map((mark): [string, string] => [mark, mark]),
];

/** Superscript or subscript. */
export type ScriptKind = '^' | '_';

const SCRIPT_FORMS: Readonly<Record<ScriptKind, ReadonlyMap<string, string>>> = {
  '^': new Map([...collectForms(SUPERSCRIPT_BLOCKS), ...EXTRA_SUPERSCRIPTS]),
  _: collectForms(SUBSCRIPT_BLOCKS),
};

/** `²`, `ₜ`, or `^(d₁, d₂)` and `_off` if Unicode lacks a character. `isAdjacent`: a letter or digit follows. */
export function formatScript(kind: ScriptKind, content: string, isAdjacent: boolean): string {
  const text = trimScript(content);
  if (text === '') return '';
  const converted = [...text].map((character) => SCRIPT_FORMS[kind].get(character));
  if (!converted.includes(undefined)) return converted.join('');
  const isSingle = converted.length === 1;
  const needsNoBrackets = isSingle || (/^[\p{L}\p{N}.]+$/u.test(text) && !isAdjacent);
  return needsNoBrackets || isParenthesized(text) ? kind + text : `${kind}(${text})`;
}

/** `1/p₀`, `q/(M + 1)`. `isAdjacent`: a letter or digit touches it. */
export function formatFraction(numerator: string, denominator: string, isAdjacent: boolean): string {
  const line = `${toOperand(numerator)}/${toOperand(denominator)}`;
  return isAdjacent ? `(${line})` : line;
}

/** Adds parentheses unless the text is a single operand. */
export function toOperand(text: string): string {
  const trimmed = text.trim();
  return isSingleOperand(trimmed) || isParenthesized(trimmed) ? trimmed : `(${trimmed})`;
}

function collectForms(blocks: readonly (readonly [number, number])[]): Map<string, string> {
  const found = new Map<string, string>([]);
  for (const [first, last] of blocks) {
    for (let code = first; code <= last; code++) {
      const form = String.fromCodePoint(code);
      const plain = form.normalize('NFKC').replace('−', '-');
      if (plain !== form && !found.has(plain)) found.set(plain, form);
    }
  }
  return found;
}

/** Removes spaces around operators, and the comma that a lost backslash leaves of `\,old`. */
function trimScript(text: string): string {
  return text.replace(/^[\s,]+|\s+$/g, '').replace(/ ?([+\-=/<>]) ?/g, '$1');
}

/** Whether there is no space or operator outside parentheses. */
function isSingleOperand(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (depth === 0 && /[\s+\-/,=<>·×≤≥±]/.test(character)) return false;
  }
  return text !== '' && depth === 0;
}

/** Whether one pair of parentheses encloses the whole text. */
function isParenthesized(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')')) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}
