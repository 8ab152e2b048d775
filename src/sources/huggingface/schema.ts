import { z } from 'zod';
import { parseArxivId } from '../../papers/identity.ts';
import { Day, type FullSourceRecord, MAX_ABSTRACT_LENGTH, MAX_TITLE_LENGTH, type Paper } from '../../papers/paper.ts';
import {
  count,
  dayWithin,
  instant,
  isJsonObject,
  lenient,
  lenientArray,
  line,
  text,
  unique,
  webUrl,
} from '../lenient-schema.ts';
import { describeInvalidEntry, type EntryResult, quoteValue, toSourceRecord } from '../listing-entry.ts';

export const KIND = 'huggingface';

export interface EntryContext {
  readonly now: Date;
  /** The day whose listing it's in, and its place there from 1. */
  readonly day?: string;
  readonly rank?: number;
}

/** Of Daily Papers. */
export const FIRST_LISTING_DAY = '2023-05-04';
/** Of arXiv. */
const FIRST_SUBMISSION_DAY = '1991-08-14';

const DAY_MS = 24 * 60 * 60_000;
const MAX_AUTHORS = 1000;
const MAX_KEYWORDS = 100;
const MAX_NAME_LENGTH = 200;
const MAX_SUMMARY_LENGTH = 2000;
const MAX_REPO_NAMES = 10;

/** `owner/name`, or only the name of some old models. */
const RepoName = line(MAX_NAME_LENGTH).pipe(z.string().regex(/^[\w.-]+(?:\/[\w.-]+)?$/));
const RepoNames = lenientArray(z.object({ id: RepoName }).transform(({ id }) => id));
const RepoList = lenient(z.array(z.unknown()));
const HuggingFaceId = z.string().refine((id) => toHuggingFaceId(id) === id);

/** A paper, together with what the listing says about it (see `flatten`). */
const HuggingFacePaper = z.object({
  id: HuggingFaceId,
  title: text(MAX_TITLE_LENGTH),
  abstract: text(MAX_ABSTRACT_LENGTH),
  publishedAt: lenient(instant),
  submittedOnDailyAt: lenient(
    z
      .string()
      .transform((at) => at.slice(0, 10))
      .pipe(Day),
  ),
  authors: lenientArray(z.object({ name: line(MAX_NAME_LENGTH), hidden: lenient(z.literal(true)) })),
  organization: lenient(z.object({ name: line(MAX_NAME_LENGTH), fullname: lenient(line(MAX_NAME_LENGTH)) })),
  upvotes: lenient(count),
  numComments: lenient(count),
  thumbnail: lenient(webUrl),
  githubRepo: lenient(webUrl),
  githubStars: lenient(count),
  projectPage: lenient(webUrl),
  ai_summary: lenient(line(MAX_SUMMARY_LENGTH)),
  ai_keywords: lenientArray(line(MAX_NAME_LENGTH)),
  linkedModels: RepoList,
  linkedDatasets: RepoList,
  linkedSpaces: RepoList,
  numTotalModels: lenient(count),
  numTotalDatasets: lenient(count),
  numTotalSpaces: lenient(count),
});
type HuggingFacePaper = z.infer<typeof HuggingFacePaper>;

/** Accepts a listing's entry, which wraps the paper, and a bare paper, as its page and the search of 2024 return it. */
export function parseEntry(entry: unknown, context: EntryContext): EntryResult {
  if (!isJsonObject(entry)) return { kind: 'skipped', reason: `An entry is ${quoteValue(entry)}, not an object.` };
  const flat = flatten(entry);
  const { success, data, error } = HuggingFacePaper.safeParse(flat);
  if (success) return { kind: 'ok', record: toRecord(data, context) };
  const { success: hasId, data: id } = HuggingFaceId.safeParse(flat['id']);
  const reason = hasId
    ? describeInvalidEntry(id, error)
    : `An entry's id is ${quoteValue(flat['id'])}, not an arXiv id.`;
  return { kind: 'skipped', reason };
}

/** Picks each field from where the site is right about it. A broken value there means "not known": no other place is tried then. */
function flatten(entry: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const paper = isJsonObject(entry['paper']) ? entry['paper'] : entry;
  return {
    ...paper,
    // The inner title sometimes loses its TeX.
    title: nonBlankText(entry['title']) ?? paper['title'],
    abstract: nonBlankText(paper['summary']) ?? entry['summary'],
    organization: paper['organization'] ?? entry['organization'],
    numComments: entry['numComments'] ?? paper['numComments'],
    thumbnail: entry['thumbnail'] ?? entry['thumbnailUrl'],
  };
}

function nonBlankText(value: unknown): string | undefined {
  return typeof value === 'string' && /\S/.test(value) ? value : undefined;
}

function toRecord(paper: HuggingFacePaper, { now, day, rank }: EntryContext): FullSourceRecord {
  const today = now.toISOString().slice(0, 10);
  const tomorrow = new Date(now.getTime() + DAY_MS).toISOString().slice(0, 10);
  const authors = paper.authors.flatMap(({ name, hidden }) => (hidden ? [] : [name]));
  const { githubRepo: code, projectPage: project, organization, ai_keywords: keywords } = paper;
  return toSourceRecord(KIND, now, {
    id: paper.id,
    title: paper.title,
    abstract: paper.abstract,
    rank,
    // No listing opens before its day has begun in UTC.
    listedOn: dayWithin(paper.submittedOnDailyAt, FIRST_LISTING_DAY, today) ?? day,
    published: dayWithin(paper.publishedAt, FIRST_SUBMISSION_DAY, tomorrow),
    authors: authors.length === 0 ? undefined : authors.slice(0, MAX_AUTHORS),
    authorCount: authors.length === 0 ? undefined : authors.length,
    organization: organization && { slug: organization.name, name: organization.fullname ?? organization.name },
    upvotes: paper.upvotes,
    comments: paper.numComments,
    codeStars: paper.githubStars,
    thumbnail: paper.thumbnail,
    summary: paper.ai_summary,
    keywords: keywords.length === 0 ? undefined : unique(keywords).slice(0, MAX_KEYWORDS),
    links: code || project ? { ...(code && { code }), ...(project && { project }) } : undefined,
    linked: toLinkedArtifacts(paper),
  });
}

/** Only a paper's page has these; `undefined` for a listing's entry. */
function toLinkedArtifacts(paper: HuggingFacePaper): Paper['linked'] {
  const linked = {
    models: toArtifactList(paper.linkedModels, paper.numTotalModels),
    datasets: toArtifactList(paper.linkedDatasets, paper.numTotalDatasets),
    spaces: toArtifactList(paper.linkedSpaces, paper.numTotalSpaces),
  };
  const known = Object.entries(linked).filter(([, list]) => list !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function toArtifactList(repos: readonly unknown[] | undefined, total = repos?.length) {
  if (total === undefined) return undefined;
  const names = RepoNames.parse(repos);
  return { total: Math.max(total, names.length), names: names.slice(0, MAX_REPO_NAMES) };
}

/** The id without version, if Hugging Face can have the paper: it has none with an old-style id. */
export function toHuggingFaceId(id: string): string | undefined {
  const paperId = parseArxivId(id);
  return paperId?.includes('/') ? undefined : paperId;
}
