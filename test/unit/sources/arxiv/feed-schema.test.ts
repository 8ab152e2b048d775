import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceRecord } from '../../../../src/papers/paper.ts';
import { elementText, parseEntry, parseFeed } from '../../../../src/sources/arxiv/schema.ts';
import { SourceError } from '../../../../src/sources/source-error.ts';
import { arxivPaper, entryOf, errorFeedOf, feedOf } from '../../../fakes/arxiv/feed.ts';

const now = new Date('2026-08-21T12:00:00.000Z');
const parse = (xml: string) => parseFeed(xml, 'export.arxiv.org');
const errorOf = (xml: string): string => {
  try {
    return `parsed ${JSON.stringify(parse(xml))}`;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return `${error.kind}: ${error.message}`;
  }
};
const parseFirst = (entry: string) => parseEntry(parse(feedOf([entry])).entries[0] ?? {}, now);
const id = '2608.12345';

describe('parseFeed', () => {
  it('returns the entries and the total', () => {
    const feed = parse(
      feedOf([entryOf(arxivPaper({ id })), entryOf(arxivPaper({ id: '2608.12346' }))], { total: 812 }),
    );
    expect([feed.entries.length, feed.total]).toEqual([2, 812]);
  });

  it('accepts an empty feed, whatever its total', () => {
    expect(parse(feedOf([], { total: 1 }))).toEqual({ entries: [], total: 1 });
    expect(parse('<feed><title>x</title></feed>')).toEqual({ entries: [], total: 0 });
  });

  it('throws the error that a feed reports', () => {
    expect(errorOf(errorFeedOf('incorrect id format for 1234.12345x'))).toBe(
      'rejected: export.arxiv.org rejected the request: incorrect id format for 1234.12345x',
    );
  });

  it.each([
    ['nothing', '', 'invalid XML'],
    ['plain text', 'Rate exceeded.', 'invalid XML'],
    ['JSON', '{"entries":[]}', 'invalid XML'],
    ['HTML', '<!doctype html><html><body>Down</body></html>', 'a DOCTYPE or entity declaration'],
    ['well-formed HTML', '<html><body>Down</body></html>', "XML that isn't a feed"],
    ['a feed without content', '<feed/>', "XML that isn't a feed"],
    ['half a feed', feedOf([entryOf(arxivPaper({ id }))]).slice(0, 900), 'invalid XML'],
    ['two feeds', '<feed></feed><feed></feed>', 'invalid XML'],
    ['crossed tags', '<feed><entry><id>1</entry></id></feed>', 'invalid XML'],
    ['deep nesting', `<feed>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</feed>`, "XML that can't be parsed"],
    ['names that mean something to JavaScript', '<feed><__proto__>1</__proto__></feed>', "XML that can't be parsed"],
    ['very long text', `<feed>${' '.repeat(5_000_000)}</feed>`, 'a feed of 5000013 characters'],
    ['too many entries', feedOf(Array.from({ length: 2001 }, () => '<entry/>')), '2001 entries'],
  ])('rejects %s', (_, xml, message) => {
    expect(errorOf(xml)).toMatch(/^malformed: export\.arxiv\.org returned /);
    expect(errorOf(xml)).toContain(message);
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
  ])('rejects %s without parsing it', (_, xml) => {
    expect(errorOf(xml)).toBe('malformed: export.arxiv.org returned XML with a DOCTYPE or entity declaration');
  });

  it('leaves entities encoded, and elementText decodes those of XML and numeric ones only', () => {
    const entry = '<entry><title>A &amp; B &lt;i&gt; &#233;&#xe9; &quot;x&apos; &amp;lt; &eacute; &x;</title></entry>';
    expect(elementText(parse(feedOf([entry])).entries[0]?.['title'])).toBe('A & B <i> éé "x\' &lt; &eacute; &x;');
  });

  it('keeps numbers as text', () => {
    expect(elementText(parse(feedOf(['<entry><title>007</title></entry>'])).entries[0]?.['title'])).toBe('007');
  });
});

describe('parseEntry', () => {
  it('parses every field', () => {
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
    expect(parseFirst(entryOf(paper))).toEqual({
      kind: 'ok',
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
  ])('parses the id of %s', (url, expectedId, version) => {
    const entry = `<entry><id>${url}</id><title>A</title><summary>B.</summary></entry>`;
    const result = parseFirst(entry);
    expect(result.kind === 'ok' && [result.record.id, result.record.version]).toEqual([expectedId, version]);
  });

  it.each([
    ['<entry><title>A</title><summary>B.</summary></entry>', "An entry's id is missing, not an arXiv URL."],
    [
      '<entry><id>http://evil.org/abs/2608.12345</id></entry>',
      'An entry\'s id is "http://evil.org/abs/2608.12345", not an arXiv URL.',
    ],
    ['<entry><id>http://arxiv.org/abs/x</id></entry>', 'An entry\'s id is "http://arxiv.org/abs/x", not an arXiv URL.'],
    [
      `<entry><id>http://arxiv.org/abs/${id}v1</id><title> </title></entry>`,
      `${id}: title is empty, summary is missing.`,
    ],
  ])('skips %s and says why', (entry, reason) => {
    expect(parseFirst(entry)).toEqual({ kind: 'skipped', reason });
  });

  it('leaves out invalid fields', () => {
    const entry = `<entry><id>http://arxiv.org/abs/${id}v0</id><title type="html">A</title><summary>B.</summary>
      <published>2099-01-01T00:00:00Z</published><updated>soon</updated>
      <author/><author><name> </name></author><category/><category term=""/></entry>`;
    expect(parseFirst(entry)).toEqual({
      kind: 'ok',
      record: { source: 'arxiv', at: now.toISOString(), on: '2026-08-21', id, title: 'A', abstract: 'B.' },
    });
  });
});

describe('any text', () => {
  it('is parsed to valid records, or throws a SourceError', () => {
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
      .map(({ at, length, piece: inserted }) => good.slice(0, at) + inserted + good.slice(at + length));
    fc.assert(
      fc.property(broken, (xml) => {
        if (errorOf(xml).startsWith('malformed')) return;
        for (const entry of parse(xml).entries) {
          const result = parseEntry(entry, now);
          if (result.kind === 'ok') expect(SourceRecord.parse(result.record)).toEqual(result.record);
          else expect(result.reason).toMatch(/\.$/);
        }
      }),
      { numRuns: 300 },
    );
  });
});
