import { compare } from '../compare.ts';
import { groupBy } from '../group-by.ts';
import { type CaptureDay, inferCaptureDays } from './capture-day.ts';
import { titleId, titleKey } from './identity.ts';
import { keySentence } from './key-sentence.ts';
import { linksIn, linksOf } from './links.ts';
import { Paper, type Sighting } from './paper.ts';

/** A sighting with its texts, as a source gives it. */
export type FullSighting = Sighting & { readonly title: string; readonly abstract: string };

/** What a set of sightings comes to. `captures` tells for each captured page which day it was taken for, and why. */
export interface Settled {
  readonly papers: readonly Paper[];
  readonly captures: ReadonlyMap<string, CaptureDay>;
}

/**
 * The papers that a set of sightings speaks of, sorted by id. The result depends on the set alone, not on the order in which the
 * sightings came, and the sightings of the result (`sightingsOf`) settle to the same papers again.
 *
 * - The same arXiv id is the same paper. Without one, the same title is (`titleKey`), and it joins the paper that has an arXiv id
 *   and this title; two arXiv ids with one title stay two papers.
 * - A paper that gained its arXiv id keeps the ids it had by title as aliases.
 * - An explicit date beats an inferred one; the first day of listing wins; for all else the newest sighting that says it wins.
 *
 * @throws UserError when captured pages contradict each other, or a stated day of capture, about the year
 */
export function settle(sightings: readonly FullSighting[]): Settled {
  const { groups, idOfTitle } = groupByPaper(unique(sightings));
  const mentions = [...groups].flatMap(([paper, group]) => group.map((sighting) => ({ paper, sighting })));
  const captures = inferCaptureDays(mentions);
  const papers = [...groups].map(([id, group]) =>
    settleOne(
      id,
      group.map((sighting) => dated(sighting, captures)),
      (title) => idOfTitle(title) === id,
    ),
  );
  return { papers: papers.sort((a, b) => compare(a.id, b.id)), captures };
}

/** All that was ever said about a paper, each sighting with its texts again. */
export function sightingsOf(paper: Paper): FullSighting[] {
  return paper.seen.map((sighting) => ({
    ...sighting,
    title: sighting.title ?? paper.title,
    abstract: sighting.abstract ?? paper.abstract,
  }));
}

/** A page's listing is one sighting, whichever day was stated or inferred for the page since; what was stated stays. */
function unique(sightings: readonly FullSighting[]): FullSighting[] {
  const byKey = new Map<string, FullSighting>();
  for (const sighting of sightings) {
    const { on: _on, captured: _captured, ...listing } = sighting;
    const key = canonical(sighting.page === undefined ? sighting : listing);
    const known = byKey.get(key);
    // A stated day has its year in front, so it is the greater text.
    if (known === undefined || (sighting.captured ?? '') > (known.captured ?? '')) byKey.set(key, sighting);
  }
  return [...byKey.values()];
}

/** Sightings by the id of their paper, and which paper a title without an id leads to. */
function groupByPaper(sightings: readonly FullSighting[]) {
  const ids = new Map<string, string>();
  for (const { id, title } of sightings) {
    const known = ids.get(titleKey(title));
    if (id !== undefined && (known === undefined || id < known)) ids.set(titleKey(title), id);
  }
  const idOfTitle = (title: string): string => ids.get(titleKey(title)) ?? titleId(title);
  return { groups: groupBy(sightings, ({ id, title }) => id ?? idOfTitle(title)), idOfTitle };
}

function dated(sighting: FullSighting, captures: ReadonlyMap<string, CaptureDay>): FullSighting {
  const capture = sighting.page === undefined ? undefined : captures.get(sighting.page);
  if (capture === undefined) return sighting;
  const { on: _, ...rest } = sighting;
  return { ...rest, captured: capture.captured, ...(capture.on !== undefined && { on: capture.on }) };
}

function settleOne(id: string, group: readonly FullSighting[], isTitleOf: (title: string) => boolean): Paper {
  const newestFirst = group.toSorted((a, b) => compare(b.on ?? '', a.on ?? '') || compare(canonical(a), canonical(b)));
  const newest = <K extends keyof FullSighting>(field: K): FullSighting[K] | undefined =>
    newestFirst.find((sighting) => sighting[field] !== undefined)?.[field];

  const { title, abstract } = newestFirst[0] as FullSighting;
  const arxiv = newest('id');
  const summary = newest('summary');
  // Parsing puts every key in the schema's place, so that the same paper is always the same line.
  return Paper.parse({
    id,
    aliases:
      arxiv === undefined
        ? []
        : [
            ...new Set(
              group
                .map((one) => one.title)
                .filter(isTitleOf)
                .map(titleId),
            ),
          ].sort(),
    title,
    abstract,
    summary:
      summary === undefined ? { text: keySentence(title, abstract), by: 'abstract' } : { text: summary, by: 'model' },
    authors: newest('authors'),
    authorCount: authorCount(newestFirst),
    organization: newest('organization'),
    publishedOn: publishedOn(newestFirst),
    listedOn: group.flatMap((sighting) => sighting.listedOn ?? []).sort()[0],
    upvotes: newest('upvotes'),
    comments: newest('comments'),
    codeStars: newest('codeStars'),
    thumbnail: newest('thumbnail'),
    keywords: newest('keywords') ?? [],
    links: { ...(arxiv && linksOf(arxiv)), ...linksIn(abstract), ...saidLinks(newestFirst) },
    seen: newestFirst.map((sighting) => sparse(sighting, { title, abstract })),
  });
}

/** A source may name the first few authors only, and say how many there are in all. */
function authorCount(newestFirst: readonly FullSighting[]): number | undefined {
  const counted = newestFirst.find((sighting) => sighting.authors ?? sighting.authorCount);
  return counted && Math.max(counted.authors?.length ?? 0, counted.authorCount ?? 0);
}

/** An explicit date beats an inferred one, however new. */
function publishedOn(newestFirst: readonly FullSighting[]): string | undefined {
  const explicit = newestFirst.find(({ published }) => published?.length === 10)?.published;
  if (explicit !== undefined) return explicit;
  const inferred = newestFirst.find(({ published, on }) => published !== undefined && on !== undefined);
  return inferred && `${inferred.on?.slice(0, 4)}-${inferred.published}`;
}

function saidLinks(newestFirst: readonly FullSighting[]): Paper['links'] {
  return Object.assign({}, ...newestFirst.toReversed().map((sighting) => defined({ ...sighting.links })));
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

/** A record's text, the same for the same content whatever the order of its keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compare(a, b)))
      : part,
  );
}
