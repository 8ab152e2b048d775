import { titleId } from './identity.ts';
import { keySentence } from './key-sentence.ts';
import { linksIn, linksOf } from './links.ts';
import { newestFirst } from './newest-first.ts';
import { newestVersion } from './newest-version.ts';
import type { FullSighting } from './paper.ts';
import { Paper, type Sighting } from './paper.ts';

/**
 * The paper that a group of sightings speaks of; `settle` states the rules.
 *
 * @param isTitleOf whether a title leads to this paper
 */
export function settlePaper(id: string, group: readonly FullSighting[], isTitleOf: (title: string) => boolean): Paper {
  const seen = group.toSorted(newestFirst);
  const newest = <K extends keyof FullSighting>(field: K): FullSighting[K] | undefined =>
    seen.find((sighting) => sighting[field] !== undefined)?.[field];

  const { title, abstract } = seen[0] as FullSighting;
  const arxiv = newest('id');
  const summary = newest('summary');
  // Parsing puts every key in the schema's place, so that the same paper is always the same line.
  return Paper.parse({
    id,
    aliases: arxiv === undefined ? [] : aliases(group, isTitleOf),
    title,
    abstract,
    summary:
      summary === undefined ? { text: keySentence(title, abstract), by: 'abstract' } : { text: summary, by: 'model' },
    authors: newest('authors'),
    authorCount: authorCount(seen),
    organization: newest('organization'),
    publishedOn: publishedOn(seen),
    listedOn: group.flatMap((sighting) => sighting.listedOn ?? []).sort()[0],
    upvotes: newest('upvotes'),
    comments: newest('comments'),
    codeStars: newest('codeStars'),
    categories: newest('categories'),
    ...newestVersion(seen),
    linked: allLinked(seen),
    thumbnail: newest('thumbnail'),
    keywords: newest('keywords') ?? [],
    links: { ...(arxiv && linksOf(arxiv)), ...linksIn(abstract), ...saidLinks(seen) },
    seen: seen.map((sighting) => sparse(sighting, { title, abstract })),
  });
}

function aliases(group: readonly FullSighting[], isTitleOf: (title: string) => boolean): string[] {
  const titles = group.map(({ title }) => title).filter(isTitleOf);
  return [...new Set(titles.map(titleId))].sort();
}

/** A source may name the first few authors only, and say how many there are in all. */
function authorCount(seen: readonly FullSighting[]): number | undefined {
  const counted = seen.find((sighting) => sighting.authors ?? sighting.authorCount);
  return counted && Math.max(counted.authors?.length ?? 0, counted.authorCount ?? 0);
}

/** An explicit date beats an inferred one, however new. */
function publishedOn(seen: readonly FullSighting[]): string | undefined {
  const explicit = seen.find(({ published }) => published?.length === 10)?.published;
  if (explicit !== undefined) return explicit;
  const inferred = seen.find(({ published, on }) => published !== undefined && on !== undefined);
  return inferred && `${inferred.on?.slice(0, 4)}-${inferred.published}`;
}

function saidLinks(seen: readonly FullSighting[]): Paper['links'] {
  return Object.assign({}, ...seen.toReversed().map(({ links }) => defined({ ...links })));
}

function allLinked(seen: readonly FullSighting[]): Paper['linked'] {
  const said = seen.toReversed().flatMap(({ linked }) => linked ?? []);
  return said.length === 0 ? undefined : Object.assign({}, ...said);
}

function sparse(sighting: FullSighting, paper: { title: string; abstract: string }): Sighting {
  const { title, abstract, ...rest } = sighting;
  return {
    ...rest,
    ...(title !== paper.title && { title }),
    ...(abstract !== paper.abstract && { abstract }),
  };
}

/** The same record without the fields that are `undefined`, which JSON would drop as well. */
function defined<T extends object>(record: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}
