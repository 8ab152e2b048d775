import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRecord } from '../../../../src/papers/paper.ts';
import { elementText, parseEntry, parseFeed } from '../../../../src/sources/arxiv/schema.ts';
import { SourceError } from '../../../../src/sources/source.ts';
import { arxivPaper, entryOf, errorFeedOf, feedOf } from '../../../fakes/arxiv/feed.ts';

const now = new Date('2026-08-21T12:00:00.000Z');
const read = (xml: string) => parseFeed(xml, 'export.arxiv.org');
const problemOf = (xml: string): string => {
  try {
    return `it reads ${JSON.stringify(read(xml))}`;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return `${error.kind}: ${error.message}`;
  }
};
const readFirst = (entry: string) => parseEntry(read(feedOf([entry])).entries[0] ?? {}, now);
const id = '2608.12345';

describe('a feed of arXiv', () => {
  it('has entries, and says how many there are', () => {
    const feed = read(feedOf([entryOf(arxivPaper({ id })), entryOf(arxivPaper({ id: '2608.12346' }))], { total: 812 }));
    expect([feed.entries.length, feed.total]).toEqual([2, 812]);
  });

  it('may be empty, whatever it says', () => {
    expect(read(feedOf([], { total: 1 }))).toEqual({ entries: [], total: 1 });
    expect(read('<feed><title>x</title></feed>')).toEqual({ entries: [], total: 0 });
  });

  it('that is an error is one', () => {
    expect(problemOf(errorFeedOf('incorrect id format for 1234.12345x'))).toBe(
      'rejected: export.arxiv.org refuses the request: incorrect id format for 1234.12345x',
    );
  });

  it.each([
    ['nothing', '', 'no XML'],
    ['plain text', 'Rate exceeded.', 'no XML'],
    ['JSON', '{"entries":[]}', 'no XML'],
    ['HTML', '<!doctype html><html><body>Down</body></html>', 'declares a DOCTYPE'],
    ['well-formed HTML', '<html><body>Down</body></html>', 'no feed'],
    ['a feed without content', '<feed/>', 'no feed'],
    ['half a feed', feedOf([entryOf(arxivPaper({ id }))]).slice(0, 900), 'no XML'],
    ['two feeds', '<feed></feed><feed></feed>', 'no XML'],
    ['tags that cross', '<feed><entry><id>1</entry></id></feed>', 'no XML'],
    ['depth', `<feed>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</feed>`, 'can not be read'],
    ['names that mean something to JavaScript', '<feed><__proto__>1</__proto__></feed>', 'can not be read'],
    ['a text without end', `<feed>${' '.repeat(5_000_000)}</feed>`, 'a feed of 5000013 characters'],
    ['too many entries', feedOf(Array.from({ length: 2001 }, () => '<entry/>')), '2001 entries'],
  ])('is not read from %s', (_, xml, message) => {
    expect(problemOf(xml)).toMatch(/^malformed: export\.arxiv\.org answered with /);
    expect(problemOf(xml)).toContain(message);
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE feed><feed></feed>'],
    [
      'an external entity',
      '<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed><title>&x;</title></feed>',
    ],
    ['entities that grow', `<!DOCTYPE feed [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><feed>&b;</feed>`],
    ['an entity without a DOCTYPE, in any case', '<feed><!entity x "y"></feed>'],
    ['an external DTD', '<!DOCTYPE feed SYSTEM "http://127.0.0.1/feed.dtd"><feed></feed>'],
  ])('declares nothing: not read with %s', (_, xml) => {
    expect(problemOf(xml)).toBe(
      'malformed: export.arxiv.org answered with XML that declares a DOCTYPE or entities, which is not read',
    );
  });

  it('has the five entities of XML and characters by number, and no others', () => {
    const entry = '<entry><title>A &amp; B &lt;i&gt; &#233;&#xe9; &quot;x&apos; &amp;lt; &eacute; &x;</title></entry>';
    expect(elementText(read(feedOf([entry])).entries[0]?.['title'])).toBe('A & B <i> éé "x\' &lt; &eacute; &x;');
  });

  it('is read as text, not as numbers', () => {
    expect(elementText(read(feedOf(['<entry><title>007</title></entry>'])).entries[0]?.['title'])).toBe('007');
  });
});

