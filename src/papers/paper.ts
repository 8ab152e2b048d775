import { z } from 'zod';

/** A calendar day, `YYYY-MM-DD`. It has no time zone: it is shown as it is, everywhere. */
export const Day = z.iso.date();

/** A day as a listing shows it: without its year (`MM-DD`) when that is the year of the capture. */
const ShownDay = z.union([Day, z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)]);

const Organization = z.strictObject({ slug: z.string().min(1), name: z.string().min(1) });

const Url = z.url({ protocol: /^https?$/, hostname: z.regexes.domain });

const Links = z.strictObject({
  huggingFace: Url.optional(),
  arxiv: Url.optional(),
  pdf: Url.optional(),
  code: Url.optional(),
  project: Url.optional(),
});

const Count = z.int().nonnegative();

/** What a source can say about a paper, each field only where the source said it. */
const said = {
  authors: z.array(z.string().min(1)).min(1).optional(),
  authorCount: z.int().positive().optional(),
  organization: Organization.optional(),
  listedOn: Day.optional(),
  upvotes: Count.optional(),
  comments: Count.optional(),
  codeStars: Count.optional(),
  thumbnail: Url.optional(),
};

/**
 * One source's word on a paper at one time. A paper is settled from all its sightings, in whatever order they came, so a sighting
 * keeps what it said. In a stored paper its `title` and `abstract` stand only where they differ from the paper's.
 */
export const Sighting = z.strictObject({
  source: z.enum(['page', 'lines']),
  /** Which page: a digest of its text. */
  page: z.string().optional(),
  /** The day that the page names (`MM-DD`), or the full one that somebody stated for it. */
  captured: ShownDay.optional(),
  /** The day of the sighting, where it is known or could be inferred. */
  on: Day.optional(),
  /** The place in the list, from 1. */
  rank: z.int().positive().optional(),
  /** The arXiv id, without version. */
  id: z.string().optional(),
  title: z.string().min(1).optional(),
  abstract: z.string().min(1).optional(),
  published: ShownDay.optional(),
  keywords: z.array(z.string().min(1)).optional(),
  summary: z.string().min(1).optional(),
  links: Links.optional(),
  ...said,
});
export type Sighting = z.infer<typeof Sighting>;

/** A paper as all its sightings together have it. Texts are as their source wrote them, TeX included; `src/text/tex.ts` shows them. */
export const Paper = z.strictObject({
  /** The arXiv id without version where it is known, else the digest of the title (`identity.ts`). */
  id: z.string().min(1),
  /** Ids that once stood for this paper. */
  aliases: z.array(z.string()),
  title: z.string().min(1),
  abstract: z.string().min(1),
  /** One sentence: a source's own (`model` wrote it), else the sentence of the abstract that says what the paper does. */
  summary: z.strictObject({ text: z.string().min(1), by: z.enum(['abstract', 'model']) }),
  publishedOn: Day.optional(),
  keywords: z.array(z.string().min(1)),
  links: Links,
  ...said,
  seen: z.array(Sighting).min(1),
});
export type Paper = z.infer<typeof Paper>;
