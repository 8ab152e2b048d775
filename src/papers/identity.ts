import { createHash } from 'node:crypto';

/** An id as arXiv writes it, new style or old, with or without a version (https://info.arxiv.org/help/arxiv_identifier.html). */
const ARXIV_ID = String.raw`(?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})`;
const VERSION = String.raw`(?:v\d{1,3})?`;

const WHOLE = new RegExp(`^(?:arxiv:\\s?)?(${ARXIV_ID})${VERSION}$`, 'i');
const LINK = new RegExp(
  `(?:arxiv\\.org/(?:abs|pdf|html)/|huggingface\\.co/papers/)(${ARXIV_ID})${VERSION}(?:\\.pdf|\\.md)?(?![\\w.]*\\d)`,
  'gi',
);
const MARKED = new RegExp(`\\barxiv:\\s?(${ARXIV_ID})${VERSION}(?!\\w)`, 'gi');
const BARE = /(?<![\w./-])(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d{1,3})?(?![\w/-]|\.\d)/g;

/** The arXiv id that `text` is, without its version: an id, `arXiv:` and an id, or a link to the paper on arXiv or Hugging Face. */
export function arxivId(text: string): string | undefined {
  const trimmed = text.trim();
  const id = WHOLE.exec(trimmed)?.[1];
  if (id !== undefined) return canonical(id);
  if (/\s/.test(trimmed)) return undefined;
  return /^(https?:\/\/)?(www\.|export\.)?(arxiv\.org|huggingface\.co)\//i.test(trimmed)
    ? arxivIdsIn(trimmed)[0]
    : undefined;
}

/** Every arXiv id that stands in a message, as a link or as a bare id, without versions, each once, in the order of the text. */
export function arxivIdsIn(text: string): string[] {
  const found = [LINK, MARKED, BARE].flatMap((pattern) => [...text.matchAll(pattern)]);
  found.sort((a, b) => a.index - b.index);
  return [...new Set(found.map((match) => canonical(match[1] ?? '')))];
}

/** An id of the old style as arXiv writes it: the archive in small letters, its subject class in capitals. */
function canonical(id: string): string {
  const [, archive = '', subject = '', number = ''] = /^([a-z-]+)(\.[a-z]{2})?(\/\d{7})$/i.exec(id) ?? [];
  return archive === '' ? id : archive.toLowerCase() + subject.toUpperCase() + number;
}

/** The form in which two titles are the same title: letters and digits alone, accents and case folded; all of it where it has neither. */
export function titleKey(title: string): string {
  const folded = title.normalize('NFKD').toLowerCase();
  return folded.replace(/[^\p{L}\p{N}]+/gu, '') || folded.trim();
}

/** The id of a paper whose arXiv id is not known: 12 hexadecimal digits from its title, stable under case, spacing and punctuation. */
export function titleId(title: string): string {
  return createHash('sha256').update(titleKey(title)).digest('hex').slice(0, 12);
}
