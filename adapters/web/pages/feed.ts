import { XMLBuilder } from 'fast-xml-parser';
import { paperUrl } from '../../../src/chat/paper-card.ts';
import { compareCodeUnits } from '../../../src/compare.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { texToText } from '../../../src/text/tex.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import { authorNames } from './author-names.ts';
import { feedPath, paperPath, searchPath } from './paths.ts';
import { buildUrn } from './urn.ts';

/** What XML 1.0 has no place for, in any form (https://www.w3.org/TR/xml/#charsets). */
const INVALID_XML_CHARACTERS = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Of a paper of which no day is known: a date there has to be, and it may never change. */
const FALLBACK_DAY = '1970-01-01';

/** Where arXiv's own feeds say what their categories are. */
const ARXIV_CATEGORY_SCHEME = 'http://arxiv.org/schemas/atom';

const xmlBuilder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

/**
 * An Atom feed (RFC 4287) of papers that a search found, in its order.
 *
 * @param baseUrl the site's address
 */
export function buildAtomFeed(query: string, papers: readonly Paper[], baseUrl: string): string {
  const entries = papers.map((paper) => buildEntry(paper, baseUrl));
  const selfUrl = `${baseUrl}${feedPath(query)}`;
  return xmlBuilder
    .build({
      '?xml': { '@_version': '1.0', '@_encoding': 'utf-8' },
      feed: {
        '@_xmlns': 'http://www.w3.org/2005/Atom',
        '@_xml:lang': 'en',
        id: buildUrn('search', query),
        title: query === '' ? 'Newest papers' : `Papers: ${sanitizeLine(query)}`,
        updated:
          entries
            .map(({ updated }) => updated)
            .sort(compareCodeUnits)
            .at(-1) ?? toRfc3339(FALLBACK_DAY),
        author: { name: 'Paperboy', uri: `${baseUrl}/` },
        generator: 'Paperboy',
        icon: `${baseUrl}/icon.svg`,
        link: [
          { '@_rel': 'self', '@_type': 'application/atom+xml', '@_href': selfUrl },
          { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${baseUrl}${searchPath(query)}` },
        ],
        entry: entries,
      },
    })
    .replace(INVALID_XML_CHARACTERS, '');
}

function buildEntry(paper: Paper, baseUrl: string) {
  const { id, publishedOn, summary, links, categories = [] } = paper;
  const summaryPrefix = summary.by === 'model' ? 'AI summary: ' : '';
  return {
    id: buildUrn('paper', id),
    title: texToText(paper.title),
    updated: toRfc3339(lastModifiedDay(paper)),
    ...(publishedOn !== undefined && { published: toRfc3339(publishedOn) }),
    author: entryAuthors(paper).map((name) => ({ name })),
    link: [
      { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${baseUrl}${paperPath(id)}` },
      { '@_rel': 'related', '@_type': 'text/html', '@_href': paperUrl(paper) },
      ...(links.pdf === undefined ? [] : [{ '@_rel': 'related', '@_type': 'application/pdf', '@_href': links.pdf }]),
    ],
    category: categories.map((term) => ({ '@_term': sanitizeLine(term), '@_scheme': ARXIV_CATEGORY_SCHEME })),
    summary: { '@_type': 'text', '#text': summaryPrefix + texToText(summary.text) },
    content: { '@_type': 'text', '#text': texToText(paper.abstract) },
  };
}

/** An entry without an author would have the feed's own (RFC 4287, section 4.2.1), and Paperboy wrote none. */
function entryAuthors(paper: Paper): string[] {
  const names = authorNames(paper);
  return names.length === 0 ? [sanitizeLine(paper.organization?.name ?? '').trim() || 'Unknown'] : names;
}

/** The last day on which something happened to a paper; of one without any such day, the first on which it was seen. */
function lastModifiedDay({ publishedOn, listedOn, updatedOn, seen }: Paper): string {
  const days = [publishedOn, listedOn, updatedOn].filter((day) => day !== undefined).sort(compareCodeUnits);
  const seenDays = seen.flatMap(({ on, at }) => on ?? at?.slice(0, 10) ?? []).sort(compareCodeUnits);
  return days.at(-1) ?? seenDays[0] ?? FALLBACK_DAY;
}

/** A day as RFC 3339 has an instant. */
function toRfc3339(day: string): string {
  return `${day}T00:00:00Z`;
}
