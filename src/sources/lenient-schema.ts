import { z } from 'zod';
import { Day, Url } from '../papers/paper.ts';
import { sanitizeLine } from '../text/format.ts';

// Building blocks for the schemas of sources. Apart from a paper's id, title and abstract, what a source sends may be missing, null, of
// another type or nonsense; all of that means "not known".

/** `undefined` in place of an invalid value. */
export function lenient<Schema extends z.ZodType>(schema: Schema): z.ZodCatch<z.ZodOptional<Schema>> {
  return schema.optional().catch(undefined as z.output<z.ZodOptional<Schema>>);
}

/** The valid items of an array, none if it isn't an array. */
export function lenientArray<Item>(item: z.ZodType<Item>) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((values) =>
      values.flatMap((value) => {
        const result = item.safeParse(value);
        return result.success ? [result.data] : [];
      }),
    );
}

/** Text on one line, without invisible characters. A longer one is invalid. */
export const line = (maxLength: number) => z.string().transform(toSingleLine).pipe(z.string().min(1).max(maxLength));

/** Like `line`, for what a paper can't do without: the issue says what is wrong, to follow the field's name. */
export const text = (maxLength: number) =>
  z.unknown().transform((value, context) => {
    if (typeof value !== 'string') {
      context.addIssue(value === undefined || value === null ? 'is missing' : 'is not text');
      return z.NEVER;
    }
    const singleLine = toSingleLine(value);
    if (singleLine === '') context.addIssue('is empty');
    else if (singleLine.length > maxLength)
      context.addIssue(`has ${singleLine.length} characters (at most ${maxLength} allowed)`);
    return singleLine;
  });

/** Collapses white space and removes what nobody sees. */
export function toSingleLine(value: string): string {
  const singleLine = value.replace(/\s+/g, ' ').trim();
  // Most texts are plain ASCII, and a listing has thousands of them.
  return /^[ -~]*$/.test(singleLine) ? singleLine : sanitizeLine(singleLine).replace(/ +/g, ' ').trim();
}

/** Anything larger is a mistake. */
const MAX_COUNT = 1_000_000_000;

/** `Math.abs` turns JSON's -0 into 0. */
export const count = z.int().min(0).max(MAX_COUNT).transform(Math.abs);

/** What a browser opens as it is: no white space, no quotes, no TeX. */
const URL_PATTERN = /^https?:\/\/[^\s<>"`\\^{}|\p{Cc}]+$/iu;
const MAX_URL_LENGTH = 2000;

/** An HTTP URL of a named host, without credentials. */
export const webUrl = z
  .string()
  .transform((value) => value.trim())
  .pipe(z.string().max(MAX_URL_LENGTH).regex(URL_PATTERN).pipe(Url))
  .refine((url) => URL.canParse(url) && new URL(url).username === '' && new URL(url).password === '');

/** More lenient than `z.iso.datetime()`: seconds are optional. */
const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** An instant with any offset, to ISO 8601 in UTC. */
export const instant = z
  .string()
  .regex(INSTANT_PATTERN)
  // `Date` accepts February 30.
  .refine((value) => Day.safeParse(value.slice(0, 10)).success && !Number.isNaN(Date.parse(value)))
  .transform((value) => new Date(value).toISOString());

/** The UTC day of an instant if it's within a range of days, both included. */
export function dayWithin(at: string | undefined, from: string, to: string): string | undefined {
  const day = at?.slice(0, 10);
  return day !== undefined && day >= from && day <= to ? day : undefined;
}

/** Each value once, in the order of first occurrence. */
export function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
