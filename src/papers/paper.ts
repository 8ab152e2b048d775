import { z } from 'zod';
import { formatDay, pluralize } from '../text/format.ts';

/** A calendar day, `YYYY-MM-DD`. It has no time zone: it is shown as it is, everywhere. */
export const Day = z.iso.date();

const MONTH_DAY =
  /^(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))$/;

/** A day as a listing shows it: without its year (`MM-DD`) when that is the year of the capture. Some years have a February 29. */
const DayOrMonthDay = z.union([Day, z.string().regex(MONTH_DAY)], { error: 'is no day such as 2025-11-04 or 11-04' });

/** The most characters a title may have; the longest ones have about 250. */
export const MAX_TITLE_LENGTH = 500;

/** The most characters an abstract may have: arXiv takes 1,920 (https://info.arxiv.org/help/prep.html). */
export const MAX_ABSTRACT_LENGTH = 20_000;

// White space alone says nothing, and nothing could be settled from it.
const Title = z.string().regex(/\S/, 'is empty').max(MAX_TITLE_LENGTH);
const Abstract = z.string().regex(/\S/, 'is empty').max(MAX_ABSTRACT_LENGTH);

const Organization = z.strictObject({ slug: z.string().min(1), name: z.string().min(1) });

/** An address that a paper can have: of a host with a name, not with a number. */
export const Url = z.url({ protocol: /^https?$/, hostname: z.regexes.domain });

const Links = z.strictObject({
  huggingFace: Url.optional(),
  arxiv: Url.optional(),
  pdf: Url.optional(),
  code: Url.optional(),
  project: Url.optional(),
});

const Count = z.int().nonnegative();

/** What Hugging Face has of a kind that goes with a paper: how many in all, and the names of the first (`owner/name`). */
const ArtifactList = z.strictObject({ total: Count, names: z.array(z.string().min(1)) });

const LinkedArtifacts = z.strictObject({
  models: ArtifactList.optional(),
  datasets: ArtifactList.optional(),
  spaces: ArtifactList.optional(),
});

/** What a source can say about a paper, each field only where the source said it. */
const sourceFields = {
  authors: z.array(z.string().min(1)).min(1).optional(),
  authorCount: z.int().positive().optional(),
  organization: Organization.optional(),
  listedOn: Day.optional(),
  upvotes: Count.optional(),
  comments: Count.optional(),
  codeStars: Count.optional(),
  /** arXiv's subject classes, the primary one first. */
  categories: z.array(z.string().min(1)).optional(),
  /** The number of its newest version on arXiv, and the day of that. */
  version: z.int().positive().optional(),
  updatedOn: Day.optional(),
  linked: LinkedArtifacts.optional(),
  thumbnail: Url.optional(),
};

/**
 * One source's word on a paper at one time. A paper is settled from all its sightings, in whatever order they came, so a sighting
 * keeps what it said. In a stored paper its `title` and `abstract` stand only where they differ from the paper's.
 */
export const SourceRecord = z.strictObject({
  source: z.enum(['page', 'lines', 'huggingface', 'arxiv']),
  /** Of a live source: the instant at which it said this, ISO 8601 in UTC. */
  at: z.iso.datetime().optional(),
  /** Which page: a digest of its text. */
  page: z.string().optional(),
  /** The day that the page names (`MM-DD`), or the full one that somebody stated for it. */
  captured: DayOrMonthDay.optional(),
  /** The day of the sighting, where it is known or could be inferred. */
  on: Day.optional(),
  /** The place in the list, from 1. */
  rank: z.int().positive().optional(),
  /** The arXiv id, without version. */
  id: z.string().optional(),
  title: Title.optional(),
  abstract: Abstract.optional(),
  published: DayOrMonthDay.optional(),
  keywords: z.array(z.string().min(1)).optional(),
  summary: z.string().min(1).optional(),
  links: Links.optional(),
  ...sourceFields,
});
export type SourceRecord = z.infer<typeof SourceRecord>;

/** A sighting with its texts, as a source gives it. */
export type FullSourceRecord = SourceRecord & { readonly title: string; readonly abstract: string };

/** A paper as all its sightings together have it. Texts are as their source wrote them, TeX included; `src/text/tex.ts` shows them. */
export const Paper = z.strictObject({
  /** The arXiv id without version where it is known, else the digest of the title (`identity.ts`). */
  id: z.string().min(1),
  /** Ids that once stood for this paper. */
  aliases: z.array(z.string()),
  title: Title,
  abstract: Abstract,
  /** One sentence: a source's own (`model` wrote it), else the sentence of the abstract that says what the paper does. */
  summary: z.strictObject({ text: z.string().min(1), by: z.enum(['abstract', 'model']) }),
  publishedOn: Day.optional(),
  keywords: z.array(z.string().min(1)),
  links: Links,
  ...sourceFields,
  seen: z.array(SourceRecord).min(1),
});
export type Paper = z.infer<typeof Paper>;

const LIVE_SOURCES: ReadonlySet<SourceRecord['source']> = new Set(['huggingface', 'arxiv']);

/** Whether a sighting is of a source that is asked again and again. */
export function isLiveRecord({ source }: SourceRecord): boolean {
  return LIVE_SOURCES.has(source);
}

/** The day that counts for a paper (`YYYY-MM-DD`): of its listing, else of its publication. */
export function paperDay({ listedOn, publishedOn }: Paper): string | undefined {
  return listedOn ?? publishedOn;
}

/** Every id that a paper has or had. */
export function allPaperIds({ id, aliases }: Paper): string[] {
  return [id, ...aliases];
}

/** Whether a model chose the paper's keywords: those of Hugging Face are (`ai_keywords` in its API). */
export function hasModelKeywords({ keywords, seen }: Paper): boolean {
  // The newest sighting that has keywords is where the paper's are from, and `seen` has the newest first.
  return keywords.length > 0 && seen.find((record) => record.keywords !== undefined)?.source === 'huggingface';
}

const MAX_NAMED_AUTHORS = 3;

/** Who wrote a paper and when, in one line: "Ada Lovelace, Alan Turing and 3 more · NVIDIA · Mar 1, 2025". Empty where nothing is known. */
export function formatByline({ authors, authorCount, organization, publishedOn }: Paper): string {
  const parts = [
    authors
      ? formatAuthors(authors, Math.max(authors.length, authorCount ?? 0))
      : authorCount !== undefined && pluralize(authorCount, 'author'),
    organization?.name,
    publishedOn !== undefined && formatDay(publishedOn),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** @param total how many there are: a source may name the first few only */
function formatAuthors(authors: readonly string[], total: number): string {
  const more = total - Math.min(authors.length, MAX_NAMED_AUTHORS);
  if (total > authors.length || authors.length > MAX_NAMED_AUTHORS + 1)
    return `${authors.slice(0, MAX_NAMED_AUTHORS).join(', ')} and ${more} more`;
  return authors.length === 1 ? (authors[0] ?? '') : `${authors.slice(0, -1).join(', ')} and ${authors.at(-1)}`;
}
