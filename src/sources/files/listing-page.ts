import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { MAX_ABSTRACT_LENGTH, MAX_TITLE_LENGTH, type Paper } from '../../papers/paper.ts';
import { createLineError } from './text-file.ts';

/** One paper in a captured listing page, as the page shows it. `published` has no year (`MM-DD`) where the page shows none. */
interface ListingEntry {
  readonly title: string;
  readonly abstract: string;
  readonly authorCount?: number;
  readonly organization?: NonNullable<Paper['organization']>;
  readonly published?: string;
  readonly comments?: number;
}

/** A page of Daily Papers saved as text. */
export interface ListingPage {
  /** A digest of the text: the same capture under another name or with other line ends is the same page. */
  readonly page: string;
  /** The day of capture: `MM-DD` as the page shows it, without a year, or the full day that was stated. */
  readonly captured: string;
  readonly entries: readonly ListingEntry[];
}

/** What is known about days apart from the page: today (UTC, `YYYY-MM-DD`), and the day of capture where somebody states it. */
export interface CaptureContext {
  readonly today: string;
  readonly stated?: string;
}

interface DateLimits {
  readonly today: string;
  readonly captured: string;
}

interface PageLine {
  readonly number: number;
  readonly text: string;
}

const HEADER_END = 'byAK and the research community';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE_PATTERN = new RegExp(`^(${MONTHS.join('|')}) (\\d{1,2})(?:, (\\d{4}))?(?: (\\d{1,6}))?$`);
const SENTENCE_END = /[.!?…。]["'”’)\]}$]*$|https?:\/\/\S+$/;
/** What is longer stands where a title should be, but is none. */
const MAX_LIKELY_TITLE_LENGTH = 300;
const MIN_UNFINISHED_ABSTRACT_LENGTH = 250;

/**
 * Reads a captured listing page: site chrome, the day of capture, then title, abstract and mostly a byline for each paper.
 *
 * A page cut in the middle is refused wherever the cut shows: inside a title, an abstract, a byline, a date or a character. A cut right
 * after a sentence or a whole listing does not show.
 *
 * @param text the page, without byte order mark, lines ended by `\n`
 * @throws UserError that names `file` and the line of what is wrong
 */
export function readListingPage(text: string, file: string, days: CaptureContext): ListingPage {
  const lines = text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.replace(/\s+/g, ' ').trim() }))
    .filter((line) => line.text !== '');
  const headerEnd = lines.findIndex((line) => line.text === HEADER_END);
  if (headerEnd < 0) throw createNotAListingPageError(text, file);
  const dayLine = lines[headerEnd + 1];
  const day = parseCaptureDay(dayLine, file);
  const captured = resolveCaptureDay(day, days, file, dayLine?.number ?? 1);
  const body = lines.slice(headerEnd + (day === undefined ? 1 : 2));
  const overlongLine = body.find((line) => line.text.length > MAX_ABSTRACT_LENGTH);
  if (overlongLine) throw createTooLongError(overlongLine, 'line', 'an abstract', MAX_ABSTRACT_LENGTH, file);
  const limits = { today: days.today, captured };
  const entries: ListingEntry[] = [];
  for (let at = 0; at < body.length; ) {
    const { entry, next } = readEntry(body, at, limits, file);
    entries.push(entry);
    at = next;
  }
  if (entries.length === 0) throw createLineError(file, lines.at(-1)?.number ?? 1, 'the page holds no listing');
  const page = createHash('sha256').update(text.trim()).digest('hex').slice(0, 12);
  return { page, captured, entries };
}

function resolveCaptureDay(
  shown: string | undefined,
  { today, stated }: CaptureContext,
  file: string,
  line: number,
): string {
  if (stated !== undefined && stated > today)
    throw createLineError(file, line, `--captured ${stated} lies in the future`);
  if (stated !== undefined && !stated.endsWith(shown ?? '')) {
    throw createLineError(file, line, `--captured ${stated} does not fit: the page says it was captured on ${shown}`);
  }
  const captured = stated ?? shown;
  if (captured !== undefined) return captured;
  throw createLineError(
    file,
    line,
    'the page names no day of capture, such as "Nov 4": state it with --captured YYYY-MM-DD',
  );
}

function createNotAListingPageError(text: string, file: string): Error {
  if (/^\s*<(!doctype|html|head|body|\?xml)/i.test(text.slice(0, 1000))) {
    return createLineError(file, 1, 'this is HTML, not a captured listing page: save the page as text');
  }
  return createLineError(file, 1, `not a captured listing page: it has no line "${HEADER_END}"`);
}

function parseCaptureDay(line: PageLine | undefined, file: string): string | undefined {
  const match = line && DATE_PATTERN.exec(line.text);
  if (!match || match[4] !== undefined) return undefined;
  return parseShownDate(match, line.number, file);
}

