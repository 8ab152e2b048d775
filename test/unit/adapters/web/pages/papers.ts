import { paper } from '../../../../fixtures/chat/papers.ts';

/** What a source could say of itself, with everything in it that breaks out of markup where it is not escaped. */
const NASTY = `"'><script>alert(1)</script>&amp; </title></textarea> ]]> \u0000\u0007\u001b \ufffe \ud800 \u202e {{x}} \${x}`;

/** All texts of this paper want to be something else than text. */
export const NASTY_PAPER = paper({
  title: `Nasty ${NASTY}`,
  abstract: `Nasty abstracts ${NASTY} are studied. See https://example.org/"onclick="x for more.`,
  summary: { text: `Nasty sentence ${NASTY}`, by: 'abstract' },
  authors: [`Nasty Author ${NASTY}`, '"', '\u0000'],
  organization: { slug: 'nasty', name: `Nasty House ${NASTY}` },
  keywords: [`nasty word ${NASTY}`],
  categories: [`cs.${NASTY}`],
  publishedOn: '2025-01-01',
});

/** Of the old style, whose ids have a slash. */
export const OLD_STYLE = paper({
  id: 'cs/0112017',
  title: 'Machine Learning in Automated Text Categorization',
  aliases: ['0123456789ab'],
  publishedOn: '2001-12-17',
  links: { arxiv: 'https://arxiv.org/abs/cs/0112017', pdf: 'https://arxiv.org/pdf/cs/0112017' },
});

/** Seen several times, in several places. */
export const SEEN_OFTEN = paper({
  id: '2506.00001',
  title: 'Seen Often',
  categories: ['cs.LG', 'cs.AI'],
  version: 3,
  updatedOn: '2025-06-20',
  publishedOn: '2025-06-01',
  listedOn: '2025-06-03',
  authorCount: 7,
  seen: [
    { source: 'huggingface', at: '2025-06-03T10:00:00Z', listedOn: '2025-06-03', rank: 4, keywords: ['looking'] },
    { source: 'page', on: '2025-06-05', rank: 12 },
    { source: 'page', on: '2025-06-05', rank: 12, page: 'another copy' },
    { source: 'lines' },
  ],
  keywords: ['looking'],
});
