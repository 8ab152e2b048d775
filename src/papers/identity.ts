import { createHash } from 'node:crypto';

/** An id as arXiv writes it, new style or old, with or without a version (https://info.arxiv.org/help/arxiv_identifier.html). */
const ARXIV_ID = String.raw`(?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})`;
const VERSION_SUFFIX = String.raw`(?:v\d{1,3})?`;

const WHOLE_ID = new RegExp(`^(?:arxiv:\\s?)?(${ARXIV_ID})${VERSION_SUFFIX}$`, 'i');
const PAPER_LINK = new RegExp(
  `(?:arxiv\\.org/(?:abs|pdf|html)/|huggingface\\.co/papers/)(${ARXIV_ID})${VERSION_SUFFIX}(?:\\.pdf|\\.md)?(?![\\w.]*\\d)`,
  'gi',
);
const PREFIXED_ID = new RegExp(`\\barxiv:\\s?(${ARXIV_ID})${VERSION_SUFFIX}(?!\\w)`, 'gi');
const BARE_ID = /(?<![\w./-])(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d{1,3})?(?![\w/-]|\.\d)/g;

/** The arXiv id that `text` is, without its version: an id, `arXiv:` and an id, or a link to the paper on arXiv or Hugging Face. */
export function parseArxivId(text: string): string | undefined {
  const trimmed = text.trim();
  const id = WHOLE_ID.exec(trimmed)?.[1];
  if (id !== undefined) return canonicalArxivId(id);
  if (/\s/.test(trimmed)) return undefined;
  return /^(https?:\/\/)?(www\.|export\.)?(arxiv\.org|huggingface\.co)\//i.test(trimmed)
    ? findArxivIds(trimmed)[0]
    : undefined;
}

/** Every arXiv id that stands in a message, as a link or as a bare id, without versions, each once, in the order of the text. */
export function findArxivIds(text: string): string[] {
  const matches = [PAPER_LINK, PREFIXED_ID, BARE_ID].flatMap((pattern) => [...text.matchAll(pattern)]);
  matches.sort((a, b) => a.index - b.index);
  return [...new Set(matches.map((match) => canonicalArxivId(match[1] ?? '')))];
}

/** An id of the old style as arXiv writes it: the archive in small letters, its subject class in capitals. */
function canonicalArxivId(id: string): string {
  const [, archive = '', subject = '', number = ''] = /^([a-z-]+)(\.[a-z]{2})?(\/\d{7})$/i.exec(id) ?? [];
  return archive === '' ? id : archive.toLowerCase() + subject.toUpperCase() + number;
}

/** The form in which two titles are the same title: letters and digits alone, accents and case folded; all of it where it has neither. */
export function normalizeTitle(title: string): string {
  const folded = title.normalize('NFKD').toLowerCase();
  return folded.replace(/[^\p{L}\p{N}]+/gu, '') || folded.trim();
}

/** The id of a paper whose arXiv id is not known: 12 hexadecimal digits from its title, stable under case, spacing and punctuation. */
export function titleId(title: string): string {
  return createHash('sha256').update(normalizeTitle(title)).digest('hex').slice(0, 12);
}
