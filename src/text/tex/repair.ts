import { trimEndMatching } from '../format.ts';

/** Links and addresses, in which `_`, `~`, `%` and `--` aren't TeX. */
const VERBATIM_PATTERN = new RegExp(
  [
    // A URL, up to a space, quote or TeX character. Braces only as in `/{owner}/`: `…/{GitHub}` was an \href.
    /https?:\/\/(?:(?!&(?:lt|gt|quot|#39);)[^\s<>"{}\\^`$|]|\$(?=\w)|\{[\w-]*\}(?=[\w/?&=-]))+/,
    // A URL without a scheme, such as github.com/owner/some_name.
    /(?<![\w.-])(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}\/[^\s<>"{}\\^`$|]*/,
    // An email address.
    /(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}/,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'g',
);

/** Belongs to the sentence, as does the `~` before a reference. */
const TRAILING_PUNCTUATION = /[.,;:!?'’”)\]~]/;

/** Placeholders are private-use characters of plane 15. */
const FIRST_PLACEHOLDER = 0xf0000;
const MAX_LINKS = 0xfffd;
const PLACEHOLDER_PATTERN = /[\u{f0000}-\u{ffffd}]/gu;
const LINK_PLACEHOLDER = '[\\u{f0000}-\\u{ffffd}]';

/** Replaces links and addresses with placeholders, so that parsing leaves them alone. `restore` puts them back. */
export function protectLinks(source: string): { text: string; restore: (piece: string) => string } {
  const links: string[] = [];
  const text = source.replace(PLACEHOLDER_PATTERN, '').replace(VERBATIM_PATTERN, (match) => {
    const link = trimLink(match);
    if (link === '' || links.length > MAX_LINKS) return match;
    links.push(link);
    return String.fromCodePoint(FIRST_PLACEHOLDER + links.length - 1) + match.slice(link.length);
  });
  const restore = (piece: string) =>
    piece.replace(PLACEHOLDER_PATTERN, (mark) => links[(mark.codePointAt(0) ?? 0) - FIRST_PLACEHOLDER] ?? '');
  return { text, restore };
}

/** Strips trailing punctuation, but keeps the parenthesis of `/Mercury_(planet)`. */
function trimLink(link: string): string {
  const withoutPunctuation = trimEndMatching(link, TRAILING_PUNCTUATION);
  return link[withoutPunctuation.length] === ')' && withoutPunctuation.includes('(')
    ? link.slice(0, withoutPunctuation.length + 1)
    : withoutPunctuation;
}

// Hugging Face drops backslashes, dollar signs and `\frac` from abstracts: `\mathcal{O}(\frac{1}{p_0})` arrives as
// `mathcal{O}(1{p_0})`. The rules below restore them for words that can't be English, or that are used as only math is.

const GREEK =
  'alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau|upsilon|phi|chi|psi|omega|' +
  'Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega';

/** Never English words, not even next to a digit. */
const NEVER_ENGLISH =
  'varepsilon|vartheta|varphi|varrho|varsigma|infty|leqslant|geqslant|leq|geq|neq|langle|rangle|lfloor|rfloor|lceil|rceil|' +
  'leftrightarrow|Leftrightarrow|longrightarrow|rightarrow|leftarrow|Rightarrow|Leftarrow|mapsto|propto|cdots|cdot|ldots|' +
  'nabla|emptyset|setminus|subseteq|supseteq|notin|lesssim|gtrsim|simeq|mathcal|mathbb|mathbf|mathrm|mathsf|mathit|mathtt|' +
  'mathscr|mathfrak|mathds|boldsymbol|operatorname|widetilde|widehat';

/** Commands recognized by the brace that follows. */
const WITH_ARGUMENT =
  'textbf|textit|texttt|textsc|textrm|textsf|text|emph|underline|overline|d?frac|tfrac|sqrt|hat|bar|tilde|vec|dot|mbox|' +
  'url|href|footnote|textcolor|citep|citet|cite';

const COLOR_NAMES = '(?:soft|dark|light)?(?:red|blue|green|black|gray|grey|magenta|cyan|orange|purple|teal|brown)';

const SUPERSCRIPT_NAMES = 'circ|star|ast|top|prime|dagger|perp';

/** Neither after a letter nor after a backslash that was kept. */
const WORD_START = '(?<![A-Za-z\\\\])';
const WORD_END = '(?![A-Za-z])';

/** Commands run together with the symbol before them: deltageq. */
const RUN_ON_SUFFIXES = 'leq|geq|neq|times|cdot|propto|varepsilon';
/** A fast check that most texts fail. Plain words won't do: "beta" is in "alphabetical", "top" in many abstracts. */
const MANGLED_COMMAND = new RegExp(
  [
    `(?<![A-Za-z])(?:${GREEK})(?=[^A-Za-z]|$|${RUN_ON_SUFFIXES})`,
    `[_^](?:${SUPERSCRIPT_NAMES})|(?:${SUPERSCRIPT_NAMES})(?:${RUN_ON_SUFFIXES})`,
    `${NEVER_ENGLISH}|times|ell_|sum_|prod_|approx|[bB]igg?[lrm]?[()[\\]|]|frac\\d|\\bpm\\b|sim\\d|\\{sim\\}`,
  ].join('|'),
);
const MANGLED_ARGUMENT = new RegExp(`${WORD_START}(?:${WITH_ARGUMENT})\\{`);
const STRAY_BRACE = /[\p{L}\p{N}\p{Co}][{}]/u;

const REPAIR_RULES: readonly (readonly [RegExp, string])[] = (
  [
    // The URL and text of an \href; the color of a \textcolor.
    [`(${LINK_PLACEHOLDER})\\}\\{${LINK_PLACEHOLDER}(?:\\}|(?![^{}]*\\}))`, '$1'],
    [`(${LINK_PLACEHOLDER})(?=\\{)`, '\\href{$1}'],
    [`${WORD_START}${COLOR_NAMES}(?=\\{)`, ''],
    // Words run together: deltageq, circtimes.
    [`${WORD_START}(${GREEK}|${SUPERSCRIPT_NAMES})(${RUN_ON_SUFFIXES})${WORD_END}`, '\\$1 \\$2 '],
    [`(?<![A-Za-z\\\\]|[\\d^])(?<=[^\\s([{_^|/])(${NEVER_ENGLISH})(?= )`, ' \\$1'],
    [`${WORD_START}(${NEVER_ENGLISH})${WORD_END}`, '\\$1'],
    // \varepsilon d, run together.
    [`${WORD_START}(varepsilon|vartheta|varphi|varsigma)([a-zA-Z])${WORD_END}`, '\\$1 $2'],
    [`${WORD_START}(${WITH_ARGUMENT})(?=\\{)`, '\\$1'],
    [`${WORD_START}frac(?=\\d)`, '\\frac'],
    [`${WORD_START}tilde ([A-Z])(?= ?\\()`, '\\tilde{$1}'],
    [`${WORD_START}approx${WORD_END}(?![.,])`, '\\approx'],
    [`(?<=\\{)(${GREEK}|sim|times|approx|pm)(?=\\})`, '\\$1'],
    [`(?<=[_^])(${GREEK}|${SUPERSCRIPT_NAMES}|ell)${WORD_END}`, '\\$1'],
    [`${WORD_START}ell(?=_)`, '\\ell'],
    [`${WORD_START}(sum|prod)(?=_(?:\\{|[a-z](?![a-z_])))`, '\\$1'],
    [`${WORD_START}sim(?=[\\d.]{1,8}(?:times|\\\\?%))`, '{\\sim}'],
    // 12times12, |A|times B; but "5 times faster".
    ['(?<=[)\\]}|])times(?= )', ' \\times'],
    [`(?<=[\\d)\\]}|])times${WORD_END}`, '\\times'],
    [
      `(?<=(?<![\\w.])(?:\\d[\\d.]{0,8}|[A-Za-z](?:_\\w)?)) times (?=(?:\\d[\\d.]{0,8}|[b-zB-HJ-Z])(?:_\\w)?(?![\\w.]))`,
      ' \\times ',
    ],
    ['(?<=\\d\\.\\d{1,6}%?) pm (?=\\d)', ' \\pm '],
    // Greek letters next to math: phi_i, tau^3, Omega(, 2beta, 1/epsilon, |rho|, lambda=1, alpha > 0.
    [`${WORD_START}(${GREEK})(?=\\^|_(?:[\\\\{\\d]|[A-Za-z]{1,3}(?![\\w]))|\\(|\\*(?!\\w))`, '\\$1'],
    [`(?<=\\d ?/? ?)(?<![A-Za-z\\\\]|\\d )(${GREEK})(?![A-Za-z-])`, '\\$1'],
    [`(?<=\\|)(${GREEK})(?=\\|)`, '\\$1'],
    [`${WORD_START}(${GREEK})(?= ?(?:[=<>≤≥]|\\|\\||\\\\(?:leq|geq|neq|propto|cdot)))`, '\\$1'],
    [`(?<=(?:[=<>≤≥]|\\\\(?:leq|geq|neq|times|cdot|propto|approx)) ?)(${GREEK})(?![A-Za-z_-])`, '\\$1'],
    [`${WORD_START}Delta(?= [B-HJ-Zb-z](?![A-Za-z'’]))`, '\\Delta'],
    // Obig(, log(n)big): the English word has a space before it.
    [`(?<=(?<![A-Za-z])[A-Za-z]|[)\\]}]|\\p{Script=Greek})([bB]igg?)[lrm]?(?=[()[\\]|])`, '\\$1'],
    // The rest of \frac{1}{p_0}: 1{p_0}.
    [
      `(?<![\\p{L}\\p{N}\\\\{}_^])(\\p{L}|\\d{1,3})(?=\\{(?:[^{},]{0,24}[_^\\\\]|[^{},]{0,24}\\p{Script=Greek}|(?<=\\d\\{)[A-Za-z]\\}))`,
      '\\frac{$1}',
    ],
  ] as const
).map(([pattern, replacement]) => [new RegExp(pattern, 'gu'), replacement]);

/** Arguments of `\math…`, `_` and `^`, where a Greek letter's name is always a symbol. */
const MATH_GROUP = /(\\math[a-z]+\{|[_^]\{)([^{}]*)(?=\})/g;
const GREEK_IN_MATH = new RegExp(`${WORD_START}(${GREEK})${WORD_END}`, 'g');

/** Repairs mangled TeX, and leaves other text alone. Links must be protected. */
export function repairTex(text: string): string {
  if (!MANGLED_COMMAND.test(text) && !MANGLED_ARGUMENT.test(text) && !STRAY_BRACE.test(text))
    return convertQuotesAndDashes(text);
  let repaired = text;
  for (const [pattern, replacement] of REPAIR_RULES) repaired = repaired.replace(pattern, replacement);
  repaired = repaired.replace(
    MATH_GROUP,
    (_, open: string, inside: string) => open + inside.replace(GREEK_IN_MATH, '\\$1'),
  );
  return convertQuotesAndDashes(repaired);
}

/** Turns TeX's quotes and dashes into characters. Leaves flags (`--force`) and rules (`----`) alone. */
function convertQuotesAndDashes(text: string): string {
  if (!text.includes('``') && !text.includes('--')) return text;
  let isOpen = false;
  return text
    .replace(/(?<!\\)(?:``|''|")/g, (mark) => {
      if (mark !== '``' && !isOpen) return mark;
      isOpen = !isOpen;
      return isOpen ? '“' : '”';
    })
    .replace(/(?<![-!<])--(-?)(?![->])/g, (mark, third: string, at: number) => {
      const isFlag = /^$|[\s{(`'"“]/.test(text[at - 1] ?? '') && /^[a-z]/i.test(text.slice(at + mark.length, at + 9));
      return isFlag ? mark : third ? '—' : '–';
    });
}
