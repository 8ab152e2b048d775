import { z } from 'zod';
import { formatDay, formatList, pluralize } from '../text/format.ts';

/** A calendar day, `YYYY-MM-DD`, without a time zone. */
export const Day = z.iso.date();

const MONTH_DAY =
  /^(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|[12]\d))$/;

/** A date as pages show it: without the year (`MM-DD`) if that's the year of the capture. */
const DayOrMonthDay = z.union([Day, z.string().regex(MONTH_DAY)], {
  error: 'is not a date such as 2025-11-04 or 11-04',
});

/** The longest real titles have about 250 characters. */
export const MAX_TITLE_LENGTH = 500;

/** arXiv accepts 1,920 characters (https://info.arxiv.org/help/prep.html). */
export const MAX_ABSTRACT_LENGTH = 20_000;

const Title = z.string().regex(/\S/, 'is empty').max(MAX_TITLE_LENGTH);
const Abstract = z.string().regex(/\S/, 'is empty').max(MAX_ABSTRACT_LENGTH);

const Organization = z.strictObject({ slug: z.string().min(1), name: z.string().min(1) });

/** An http(s) URL with a domain name, not an IP address. */
export const Url = z.url({ protocol: /^https?$/, hostname: z.regexes.domain });

const Links = z.strictObject({ huggingFace: Url, arxiv: Url, pdf: Url, code: Url, project: Url }).partial();

const Count = z.int().nonnegative();

/** Artifacts of one kind on Hugging Face: the total, and the names of the first few (`owner/name`). */
const ArtifactList = z.strictObject({ total: Count, names: z.array(z.string().min(1)) });

const LinkedArtifacts = z
  .strictObject({ models: ArtifactList, datasets: ArtifactList, spaces: ArtifactList })
  .partial();

/** Fields that records and papers share. A missing field is unknown. */
const sourceFields = {
  authors: z.array(z.string().min(1)).min(1).optional(),
  authorCount: z.int().positive().optional(),
  organization: Organization.optional(),
  listedOn: Day.optional(),
  upvotes: Count.optional(),
  comments: Count.optional(),
  codeStars: Count.optional(),
  /** arXiv subject classes, primary first. */
  categories: z.array(z.string().min(1)).optional(),
  /** The newest version on arXiv, and its day. */
  version: z.int().positive().optional(),
  updatedOn: Day.optional(),
  linked: LinkedArtifacts.optional(),
  thumbnail: Url.optional(),
};

/**
 * What one source said about a paper at one time. A paper is merged from all of its records. In a stored paper, a
 * record has a `title` or `abstract` only if it differs from the paper's.
 */
export const SourceRecord = z.strictObject({
  /** The kind of a live source, or one of `IMPORTED_SOURCES`. */
  source: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** Live sources: when the record was fetched, ISO 8601 in UTC. */
  at: z.iso.datetime().optional(),
  /** Captured pages: a hash of the page's text. */
  page: z.string().optional(),
  /** The capture date shown on the page (`MM-DD`), or the full date given with `--captured`. */
  captured: DayOrMonthDay.optional(),
  /** The day of the record, if known or inferred. */
  on: Day.optional(),
  /** Position in the listing, from 1. */
  rank: z.int().positive().optional(),
  /** arXiv id without version. */
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

/** A record as a source returns it, with its texts. */
export type FullSourceRecord = SourceRecord & { readonly title: string; readonly abstract: string };

/** A paper, merged from its source records. Texts are as the source has them, with TeX (`texToSpans`). */
export const Paper = z.strictObject({
  /** arXiv id without version if known, else `titleId`. */
  id: z.string().min(1),
  /** Former ids. */
  aliases: z.array(z.string()),
  title: Title,
  abstract: Abstract,
  /** One sentence: from a source, written by a `model`, else the key sentence of the abstract. */
  summary: z.strictObject({ text: z.string().min(1), by: z.enum(['abstract', 'model']) }),
  publishedOn: Day.optional(),
  keywords: z.array(z.string().min(1)),
  links: Links,
  ...sourceFields,
  seen: z.array(SourceRecord).min(1),
});
export type Paper = z.infer<typeof Paper>;

/** Records from files: captured pages and JSON Lines. */
const IMPORTED_SOURCES: ReadonlySet<string> = new Set(['page', 'lines']);

/** Whether a record is from a source that is polled, not from a file. */
export function isLiveRecord({ source }: SourceRecord): boolean {
  return !IMPORTED_SOURCES.has(source);
}

/** The day a paper counts for: when it was listed, else published. */
export function paperDay({ listedOn, publishedOn }: Paper): string | undefined {
  return listedOn ?? publishedOn;
}

/** A paper's current and former ids. */
export function allPaperIds({ id, aliases }: Paper): string[] {
  return [id, ...aliases];
}

/** Whether a model chose the keywords: those of live sources are, as those of Hugging Face (`ai_keywords` in its API). */
export function hasModelKeywords({ keywords, seen }: Paper): boolean {
  // The newest record with keywords is where they come from, and `seen` is sorted newest first.
  const source = seen.find((record) => record.keywords !== undefined);
  return keywords.length > 0 && source !== undefined && isLiveRecord(source);
}

const MAX_NAMED_AUTHORS = 3;

/** "Ada Lovelace, Alan Turing and 3 more · NVIDIA · Mar 1, 2025". Empty if nothing is known. */
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

/** @param total including authors who aren't listed */
function formatAuthors(authors: readonly string[], total: number): string {
  const more = total - Math.min(authors.length, MAX_NAMED_AUTHORS);
  const showsAll = total === authors.length && authors.length <= MAX_NAMED_AUTHORS + 1;
  return formatList(showsAll ? authors : [...authors.slice(0, MAX_NAMED_AUTHORS), `${more} more`], 'and');
}
