import type { Sighting } from '../../papers/paper.ts';
import { quoted } from '../fetching/listing-of.ts';
import { type EntryReading, readSighting, type Said } from '../fetching/read-sighting.ts';
import { countOf, dayOf, fieldsOf, isObject, lineOf, linkOf, listOf, unique } from '../fetching/said.ts';
import { knownId } from './known-id.ts';
import { readLinked } from './read-linked.ts';

export interface EntryContext {
  readonly now: Date;
  /** The day whose list it stands in, and its place there. */
  readonly day?: string;
  readonly rank?: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** The day of the first list. */
export const FIRST_DAY = '2023-05-04';
/** The day of the first paper on arXiv. */
const FIRST_PUBLISHED = '1991-08-14';

const DAY_MS = 24 * 60 * 60_000;
const MOST_AUTHORS = 1000;
const MOST_KEYWORDS = 100;
const LONGEST_NAME = 200;
const LONGEST_SUMMARY = 2000;

/**
 * Reads an entry of a list: a paper with what the list knows of it around it, or the paper alone, as the page of one and the search of
 * 2024 have it.
 */
export function readEntry(entry: unknown, context: EntryContext): EntryReading {
  if (!isObject(entry)) return { refused: `An entry is ${quoted(entry)}, no object.` };
  const paper = isObject(entry['paper']) ? entry['paper'] : entry;
  const { id } = paper;
  if (typeof id !== 'string' || knownId(id) !== id)
    return { refused: `The id of an entry is ${quoted(id)}, no arXiv id.` };
  return readSighting({
    source: 'huggingface',
    now: context.now,
    id,
    // The inner title loses TeX at times.
    title: textOf(entry['title']) ?? paper['title'],
    abstract: textOf(paper['summary']) ?? entry['summary'],
    said: {
      ...listedAs(entry, paper, context),
      ...authorsOf(paper),
      ...modelSaid(paper),
      published: dayOf(paper['publishedAt'], FIRST_PUBLISHED, dayAfter(context.now)),
      organization: organizationOf(paper['organization'] ?? entry['organization']),
      upvotes: countOf(paper['upvotes']),
      codeStars: countOf(paper['githubStars']),
      links: linksOf(paper),
      linked: readLinked(paper),
    },
  });
}

/** What the list says of the paper, rather than the paper of itself. */
function listedAs(entry: Fields, paper: Fields, { now, day, rank }: EntryContext): Said {
  return {
    rank,
    listedOn: listedOn(paper['submittedOnDailyAt'], now) ?? day,
    comments: countOf(entry['numComments'] ?? paper['numComments']),
    thumbnail: linkOf(entry['thumbnail'] ?? entry['thumbnailUrl']),
  };
}

/** The day stands in front, whatever the time behind it. In New York no list opens before its day has begun in UTC. */
function listedOn(submitted: unknown, now: Date): string | undefined {
  if (typeof submitted !== 'string') return undefined;
  return dayOf(`${submitted.slice(0, 10)}T00:00:00Z`, FIRST_DAY, now.toISOString().slice(0, 10));
}

function authorsOf(paper: Fields): Pick<Sighting, 'authors' | 'authorCount'> {
  const shown = listOf(paper['authors'])
    .map(fieldsOf)
    .filter(({ hidden }) => hidden !== true);
  const names = shown.flatMap(({ name }) => lineOf(name, LONGEST_NAME) ?? []);
  if (names.length === 0) return {};
  return { authors: names.slice(0, MOST_AUTHORS), authorCount: names.length };
}

function organizationOf(value: unknown): Said['organization'] {
  const { name, fullname } = fieldsOf(value);
  const slug = lineOf(name, LONGEST_NAME);
  return slug === undefined ? undefined : { slug, name: lineOf(fullname, LONGEST_NAME) ?? slug };
}

function modelSaid(paper: Fields): Said {
  const keywords = listOf(paper['ai_keywords']).flatMap((keyword) => lineOf(keyword, LONGEST_NAME) ?? []);
  return {
    summary: lineOf(paper['ai_summary'], LONGEST_SUMMARY),
    keywords: keywords.length === 0 ? undefined : unique(keywords).slice(0, MOST_KEYWORDS),
  };
}

function linksOf(paper: Fields): Said['links'] {
  const [code, project] = [linkOf(paper['githubRepo']), linkOf(paper['projectPage'])];
  return code || project ? { ...(code && { code }), ...(project && { project }) } : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && /\S/.test(value) ? value : undefined;
}

function dayAfter(now: Date): string {
  return new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
}
