import { titleId } from './identity.ts';
import { arxivLinks, extractLinks } from './links.ts';
import { type FullSourceRecord, Paper, type SourceRecord } from './paper.ts';
import { compareNewestFirst, newestVersion } from './source-records.ts';
import { extractKeySentence } from './summary.ts';

/**
 * Merges the records of one paper by the rules of `mergeRecords`.
 *
 * @param isPaperTitle whether a record without an id and with this title belongs to the paper
 */
export function mergePaper(
  id: string,
  records: readonly FullSourceRecord[],
  isPaperTitle: (title: string) => boolean,
): Paper {
  const newestFirst = records.toSorted(compareNewestFirst);
  const newestValue = <K extends keyof FullSourceRecord>(field: K): FullSourceRecord[K] | undefined =>
    newestFirst.find((record) => record[field] !== undefined)?.[field];

  const { title, abstract } = newestFirst[0] as FullSourceRecord;
  const arxivId = newestValue('id');
  const summary = newestValue('summary');
  // Parsing orders the keys as in the schema, so that equal papers have equal JSON.
  return Paper.parse({
    id,
    aliases: arxivId === undefined ? [] : titleAliases(records, isPaperTitle),
    title,
    abstract,
    summary:
      summary === undefined
        ? { text: extractKeySentence(title, abstract), by: 'abstract' }
        : { text: summary, by: 'model' },
    authors: newestValue('authors'),
    authorCount: mergeAuthorCount(newestFirst),
    organization: newestValue('organization'),
    publishedOn: pickPublishedOn(newestFirst),
    listedOn: records.flatMap(({ listedOn }) => listedOn ?? []).sort()[0],
    upvotes: newestValue('upvotes'),
    comments: newestValue('comments'),
    codeStars: newestValue('codeStars'),
    categories: newestValue('categories'),
    ...newestVersion(newestFirst),
    linked: mergeArtifacts(newestFirst),
    thumbnail: newestValue('thumbnail'),
    keywords: newestValue('keywords') ?? [],
    links: { ...(arxivId && arxivLinks(arxivId)), ...extractLinks(abstract), ...mergeLinks(newestFirst) },
    seen: newestFirst.map((record) => omitPaperTexts(record, { title, abstract })),
  });
}

function titleAliases(records: readonly FullSourceRecord[], isPaperTitle: (title: string) => boolean): string[] {
  const titles = records.map(({ title }) => title).filter(isPaperTitle);
  return [...new Set(titles.map(titleId))].sort();
}

/** A source may list the first authors only, and count all of them. */
function mergeAuthorCount(newestFirst: readonly FullSourceRecord[]): number | undefined {
  const record = newestFirst.find(({ authors, authorCount }) => authors ?? authorCount);
  return record && Math.max(record.authors?.length ?? 0, record.authorCount ?? 0);
}

/** The newest full date, else the newest one whose year is inferred from the capture day. */
function pickPublishedOn(newestFirst: readonly FullSourceRecord[]): string | undefined {
  const explicit = newestFirst.find(({ published }) => published?.length === 10)?.published;
  if (explicit !== undefined) return explicit;
  const inferred = newestFirst.find(({ published, on }) => published !== undefined && on !== undefined);
  return inferred && `${inferred.on?.slice(0, 4)}-${inferred.published}`;
}

function mergeLinks(newestFirst: readonly FullSourceRecord[]): Paper['links'] {
  const entries = newestFirst.toReversed().flatMap(({ links }) => Object.entries(links ?? {}));
  return Object.fromEntries(entries.filter(([, url]) => url !== undefined));
}

function mergeArtifacts(newestFirst: readonly FullSourceRecord[]): Paper['linked'] {
  const artifacts = newestFirst.toReversed().flatMap(({ linked }) => linked ?? []);
  return artifacts.length === 0 ? undefined : Object.assign({}, ...artifacts);
}

function omitPaperTexts(record: FullSourceRecord, paper: { title: string; abstract: string }): SourceRecord {
  const { title, abstract, ...rest } = record;
  return { ...rest, ...(title !== paper.title && { title }), ...(abstract !== paper.abstract && { abstract }) };
}