describe('an entry of arXiv', () => {
  it('says all that it says', () => {
    const paper = arxivPaper({
      id,
      version: 3,
      title: 'A Study of <i> & $\\alpha$',
      summary: 'We show it\n in two lines.',
      authors: ['Ada Lovelace'],
      categories: ['cs.LG', 'stat.ML', '68T05 (Primary)'],
      published: '2026-08-01T23:30:00Z',
      updated: '2026-08-20T00:30:00Z',
    });
    expect(readFirst(entryOf(paper))).toEqual({
      record: {
        source: 'arxiv',
        at: '2026-08-21T12:00:00.000Z',
        on: '2026-08-21',
        id,
        title: 'A Study of <i> & $\\alpha$',
        abstract: 'We show it in two lines.',
        published: '2026-08-01',
        updatedOn: '2026-08-20',
        version: 3,
        categories: ['cs.LG', '68T05 (Primary)', 'stat.ML'],
        authors: ['Ada Lovelace'],
        authorCount: 1,
      },
    });
  });

  it.each([
    ['http://arxiv.org/abs/2608.12345v2', '2608.12345', 2],
    ['https://arxiv.org/abs/2608.12345', '2608.12345', undefined],
    ['http://arxiv.org/abs/hep-th/9901001v1', 'hep-th/9901001', 1],
    ['http://arxiv.org/abs/math/0309136v4', 'math/0309136', 4],
  ])('has an id: %s', (address, known, version) => {
    const entry = `<entry><id>${address}</id><title>A</title><summary>B.</summary></entry>`;
    const reading = readFirst(entry);
    expect('record' in reading && [reading.record.id, reading.record.version]).toEqual([known, version]);
  });

  it.each([
    ['<entry><title>A</title><summary>B.</summary></entry>', 'The id of an entry is nothing, no paper on arXiv.'],
    [
      '<entry><id>http://evil.org/abs/2608.12345</id></entry>',
      'The id of an entry is "http://evil.org/abs/2608.12345", no paper on arXiv.',
    ],
    [
      '<entry><id>http://arxiv.org/abs/x</id></entry>',
      'The id of an entry is "http://arxiv.org/abs/x", no paper on arXiv.',
    ],
    [
      `<entry><id>http://arxiv.org/abs/${id}v1</id><title> </title></entry>`,
      `${id}: its title is empty, and its abstract is missing.`,
    ],
  ])('is refused in a sentence: %s', (entry, refused) => {
    expect(readFirst(entry)).toEqual({ skipReason: refused });
  });

  it('knows nothing of what is broken', () => {
    const entry = `<entry><id>http://arxiv.org/abs/${id}v0</id><title type="html">A</title><summary>B.</summary>
      <published>2099-01-01T00:00:00Z</published><updated>soon</updated>
      <author/><author><name> </name></author><category/><category term=""/></entry>`;
    expect(readFirst(entry)).toEqual({
      record: { source: 'arxiv', at: now.toISOString(), on: '2026-08-21', id, title: 'A', abstract: 'B.' },
    });
  });
});

describe('any text', () => {
  it('is a feed whose papers can be kept, or fails as a source does', () => {
    const good = feedOf([entryOf(arxivPaper({ id })), entryOf(arxivPaper({ id: 'hep-th/9901001' }))]);
    const piece = fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom(
        '<',
        '>',
        '&',
        '</entry>',
        '<entry>',
        ']]>',
        '<![CDATA[',
        '&#0;',
        '&#xd800;',
        '<?x',
        '<!--',
        '\u0000',
        '"',
      ),
    );
    const broken = fc
      .record({ at: fc.nat(good.length), length: fc.nat(40), piece })
      .map(({ at, length, piece: put }) => good.slice(0, at) + put + good.slice(at + length));
    fc.assert(
      fc.property(broken, (xml) => {
        if (problemOf(xml).startsWith('malformed')) return;
        for (const entry of read(xml).entries) {
          const reading = parseEntry(entry, now);
          if ('record' in reading) expect(SourceRecord.parse(reading.record)).toEqual(reading.record);
          else expect(reading.skipReason).toMatch(/\.$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
