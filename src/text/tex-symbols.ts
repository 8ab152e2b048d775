// The package's own `replace` works on prefixes (`\ours` would become `øurs`), so only its table is used.
import { replacements } from 'unicodeit/ts_dist/js/data.js';

/** Names the table lacks, or has as a character that fonts or normalization turn into something else. */
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
  ...symbolEntries('nobreakdash', ''),
  ...symbolEntries('-', ''),
  ...symbolEntries('! / @', ''),
  ...symbolEntries('\\ newline linebreak par quad qquad enspace thinspace', ' '),
];

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ...replacements.flatMap(([tex, unicode]): [string, string][] =>
    tex?.startsWith('\\') && unicode ? [[tex.slice(1), normalizeGreek(unicode)]] : [],
  ),
  ...CUSTOM_SYMBOLS,
]);

/** The characters for a command (its name without the backslash), where Unicode has them. */
export function findSymbol(name: string): string | undefined {
  return SYMBOLS.get(name);
}

/** Letters with double strokes, where Unicode has them all: `R` is ℝ. */
export function toBlackboardBold(text: string): string {
  const letters = [...text].map((letter) => SYMBOLS.get(`mathbb{${letter}}`));
  return letters.some((letter) => letter === undefined) ? text : letters.join('');
}

/** One phi, one epsilon, one mu: variants look the same to a reader and would split a search. */
function normalizeGreek(unicode: string): string {
  const plain = unicode.normalize('NFKC');
  return /^\p{Script=Greek}$/u.test(plain) ? plain : unicode;
}

function symbolEntries(names: string, unicode: string): [string, string][] {
  return names.split(' ').map((name) => [name, unicode]);
}
