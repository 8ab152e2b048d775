import { sanitizeLine } from '../text/format.ts';
import { texToText } from '../text/tex/index.ts';
import { parseArxivId } from './identity.ts';
import type { Paper } from './paper.ts';

/** Braces keep a backtick from opening a quote, and `://` from becoming a link inside code on some platforms. */
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

/** Parts of a name that belong to the last name. */
const NAME_PARTICLES = new Set(
  'al da das de del della den der di dos du el la le ten ter van vom von zu zum zur'.split(' '),
);
const NAME_SUFFIX = /^(?:jr|sr)\.?$|^(?:ii|iii|iv)$/i;

/** A one-line BibTeX entry. Its key depends on the paper's id only. */
export function formatBibtexEntry(paper: Paper): string {
  const arxivId = parseArxivId(paper.id);
  const year = paper.publishedOn?.slice(0, 4) ?? parseArxivYear(arxivId);
  const fields = {
    title: `{${escapeBibtex(texToText(paper.title))}}`,
    author: formatAuthors(paper),
    year,
    eprint: arxivId,
    archivePrefix: arxivId && 'arXiv',
  };
  const formattedFields = Object.entries(fields).flatMap(([name, value]) => (value ? [`${name} = {${value}}`] : []));
  return `@misc{${formatBibtexKey(paper)}, ${formattedFields.join(', ')}}`;
}

/** `arxiv-2401.12345`, `paper-1a2b3c4d5e6f`. Without the slash of old ids, which some tools reject. */
export function formatBibtexKey({ id }: Pick<Paper, 'id'>): string {
  const prefix = parseArxivId(id) === undefined ? 'paper' : 'arxiv';
  return `${prefix}-${id.replace(/[^\w.-]/g, '-')}`;
}

/** Escapes text so that TeX shows it literally. */
export function escapeBibtex(text: string): string {
  return sanitizeLine(text).replace(/:\/\/|[\\{}%&$#_^~`]/g, (match) => TEX_ESCAPES[match] ?? match);
}

/** "Lovelace, Ada and Turing, Alan and others" */
function formatAuthors({ authors: names = [], authorCount = 0 }: Paper): string | undefined {
  if (names.length === 0) return undefined;
  const others = authorCount > names.length ? ['others'] : [];
  return [...names.map(formatAuthorName), ...others].join(' and ');
}

/** "van der Maaten, Laurens", "King, Jr., Martin Luther". Braced as it is if it doesn't look like a person's name. */
function formatAuthorName(name: string): string {
  const words = sanitizeLine(name).trim().split(' ');
  const escaped = escapeBibtex(name);
  // "and" would end the name, and a name with a comma is inverted already.
  if (words.length < 2 || words.some((word) => word.toLowerCase() === 'and')) return `{${escaped}}`;
  if (name.includes(',')) return /^[^,]+,[^,]+$/.test(name) ? escaped : `{${escaped}}`;
  const suffix = words.length > 2 && NAME_SUFFIX.test(words.at(-1) ?? '') ? words.splice(-1) : [];
  let last = words.length - 1;
  while (last > 1 && NAME_PARTICLES.has(words[last - 1]?.toLowerCase() ?? '')) last -= 1;
  return [words.slice(last).join(' '), ...suffix, words.slice(0, last).join(' ')].map(escapeBibtex).join(', ');
}

/** New-style ids start with the year, old-style ids have it after the slash. arXiv started in 1991. */
function parseArxivYear(arxivId: string | undefined): string | undefined {
  const [, digits] = /(?:^|\/)(\d\d)/.exec(arxivId ?? '') ?? [];
  if (digits === undefined) return undefined;
  return String(Number(digits) + (Number(digits) < 91 ? 2000 : 1900));
}
