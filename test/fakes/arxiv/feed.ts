export interface FakeArxivPaper {
  /** Without version; an old-style id without its subject class, as arXiv returns it. */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly authors: readonly string[];
  /** Primary first. */
  readonly categories: readonly string[];
  /** ISO 8601: when the first version and this one were submitted. */
  readonly published: string;
  readonly updated: string;
}

/** An invented paper. */
export function arxivPaper(more: Partial<FakeArxivPaper> & { readonly id: string }): FakeArxivPaper {
  return {
    version: 1,
    title: `A Study of ${more.id}`,
    summary: `We study ${more.id}. It works well on all benchmarks.`,
    authors: ['Ada Lovelace', 'Alan Turing'],
    categories: ['cs.LG', 'stat.ML'],
    published: '2026-08-20T09:30:00Z',
    updated: '2026-08-20T09:30:00Z',
    ...more,
  };
}

/** @param entries in XML (`entryOf`) */
export function feedOf(entries: readonly string[], { total = entries.length, start = 0 } = {}): string {
  return `<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
  <id>https://arxiv.org/api/SkuXkYxumgL1drFIL7NufdnpkFc</id>
  <title>arXiv Query: search_query=&amp;start=${start}</title>
  <updated>2026-08-21T00:00:00Z</updated>
  <link href="https://arxiv.org/api/query?search_query=&amp;start=${start}" type="application/atom+xml"/>
  <opensearch:itemsPerPage>${entries.length}</opensearch:itemsPerPage>
  <opensearch:totalResults>${total}</opensearch:totalResults>
  <opensearch:startIndex>${start}</opensearch:startIndex>
${entries.join('\n')}
</feed>
`;
}

/** With line breaks, leading spaces, affiliations, a comment and a DOI, like real entries. */
export function entryOf({
  id,
  version,
  title,
  summary,
  authors,
  categories,
  published,
  updated,
}: FakeArxivPaper): string {
  const names = authors.map(
    (name) => `    <author>
      <name>${escapeXml(name)}</name>
      <arxiv:affiliation>Somewhere</arxiv:affiliation>
    </author>`,
  );
  return `  <entry>
    <id>http://arxiv.org/abs/${id}v${version}</id>
    <title>${escapeXml(title).replace(' of ', '\n  of ')}</title>
    <updated>${updated}</updated>
    <link href="https://arxiv.org/abs/${id}v${version}" rel="alternate" type="text/html"/>
    <link href="https://arxiv.org/pdf/${id}v${version}" rel="related" type="application/pdf" title="pdf"/>
    <link title="doi" href="https://doi.org/10.1000/1" rel="related"/>
    <summary>  ${escapeXml(summary)}
</summary>
${categories
  .map((term) => `    <category term="${escapeXml(term)}" scheme="http://arxiv.org/schemas/atom"/>`)
  .reverse()
  .join('\n')}
    <published>${published}</published>
    <arxiv:comment>12 pages, 3 figures</arxiv:comment>
    <arxiv:primary_category term="${escapeXml(categories[0] ?? '')}"/>
${names.join('\n')}
  </entry>`;
}

/** An error, which has the form of a result. */
export function errorFeedOf(message: string): string {
  return feedOf([
    `  <entry>
    <id>http://arxiv.org/api/errors#${message.replaceAll(' ', '_')}</id>
    <title>Error</title>
    <summary>${escapeXml(message)}</summary>
    <updated>2026-08-21T00:00:00Z</updated>
    <link href="http://arxiv.org/api/errors#${message.replaceAll(' ', '_')}" rel="alternate" type="text/html"/>
    <author><name>arXiv api core</name></author>
  </entry>`,
  ]);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
