import { titleId } from './identity.ts';
import { arxivLinks, extractLinks } from './links.ts';
import { type FullSourceRecord, Paper, type SourceRecord } from './paper.ts';
import { compareNewestFirst, newestVersion } from './source-records.ts';
import { extractKeySentence } from './summary.ts';

/** Fields that are merged by taking the newest known value. */
const NEWEST_VALUE_FIELDS = [
  'authors',
  'organization',
  'upvotes',
  'comments',
  'codeStars',
  'categories',
  'thumbnail',
] as const;

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
    ...Object.fromEntries(NEWEST_VALUE_FIELDS.map((field) => [field, newestValue(field)])),
    authorCount: mergeAuthorCount(newestFirst),
    publishedOn: pickPublishedOn(newestFirst),
    listedOn: records.flatMap(({ listedOn }) => listedOn ?? []).sort()[0],
    ...newestVersion(newestFirst),
    linked: mergeKeys(newestFirst.map((record) => record.linked)),
    keywords: newestValue('keywords') ?? [],
    links: {
      ...(arxivId && arxivLinks(arxivId)),
      ...extractLinks(abstract),
      ...mergeKeys(newestFirst.map((record) => record.links)),
    },
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

/** The newest known value of each key; `undefined` if there are no objects. */
function mergeKeys<T extends object>(newestFirst: readonly (T | undefined)[]): T | undefined {
  const known = newestFirst.filter((values) => values !== undefined);
  const entries = known.toReversed().flatMap((values) => Object.entries(values));
  return known.length === 0 ? undefined : (Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T);
}

function omitPaperTexts(record: FullSourceRecord, paper: { title: string; abstract: string }): SourceRecord {
  const { title, abstract, ...rest } = record;
  return { ...rest, ...(title !== paper.title && { title }), ...(abstract !== paper.abstract && { abstract }) };
}
