import { XMLBuilder } from 'fast-xml-parser';
import { homepage } from '../../../src/chat/paper-card.ts';
import { compare } from '../../../src/compare.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { texToText } from '../../../src/text/tex.ts';
import { visible } from '../../../src/text/visible.ts';
import { authorNames } from './author-names.ts';
import { feedPath, paperPath, searchPath } from './paths.ts';
import { urnOf } from './urn.ts';

/** What XML 1.0 has no place for, in any form (https://www.w3.org/TR/xml/#charsets). */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Of a paper of which no day is known: a date there has to be, and it may never change. */
const NO_DAY = '1970-01-01';

/** Where arXiv's own feeds say what their categories are. */
const ARXIV_SUBJECTS = 'http://arxiv.org/schemas/atom';

const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });

/**
 * An Atom feed (RFC 4287) of papers that a search found, in its order.
 *
 * @param base the site's address
 */
export function atomFeed(query: string, papers: readonly Paper[], base: string): string {
  const entries = papers.map((paper) => entry(paper, base));
  const self = `${base}${feedPath(query)}`;
  return builder
    .build({
      '?xml': { '@_version': '1.0', '@_encoding': 'utf-8' },
      feed: {
        '@_xmlns': 'http://www.w3.org/2005/Atom',
        '@_xml:lang': 'en',
        id: urnOf('search', query),
        title: query === '' ? 'Newest papers' : `Papers: ${visible(query)}`,
        updated:
          entries
            .map(({ updated }) => updated)
            .sort(compare)
            .at(-1) ?? instant(NO_DAY),
        author: { name: 'Paperboy', uri: `${base}/` },
        generator: 'Paperboy',
        icon: `${base}/icon.svg`,
        link: [
          { '@_rel': 'self', '@_type': 'application/atom+xml', '@_href': self },
          { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${base}${searchPath(query)}` },
        ],
        entry: entries,
      },
    })
    .replace(NO_XML, '');
}

function entry(paper: Paper, base: string) {
  const { id, publishedOn, summary, links, categories = [] } = paper;
  const mark = summary.by === 'model' ? 'AI summary: ' : '';
  return {
    id: urnOf('paper', id),
    title: texToText(paper.title),
    updated: instant(lastDay(paper)),
    ...(publishedOn !== undefined && { published: instant(publishedOn) }),
    author: authors(paper).map((name) => ({ name })),
    link: [
      { '@_rel': 'alternate', '@_type': 'text/html', '@_href': `${base}${paperPath(id)}` },
      { '@_rel': 'related', '@_type': 'text/html', '@_href': homepage(paper) },
      ...(links.pdf === undefined ? [] : [{ '@_rel': 'related', '@_type': 'application/pdf', '@_href': links.pdf }]),
    ],
    category: categories.map((term) => ({ '@_term': visible(term), '@_scheme': ARXIV_SUBJECTS })),
    summary: { '@_type': 'text', '#text': mark + texToText(summary.text) },
    content: { '@_type': 'text', '#text': texToText(paper.abstract) },
  };
}

/** An entry without an author would have the feed's own (RFC 4287, section 4.2.1), and Paperboy wrote none. */
function authors(paper: Paper): string[] {
  const names = authorNames(paper);
  return names.length === 0 ? [visible(paper.organization?.name ?? '').trim() || 'Unknown'] : names;
}

/** The last day on which something happened to a paper; of one without any such day, the first on which it was seen. */
function lastDay({ publishedOn, listedOn, updatedOn, seen }: Paper): string {
  const days = [publishedOn, listedOn, updatedOn].filter((day) => day !== undefined).sort(compare);
  const sightings = seen.flatMap(({ on, at }) => on ?? at?.slice(0, 10) ?? []).sort(compare);
  return days.at(-1) ?? sightings[0] ?? NO_DAY;
}

/** A day as RFC 3339 has an instant. */
function instant(day: string): string {
  return `${day}T00:00:00Z`;
}
