import { sanitizeLine } from '../text/format.ts';
import { texToText } from '../text/tex/index.ts';
import { parseArxivId } from './identity.ts';
import type { Paper } from './paper.ts';

/**
 * What TeX reads as something else than itself. A backtick would be an opening quote, and `://` makes an address, which platforms take
 * out of a code span: braces keep both as they are.
 */
const TEX_ESCAPES: Readonly<Record<string, string>> = {
  '\\': String.raw`{\textbackslash}`,
  '{': String.raw`{\textbraceleft}`,
  '}': String.raw`{\textbraceright}`,
  '%': String.raw`\%`,
  '&': String.raw`\&`,
  $: String.raw`\$`,
  '#': String.raw`\#`,
  _: String.raw`\_`,
  '^': String.raw`{\textasciicircum}`,
  '~': String.raw`{\textasciitilde}`,
  '`': String.raw`{\textasciigrave}`,
  '://': '{:}//',
};

/** Parts of a name that stand before the last one and belong to it. */
const NAME_PARTICLES = new Set(
  'al da das de del della den der di dos du el la le ten ter van vom von zu zum zur'.split(' '),
);
const NAME_SUFFIX = /^(?:jr|sr)\.?$|^(?:ii|iii|iv)$/i;

/** A paper as an entry of BibTeX, on one line. Its key is its id, so it stays the same whatever else is exported. */
export function formatBibtexEntry(paper: Paper): string {
  const arxivPaperId = parseArxivId(paper.id);
  const year = paper.publishedOn?.slice(0, 4) ?? parseArxivYear(arxivPaperId);
  const fields = {
    title: `{${escapeBibtex(texToText(paper.title))}}`,
    author: formatAuthors(paper),
    year,
    eprint: arxivPaperId,
    archivePrefix: arxivPaperId && 'arXiv',
  };
  const formattedFields = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = {${value}}`],
  );
  return `@misc{${formatBibtexKey(paper)}, ${formattedFields.join(', ')}}`;
}

/** `arxiv-2401.12345`, `paper-1a2b3c4d5e6f`. Old ids have a slash, which not every tool takes in a key. */
export function formatBibtexKey({ id }: Pick<Paper, 'id'>): string {
  const prefix = parseArxivId(id) === undefined ? 'paper' : 'arxiv';
  return `${prefix}-${id.replace(/[^\w.-]/g, '-')}`;
}

/** A text as TeX shows it, letter by letter. */
export function escapeBibtex(text: string): string {
  return sanitizeLine(text).replace(/:\/\/|[\\{}%&$#_^~`]/g, (match) => TEX_ESCAPES[match] ?? match);
}

/** "Lovelace, Ada and Turing, Alan and others": those that are known, and whether there are more. */
function formatAuthors({ authors: names = [], authorCount = 0 }: Paper): string | undefined {
  if (names.length === 0) return undefined;
  const others = authorCount > names.length ? ['others'] : [];
  return [...names.map(formatAuthorName), ...others].join(' and ');
}

/** "van der Maaten, Laurens", "King, Jr., Martin Luther". What is no name of a person by its form stands as it is. */
function formatAuthorName(name: string): string {
  const words = sanitizeLine(name).trim().split(' ');
  const escaped = escapeBibtex(name);
  // "and" would end the name, and a comma says that somebody has turned it already.
  if (words.length < 2 || words.some((word) => word.toLowerCase() === 'and')) return `{${escaped}}`;
  if (name.includes(',')) return /^[^,]+,[^,]+$/.test(name) ? escaped : `{${escaped}}`;
  const suffix = words.length > 2 && NAME_SUFFIX.test(words.at(-1) ?? '') ? words.pop() : undefined;
  let last = words.length - 1;
  while (last > 1 && NAME_PARTICLES.has(words[last - 1]?.toLowerCase() ?? '')) last -= 1;
  const parts = [
    words.slice(last).join(' '),
    ...(suffix === undefined ? [] : [suffix]),
    words.slice(0, last).join(' '),
  ];
  return parts.map(escapeBibtex).join(', ');
}

/** An id of the new style begins with the year, and one of the old style has it after the slash; arXiv began in 1991. */
function parseArxivYear(arxivPaperId: string | undefined): string | undefined {
  const [, digits] = /(?:^|\/)(\d\d)/.exec(arxivPaperId ?? '') ?? [];
  if (digits === undefined) return undefined;
  return String(Number(digits) < 91 ? 2000 + Number(digits) : 1900 + Number(digits));
}
