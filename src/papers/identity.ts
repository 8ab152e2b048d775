import { createHash } from 'node:crypto';
import { PAPER_SITES } from './sites.ts';

/** New-style or old-style id (https://info.arxiv.org/help/arxiv_identifier.html). */
const ARXIV_ID = String.raw`(?:\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})`;
const VERSION_SUFFIX = String.raw`(?:v\d{1,3})?`;

const WHOLE_ID = new RegExp(`^(?:arxiv:\\s?)?(${ARXIV_ID})${VERSION_SUFFIX}$`, 'i');
const SITE_DOMAINS = PAPER_SITES.map(({ domain }) => domain.replaceAll('.', '\\.')).join('|');
const SITE_FOLDERS = PAPER_SITES.flatMap(({ domain, folders }) => folders.map((folder) => `${domain}/${folder}/`));
const PAPER_LINK = new RegExp(
  `(?:${SITE_FOLDERS.join('|').replaceAll('.', '\\.')})(${ARXIV_ID})${VERSION_SUFFIX}(?:\\.pdf|\\.md)?(?![\\w.]*\\d)`,
  'gi',
);
const SITE_URL = new RegExp(`^(?:https?://)?(?:www\\.|export\\.)?(?:${SITE_DOMAINS})/`, 'i');
const PREFIXED_ID = new RegExp(`\\barxiv:\\s?(${ARXIV_ID})${VERSION_SUFFIX}(?!\\w)`, 'gi');
const BARE_ID = /(?<![\w./-])(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d{1,3})?(?![\w/-]|\.\d)/g;

/** Parses an id, `arXiv:` and an id, or a link to a paper on arXiv or Hugging Face. Drops the version. */
export function parseArxivId(text: string): string | undefined {
  const trimmed = text.trim();
  const id = WHOLE_ID.exec(trimmed)?.[1];
  if (id !== undefined) return canonicalArxivId(id);
  if (/\s/.test(trimmed)) return undefined;
  return SITE_URL.test(trimmed) ? findArxivIds(trimmed)[0] : undefined;
}

/** The arXiv ids in a message, from links and bare ids, without versions and duplicates, in order. */
export function findArxivIds(text: string): string[] {
  const matches = [PAPER_LINK, PREFIXED_ID, BARE_ID].flatMap((pattern) => [...text.matchAll(pattern)]);
  matches.sort((a, b) => a.index - b.index);
  return [...new Set(matches.map((match) => canonicalArxivId(match[1] ?? '')))];
}

/** Old-style ids have a lower-case archive and an upper-case subject class: `math.GT/0309136`. */
function canonicalArxivId(id: string): string {
  const [, archive = '', subject = '', number = ''] = /^([a-z-]+)(\.[a-z]{2})?(\/\d{7})$/i.exec(id) ?? [];
  return archive === '' ? id : archive.toLowerCase() + subject.toUpperCase() + number;
}

/** Titles with the same normal form are the same: lower-case letters and digits without accents. */
export function normalizeTitle(title: string): string {
  const folded = title.normalize('NFKD').toLowerCase();
  return folded.replace(/[^\p{L}\p{N}]+/gu, '') || folded.trim();
}

/** The id of a paper without an arXiv id: 12 hex digits of a hash of its normalized title. */
export function titleId(title: string): string {
  return createHash('sha256').update(normalizeTitle(title)).digest('hex').slice(0, 12);
}
