import type { Script } from './tex-scripts.ts';
import { symbol } from './tex-symbols.ts';

/** A way of showing text that a command can ask for. */
export type Style = 'text' | 'strong' | 'emphasis' | 'code';

/** What a command asks of the reader. */
export type Command =
  | { readonly kind: 'symbol'; readonly text: string; readonly eatsSpace: boolean }
  | { readonly kind: 'accent'; readonly mark: string }
  /** Shows its last argument, after some that are passed over. */
  | { readonly kind: 'show'; readonly passOver: number; readonly style?: Style }
  | { readonly kind: 'blackboard' }
  /** Sets the style of the rest of its group. */
  | { readonly kind: 'switch'; readonly style: Style }
  | { readonly kind: 'drop'; readonly args: number }
  | { readonly kind: 'math'; readonly on: boolean }
  | { readonly kind: 'link'; readonly named: boolean }
  | { readonly kind: 'script'; readonly script: Script }
  | { readonly kind: 'fraction' }
  | { readonly kind: 'root' }
  | { readonly kind: 'note' }
  /** Not TeX's own: a function (`\log`) or what the authors defined (`\ours`). */
  | { readonly kind: 'unknown'; readonly name: string };

const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ...each('mathbf bm boldsymbol pmb', { kind: 'show', passOver: 0 }),
  ...each('textbf', { kind: 'show', passOver: 0, style: 'strong' }),
  ...each('emph textit textsl', { kind: 'show', passOver: 0, style: 'emphasis' }),
  ...each('texttt verb', { kind: 'show', passOver: 0, style: 'code' }),
  ...each('text textrm textsf textsc textup textnormal textmd mbox hbox fbox underline uline', {
    kind: 'show',
    passOver: 0,
  }),
  // Letters of another face read, and are searched, as letters.
  ...each('mathcal mathscr mathrm mathsf mathit mathtt mathfrak mathnormal operatorname mathop mathbin', {
    kind: 'show',
    passOver: 0,
  }),
  ...each('textcolor colorbox', { kind: 'show', passOver: 1 }),
  ...each('mathbb mathds Bbb', { kind: 'blackboard' }),
  ...each('em it sl itshape slshape', { kind: 'switch', style: 'emphasis' }),
  ...each('bf bfseries', { kind: 'switch', style: 'strong' }),
  ...each('tt ttfamily', { kind: 'switch', style: 'code' }),
  ...each('rm sf sc normalfont upshape scshape', { kind: 'switch', style: 'text' }),
  ...each('left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr', { kind: 'drop', args: 0 }),
  ...each('displaystyle textstyle scriptstyle limits nolimits protect noindent centering xspace', {
    kind: 'drop',
    args: 0,
  }),
  ...each('tiny small large Large footnotesize', { kind: 'drop', args: 0 }),
  ...each('cite citep citet citeyear citeauthor ref eqref autoref cref label thanks vspace hspace color begin end', {
    kind: 'drop',
    args: 1,
  }),
  ...each('(', { kind: 'math', on: true }),
  ...each('[', { kind: 'math', on: true }),
  ...each(')', { kind: 'math', on: false }),
  ...each(']', { kind: 'math', on: false }),
  ...each('url path', { kind: 'link', named: false }),
  ...each('href', { kind: 'link', named: true }),
  ...each('textsuperscript', { kind: 'script', script: '^' }),
  ...each('textsubscript', { kind: 'script', script: '_' }),
  ...each('frac dfrac tfrac cfrac nicefrac sfrac', { kind: 'fraction' }),
  ...each('sqrt', { kind: 'root' }),
  ...each('footnote', { kind: 'note' }),
  ...each("'", { kind: 'accent', mark: '\u0301' }),
  ...each('acute', { kind: 'accent', mark: '\u0301' }),
  ...each('` grave', { kind: 'accent', mark: '\u0300' }),
  ...each('^ hat widehat', { kind: 'accent', mark: '\u0302' }),
  ...each('~ tilde widetilde', { kind: 'accent', mark: '\u0303' }),
  ...each('= bar overline', { kind: 'accent', mark: '\u0304' }),
  ...each('u breve', { kind: 'accent', mark: '\u0306' }),
  ...each('. dot', { kind: 'accent', mark: '\u0307' }),
  ...each('" ddot', { kind: 'accent', mark: '\u0308' }),
  ...each('r', { kind: 'accent', mark: '\u030a' }),
  ...each('H', { kind: 'accent', mark: '\u030b' }),
  ...each('v check', { kind: 'accent', mark: '\u030c' }),
  ...each('d', { kind: 'accent', mark: '\u0323' }),
  ...each('c', { kind: 'accent', mark: '\u0327' }),
  ...each('k', { kind: 'accent', mark: '\u0328' }),
  ...each('b', { kind: 'accent', mark: '\u0331' }),
  ...each('vec', { kind: 'accent', mark: '\u20d7' }),
  // As a mark: NFC makes one character of it and its relation where there is one (∉, ≠).
  ...each('not', { kind: 'accent', mark: '\u0338' }),
]);

/** Letters of alphabets, which TeX lets touch the letters after the space: `\L ojasiewicz`. */
const LETTERS = new Set('L l o O ss ae AE oe OE aa AA i j dh DH th TH dj DJ ng NG'.split(' '));

/** What a command does, by its name without the backslash. */
export function command(name: string): Command {
  const known = COMMANDS.get(name);
  if (known) return known;
  const text = symbol(name);
  if (text !== undefined) return { kind: 'symbol', text, eatsSpace: LETTERS.has(name) };
  return { kind: 'unknown', name };
}

function each(names: string, what: Command): [string, Command][] {
  return names.split(' ').map((name) => [name, what]);
}
