import { titleId } from './identity.ts';
import { arxivLinks, extractLinks } from './links.ts';
import { type FullSourceRecord, Paper, type SourceRecord } from './paper.ts';
import { compareNewestFirst, newestVersion } from './source-records.ts';
import { extractKeySentence } from './summary.ts';

/**
 * The paper that a group of sightings speaks of; `settle` states the rules.
 *
 * @param isPaperTitle whether a title leads to this paper
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
  const arxiv = newestValue('id');
  const summary = newestValue('summary');
  // Parsing puts every key in the schema's place, so that the same paper is always the same line.
  return Paper.parse({
    id,
    aliases: arxiv === undefined ? [] : titleAliases(records, isPaperTitle),
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
    listedOn: records.flatMap((sighting) => sighting.listedOn ?? []).sort()[0],
    upvotes: newestValue('upvotes'),
    comments: newestValue('comments'),
    codeStars: newestValue('codeStars'),
    categories: newestValue('categories'),
    ...newestVersion(newestFirst),
    linked: mergeArtifacts(newestFirst),
    thumbnail: newestValue('thumbnail'),
    keywords: newestValue('keywords') ?? [],
    links: { ...(arxiv && arxivLinks(arxiv)), ...extractLinks(abstract), ...mergeLinks(newestFirst) },
    seen: newestFirst.map((record) => omitPaperTexts(record, { title, abstract })),
  });
}

function titleAliases(records: readonly FullSourceRecord[], isPaperTitle: (title: string) => boolean): string[] {
  const titles = records.map(({ title }) => title).filter(isPaperTitle);
  return [...new Set(titles.map(titleId))].sort();
}

/** A source may name the first few authors only, and say how many there are in all. */
function mergeAuthorCount(newestFirst: readonly FullSourceRecord[]): number | undefined {
  const record = newestFirst.find((sighting) => sighting.authors ?? sighting.authorCount);
  return record && Math.max(record.authors?.length ?? 0, record.authorCount ?? 0);
}

/** An explicit date beats an inferred one, however new. */
function pickPublishedOn(newestFirst: readonly FullSourceRecord[]): string | undefined {
  const explicit = newestFirst.find(({ published }) => published?.length === 10)?.published;
  if (explicit !== undefined) return explicit;
  const inferred = newestFirst.find(({ published, on }) => published !== undefined && on !== undefined);
  return inferred && `${inferred.on?.slice(0, 4)}-${inferred.published}`;
}

function mergeLinks(newestFirst: readonly FullSourceRecord[]): Paper['links'] {
  return Object.assign({}, ...newestFirst.toReversed().map(({ links }) => omitUndefined({ ...links })));
}

function mergeArtifacts(newestFirst: readonly FullSourceRecord[]): Paper['linked'] {
  const artifacts = newestFirst.toReversed().flatMap(({ linked }) => linked ?? []);
  return artifacts.length === 0 ? undefined : Object.assign({}, ...artifacts);
}

function omitPaperTexts(record: FullSourceRecord, paper: { title: string; abstract: string }): SourceRecord {
  const { title, abstract, ...rest } = record;
  return {
    ...rest,
    ...(title !== paper.title && { title }),
    ...(abstract !== paper.abstract && { abstract }),
  };
}

/** The same record without the fields that are `undefined`, which JSON would drop as well. */
function omitUndefined<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}