function readEntry(
  body: readonly PageLine[],
  at: number,
  limits: DateLimits,
  file: string,
): { entry: ListingEntry; next: number } {
  const title = body[at] as PageLine;
  const abstract = body[at + 1];
  const startsEntry = at === 0 || body[at - 2]?.text === '·';
  if (title.text.length > MAX_TITLE_LENGTH && startsEntry)
    throw createTooLongError(title, 'title', 'a title', MAX_TITLE_LENGTH, file);
  if (title.text.length > MAX_LIKELY_TITLE_LENGTH) {
    const before = body[at - 1];
    throw createLineError(
      file,
      before?.number ?? title.number,
      `a title has no abstract, "${truncate(before?.text ?? title.text)}" stands where one is expected`,
    );
  }
  if (isByline(body, at)) throw createLineError(file, title.number, 'a byline without title and abstract');
  if (abstract === undefined || isByline(body, at + 1) || looksLikeTitle(abstract.text)) {
    throw createLineError(file, title.number, `the title "${truncate(title.text)}" has no abstract`);
  }
  const entry = { title: title.text, abstract: abstract.text };
  const isLast = at + 2 === body.length;
  if (isLast && !endsWithSentence(abstract.text)) {
    throw createLineError(
      file,
      abstract.number,
      'the page is cut: its last abstract stops in the middle; capture it again',
    );
  }
  if (!isByline(body, at + 2)) return { entry, next: at + 2 };
  return { entry: { ...entry, ...readByline(body, at + 2, limits, file) }, next: at + 5 };
}

function isByline(body: readonly PageLine[], at: number): boolean {
  return body[at]?.text.startsWith('•') === true || body[at]?.text === '·' || body[at + 1]?.text === '·';
}

function looksLikeTitle(text: string): boolean {
  return text.length < MIN_UNFINISHED_ABSTRACT_LENGTH && !endsWithSentence(text);
}

/** Only the last word tells, and in the whole text every link would be followed to its end. */
function endsWithSentence(text: string): boolean {
  return SENTENCE_END.test(text.slice(text.lastIndexOf(' ') + 1));
}

function readByline(body: readonly PageLine[], at: number, limits: DateLimits, file: string): Partial<ListingEntry> {
  const [authorsLine, dot, date] = [body[at] as PageLine, body[at + 1], body[at + 2]];
  if (dot?.text !== '·' || date === undefined) {
    throw createLineError(file, (dot ?? authorsLine).number, 'the byline is cut: "·" and a date are expected after it');
  }
  const match = DATE_PATTERN.exec(date.text);
  if (!match)
    throw createLineError(file, date.number, `"${truncate(date.text)}" is no date such as "Jan 8" or "Dec 22, 2024"`);
  const published = parseShownDate(match, date.number, file);
  if (published.length === 5 ? published > limits.captured.slice(-5) : published > limits.today) {
    throw createLineError(file, date.number, `"${date.text}" lies in the future of the page, which is impossible`);
  }
  return {
    ...readAuthors(authorsLine, file),
    published,
    ...(match[4] !== undefined && { comments: Number(match[4]) }),
  };
}

function readAuthors(authorsLine: PageLine, file: string): Partial<ListingEntry> {
  if (authorsLine.text.startsWith('•')) {
    const authorCount = Number(/^• ?(\d{1,5}) authors?$/.exec(authorsLine.text)?.[1]);
    if (!(authorCount > 0))
      throw createLineError(file, authorsLine.number, `"${truncate(authorsLine.text)}" does not say how many authors`);
    return { authorCount };
  }
  const [slug = '', ...name] = authorsLine.text.split(' ');
  return { organization: { slug, name: name.join(' ') || slug } };
}

/** `YYYY-MM-DD`, or `MM-DD` where no year is shown. February 29 is let through without a year: inferring the year settles it. */
function parseShownDate(match: RegExpExecArray, line: number, file: string): string {
  const month = MONTHS.indexOf(match[1] ?? '') + 1;
  const [day, year] = [Number(match[2]), match[3]];
  try {
    const date = Temporal.PlainDate.from({ year: Number(year ?? 2000), month, day }, { overflow: 'reject' });
    return year === undefined ? date.toString().slice(5) : date.toString();
  } catch {
    throw createLineError(file, line, `"${match[0]}" is no day of the calendar`);
  }
}

function createTooLongError(
  { number, text }: PageLine,
  what: string,
  subject: string,
  maxLength: number,
  file: string,
): Error {
  return createLineError(
    file,
    number,
    `the ${what} "${truncate(text)}" has ${text.length} characters, and ${subject} has ${maxLength} at most: is a line end missing?`,
  );
}

function truncate(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
