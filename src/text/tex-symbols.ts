// The package's own `replace` works on prefixes (`\ours` would become `øurs`), so only its table is used.
import { replacements } from 'unicodeit/ts_dist/js/data.js';

/** Names the table lacks, or has as a character that fonts or normalization turn into something else. */
const OWN: readonly (readonly [string, string])[] = [
  ...pairs('dots dotsc dotsb hdots', '…'),
  ...pairs('langle', '⟨'),
  ...pairs('rangle', '⟩'),
  ...pairs('lVert rVert Vert', '‖'),
  ...pairs('lvert rvert vert mid', '|'),
  ...pairs('ast star', '*'),
  ...pairs('cdot', '·'),
  ...pairs('sim', '~'),
  ...pairs('i', 'i'),
  ...pairs('j', 'j'),
  ...pairs('dag textdagger', '†'),
  ...pairs('ddag textdaggerdbl', '‡'),
  ...pairs('textregistered', '®'),
  ...pairs('texttrademark', '™'),
  ...pairs('textdegree', '°'),
  ...pairs('textasciitilde', '~'),
  ...pairs('textasciicircum', '^'),
  ...pairs('textbackslash', '\\'),
  ...pairs('textendash', '–'),
  ...pairs('textemdash', '—'),
  ...pairs('cmark', '✓'),
  ...pairs('xmark', '✗'),
  ...pairs('item', '•'),
  ...pairs('eg', 'e.g.'),
  ...pairs('ie', 'i.e.'),
  ...pairs('etc', 'etc.'),
  ...pairs('etal', 'et al.'),
  ...pairs('cf', 'cf.'),
  ...pairs('vs', 'vs.'),
  ...pairs('wrt', 'w.r.t.'),
  ...pairs('aka', 'a.k.a.'),
  ...pairs('nobreakdash', ''),
  ...pairs('-', ''),
  ...pairs('! / @', ''),
  ...pairs('\\ newline linebreak par quad qquad enspace thinspace', ' '),
];

const SYMBOLS: ReadonlyMap<string, string> = new Map([
  ...replacements.flatMap(([tex, unicode]): [string, string][] =>
    tex?.startsWith('\\') && unicode ? [[tex.slice(1), modern(unicode)]] : [],
  ),
  ...OWN,
]);

/** The characters for a command (its name without the backslash), where Unicode has them. */
export function symbol(name: string): string | undefined {
  return SYMBOLS.get(name);
}

/** Letters with double strokes, where Unicode has them all: `R` is ℝ. */
export function blackboard(text: string): string {
  const letters = [...text].map((letter) => SYMBOLS.get(`mathbb{${letter}}`));
  return letters.some((letter) => letter === undefined) ? text : letters.join('');
}

/** One phi, one epsilon, one mu: variants look the same to a reader and would split a search. */
function modern(unicode: string): string {
  const plain = unicode.normalize('NFKC');
  return /^\p{Script=Greek}$/u.test(plain) ? plain : unicode;
}

function pairs(names: string, unicode: string): [string, string][] {
  return names.split(' ').map((name) => [name, unicode]);
}
