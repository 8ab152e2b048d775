import { parseArxivId } from '../../papers/identity.ts';
import type { Paper, SourceRecord } from '../../papers/paper.ts';
import {
  type EntryResult,
  isJsonObject,
  parseCount,
  parseDayBetween,
  parseLine,
  parseWebUrl,
  quoteValue,
  type RecordFields,
  toArray,
  toObject,
  toSourceRecord,
  unique,
} from '../entry-parser.ts';

export interface EntryContext {
  readonly now: Date;
  /** The day whose list it stands in, and its place there. */
  readonly day?: string;
  readonly rank?: number;
}

type JsonFields = Readonly<Record<string, unknown>>;

/** The day of the first list. */
export const FIRST_LISTING_DAY = '2023-05-04';
/** The day of the first paper on arXiv. */
const FIRST_ARXIV_DAY = '1991-08-14';

const DAY_MS = 24 * 60 * 60_000;
const MAX_AUTHORS = 1000;
const MAX_KEYWORDS = 100;
const MAX_NAME_LENGTH = 200;
const MAX_SUMMARY_LENGTH = 2000;

/**
 * Reads an entry of a list: a paper with what the list knows of it around it, or the paper alone, as the page of one and the search of
 * 2024 have it.
 */
export function parseEntry(entry: unknown, context: EntryContext): EntryResult {
  if (!isJsonObject(entry)) return { skipReason: `An entry is ${quoteValue(entry)}, no object.` };
  const paper = isJsonObject(entry['paper']) ? entry['paper'] : entry;
  const { id } = paper;
  if (typeof id !== 'string' || toHuggingFaceId(id) !== id)
    return { skipReason: `The id of an entry is ${quoteValue(id)}, no arXiv id.` };
  return toSourceRecord({
    source: 'huggingface',
    now: context.now,
    id,
    // The inner title loses TeX at times.
    title: nonBlankText(entry['title']) ?? paper['title'],
    abstract: nonBlankText(paper['summary']) ?? entry['summary'],
    fields: {
      ...parseListingFields(entry, paper, context),
      ...parseAuthors(paper),
      ...parseModelFields(paper),
      published: parseDayBetween(paper['publishedAt'], FIRST_ARXIV_DAY, nextDay(context.now)),
      organization: parseOrganization(paper['organization'] ?? entry['organization']),
      upvotes: parseCount(paper['upvotes']),
      codeStars: parseCount(paper['githubStars']),
      links: parseLinks(paper),
      linked: parseLinkedRepos(paper),
    },
  });
}

/** What the list says of the paper, rather than the paper of itself. */
function parseListingFields(entry: JsonFields, paper: JsonFields, { now, day, rank }: EntryContext): RecordFields {
  return {
    rank,
    listedOn: parseListedDay(paper['submittedOnDailyAt'], now) ?? day,
    comments: parseCount(entry['numComments'] ?? paper['numComments']),
    thumbnail: parseWebUrl(entry['thumbnail'] ?? entry['thumbnailUrl']),
  };
}

/** The day stands in front, whatever the time behind it. In New York no list opens before its day has begun in UTC. */
function parseListedDay(submitted: unknown, now: Date): string | undefined {
  if (typeof submitted !== 'string') return undefined;
  return parseDayBetween(`${submitted.slice(0, 10)}T00:00:00Z`, FIRST_LISTING_DAY, now.toISOString().slice(0, 10));
}

function parseAuthors(paper: JsonFields): Pick<SourceRecord, 'authors' | 'authorCount'> {
  const shown = toArray(paper['authors'])
    .map(toObject)
    .filter(({ hidden }) => hidden !== true);
  const names = shown.flatMap(({ name }) => parseLine(name, MAX_NAME_LENGTH) ?? []);
  if (names.length === 0) return {};
  return { authors: names.slice(0, MAX_AUTHORS), authorCount: names.length };
}

function parseOrganization(value: unknown): RecordFields['organization'] {
  const { name, fullname } = toObject(value);
  const slug = parseLine(name, MAX_NAME_LENGTH);
  return slug === undefined ? undefined : { slug, name: parseLine(fullname, MAX_NAME_LENGTH) ?? slug };
}

function parseModelFields(paper: JsonFields): RecordFields {
  const keywords = toArray(paper['ai_keywords']).flatMap((keyword) => parseLine(keyword, MAX_NAME_LENGTH) ?? []);
  return {
    summary: parseLine(paper['ai_summary'], MAX_SUMMARY_LENGTH),
    keywords: keywords.length === 0 ? undefined : unique(keywords).slice(0, MAX_KEYWORDS),
  };
}

function parseLinks(paper: JsonFields): RecordFields['links'] {
  const [code, project] = [parseWebUrl(paper['githubRepo']), parseWebUrl(paper['projectPage'])];
  return code || project ? { ...(code && { code }), ...(project && { project }) } : undefined;
}

function nonBlankText(value: unknown): string | undefined {
  return typeof value === 'string' && /\S/.test(value) ? value : undefined;
}

function nextDay(now: Date): string {
  return new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
}

type LinkedRepos = NonNullable<Paper['linked']>;

const LINKED_KINDS = [
  ['models', 'linkedModels', 'numTotalModels'],
  ['datasets', 'linkedDatasets', 'numTotalDatasets'],
  ['spaces', 'linkedSpaces', 'numTotalSpaces'],
] as const;

/** `owner/name`, or the name alone of an old model. */
const REPO_NAME_PATTERN = /^[\w.-]+(?:\/[\w.-]+)?$/;
const MAX_REPO_NAME_LENGTH = 200;
const MAX_REPO_NAMES = 10;

/** What goes with a paper, as its page has it; nothing where it says nothing of that, as in lists. */
function parseLinkedRepos(paper: Readonly<Record<string, unknown>>): LinkedRepos | undefined {
  const linked = LINKED_KINDS.flatMap(([kind, list, total]) => {
    const repos = parseRepoList(paper[list], paper[total]);
    return repos === undefined ? [] : [[kind, repos] as const];
  });
  return linked.length === 0 ? undefined : Object.fromEntries(linked);
}

function parseRepoList(list: unknown, total: unknown): LinkedRepos['models'] {
  const totalCount = parseCount(total);
  if (!Array.isArray(list) && totalCount === undefined) return undefined;
  const all = toArray(list);
  const names = all
    .flatMap((repo) => parseLine(toObject(repo)['id'], MAX_REPO_NAME_LENGTH) ?? [])
    .filter((name) => REPO_NAME_PATTERN.test(name));
  return { total: Math.max(totalCount ?? all.length, names.length), names: names.slice(0, MAX_REPO_NAMES) };
}

/** An id that Hugging Face may know, without its version: it has papers of the new style only. */
export function toHuggingFaceId(id: string): string | undefined {
  const paperId = parseArxivId(id);
  return paperId?.includes('/') ? undefined : paperId;
}
