import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { MAX_ABSTRACT_LENGTH, MAX_TITLE_LENGTH, type Paper } from '../../papers/paper.ts';
import type { UserError } from '../../runtime/errors.ts';
import { createLineError } from './text-file.ts';

/** A page of Daily Papers saved as text. */
export interface ListingPage {
  /** A hash of the text, the same whatever the file's name and line ends. */
  readonly page: string;
  /** The capture date: `MM-DD` from the page, or the full date given with `--captured`. */
  readonly captured: string;
  readonly entries: readonly ListingEntry[];
}

interface ListingEntry {
  readonly title: string;
  readonly abstract: string;
  readonly authorCount?: number;
  readonly organization?: NonNullable<Paper['organization']>;
  /** `MM-DD` if the page doesn't show the year. */
  readonly published?: string;
  readonly comments?: number;
}

export interface CaptureContext {
  /** UTC, `YYYY-MM-DD`. */
  readonly today: string;
  /** From `--captured`. */
  readonly stated?: string;
}

interface PageLine {
  readonly number: number;
  readonly text: string;
}

const HEADER_END = 'byAK and the research community';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE_PATTERN = new RegExp(`^(${MONTHS.join('|')}) (\\d{1,2})(?:, (\\d{4}))?(?: (\\d{1,6}))?$`);
const SENTENCE_END = /[.!?…。]["'”’)\]}$]*$|https?:\/\/\S+$/;
/** Longer lines aren't titles. */
const MAX_LIKELY_TITLE_LENGTH = 300;
const MIN_UNFINISHED_ABSTRACT_LENGTH = 250;

/**
 * Parses a captured listing page: site chrome, the capture date, then for each paper a title, an abstract and usually a byline.
 *
 * A page that was cut off is rejected if the cut shows: in a title, an abstract, a byline or a date. A cut after a sentence or an entry
 * doesn't show.
 *
 * @param text without byte order mark, with `\n` as line end
 * @throws UserError that names `file` and the line
 */
export function readListingPage(text: string, file: string, context: CaptureContext): ListingPage {
  const lines = text
    .split('\n')
    .map((line, index) => ({ number: index + 1, text: line.replace(/\s+/g, ' ').trim() }))
    .filter((line) => line.text !== '');
  const headerEnd = lines.findIndex((line) => line.text === HEADER_END);
  if (headerEnd < 0) throw createNotAListingPageError(text, file);
  const dayLine = lines[headerEnd + 1];
  const day = parseCaptureDay(dayLine, file);
  const captured = resolveCaptureDay(day, context, file, dayLine?.number ?? 1);
  const body = lines.slice(headerEnd + (day === undefined ? 1 : 2));
  const entries = new EntryParser(body, file, context.today, captured).parseAll();
  if (entries.length === 0) throw createLineError(file, lines.at(-1)?.number ?? 1, 'the page has no entries');
  const page = createHash('sha256').update(text.trim()).digest('hex').slice(0, 12);
  return { page, captured, entries };
}

function createNotAListingPageError(text: string, file: string): UserError {
  return /^\s*<(!doctype|html|head|body|\?xml)/i.test(text.slice(0, 1000))
    ? createLineError(file, 1, 'this is HTML, not a captured listing page. Save the page as text')
    : createLineError(file, 1, `not a captured listing page: the line "${HEADER_END}" is missing`);
}

function parseCaptureDay(line: PageLine | undefined, file: string): string | undefined {
  const match = line && DATE_PATTERN.exec(line.text);
  // A number after the date is a comment count, so the line belongs to a byline.
  return match && match[4] === undefined ? parseShownDate(match, line.number, file) : undefined;
}

function resolveCaptureDay(
  shown: string | undefined,
  { today, stated }: CaptureContext,
  file: string,
  line: number,
): string {
  if (stated !== undefined && stated > today)
    throw createLineError(file, line, `--captured ${stated} is in the future`);
  if (stated !== undefined && !stated.endsWith(shown ?? ''))
    throw createLineError(file, line, `--captured ${stated} doesn't match the page's capture date, ${shown}`);
  const captured = stated ?? shown;
  if (captured !== undefined) return captured;
  throw createLineError(file, line, 'the page has no capture date such as "Nov 4". Set it with --captured YYYY-MM-DD');
}

class EntryParser {
  readonly #lines: readonly PageLine[];
  readonly #file: string;
  readonly #today: string;
  readonly #captured: string;

  constructor(lines: readonly PageLine[], file: string, today: string, captured: string) {
    this.#lines = lines;
    this.#file = file;
    this.#today = today;
    this.#captured = captured;
  }

  parseAll(): ListingEntry[] {
    const overlongLine = this.#lines.find((line) => line.text.length > MAX_ABSTRACT_LENGTH);
    if (overlongLine) throw this.#tooLongError(overlongLine, 'line', MAX_ABSTRACT_LENGTH);
    const entries: ListingEntry[] = [];
    for (let at = 0; at < this.#lines.length; ) {
      const { entry, next } = this.#parseEntry(at);
      entries.push(entry);
      at = next;
    }
    return entries;
  }

  #parseEntry(at: number): { entry: ListingEntry; next: number } {
    const lines = this.#lines;
    const [title, abstract] = [lines[at] as PageLine, lines[at + 1]];
    const startsEntry = at === 0 || lines[at - 2]?.text === '·';
    if (title.text.length > MAX_TITLE_LENGTH && startsEntry) throw this.#tooLongError(title, 'title', MAX_TITLE_LENGTH);
    if (title.text.length > MAX_LIKELY_TITLE_LENGTH) {
      const before = lines[at - 1] ?? title;
      throw this.#error(before, `expected an abstract, found "${truncate(before.text)}", which looks like a title`);
    }
    if (this.#isByline(at)) throw this.#error(title, 'a byline without a title and an abstract');
    if (abstract === undefined || this.#isByline(at + 1) || looksLikeTitle(abstract.text))
      throw this.#error(title, `the title "${truncate(title.text)}" has no abstract`);
    const entry = { title: title.text, abstract: abstract.text };
    const isLast = at + 2 === lines.length;
    if (isLast && !endsWithSentence(abstract.text))
      throw this.#error(abstract, 'the page is cut off: its last abstract is incomplete. Capture it again');
    if (!this.#isByline(at + 2)) return { entry, next: at + 2 };
    return { entry: { ...entry, ...this.#parseByline(at + 2) }, next: at + 5 };
  }

  #isByline(at: number): boolean {
    const [line, next] = [this.#lines[at]?.text, this.#lines[at + 1]?.text];
    return line?.startsWith('•') === true || line === '·' || next === '·';
  }

  #parseByline(at: number): Partial<ListingEntry> {
    const [authors, dot, date] = [this.#lines[at] as PageLine, this.#lines[at + 1], this.#lines[at + 2]];
    if (dot?.text !== '·' || date === undefined)
      throw this.#error(dot ?? authors, 'the byline is cut off: expected "·" and a date after it');
    const match = DATE_PATTERN.exec(date.text);
    if (!match) throw this.#error(date, `"${truncate(date.text)}" is not a date such as "Jan 8" or "Dec 22, 2024"`);
    const published = parseShownDate(match, date.number, this.#file);
    const isInFuture = published.length === 5 ? published > this.#captured.slice(-5) : published > this.#today;
    if (isInFuture) throw this.#error(date, `"${date.text}" is after the capture date`);
    return {
      ...this.#parseAuthors(authors),
      published,
      ...(match[4] !== undefined && { comments: Number(match[4]) }),
    };
  }

  #parseAuthors(line: PageLine): Partial<ListingEntry> {
    if (line.text.startsWith('•')) {
      const authorCount = Number(/^• ?(\d{1,5}) authors?$/.exec(line.text)?.[1]);
      if (authorCount > 0) return { authorCount };
      throw this.#error(line, `"${truncate(line.text)}" is not a number of authors such as "• 3 authors"`);
    }
    const [slug = '', ...name] = line.text.split(' ');
    return { organization: { slug, name: name.join(' ') || slug } };
  }

  #error({ number }: PageLine, message: string): UserError {
    return createLineError(this.#file, number, message);
  }

  #tooLongError(line: PageLine, what: 'title' | 'line', maxLength: number): UserError {
    const { text } = line;
    return this.#error(
      line,
      `the ${what} "${truncate(text)}" has ${text.length} characters, more than the maximum of ${maxLength}. Is a line break missing?`,
    );
  }
}

function looksLikeTitle(text: string): boolean {
  return text.length < MIN_UNFINISHED_ABSTRACT_LENGTH && !endsWithSentence(text);
}

/** Tests only the last word: on the whole text, the pattern would follow every link to its end. */
function endsWithSentence(text: string): boolean {
  return SENTENCE_END.test(text.slice(text.lastIndexOf(' ') + 1));
}

/** `YYYY-MM-DD`, or `MM-DD` if no year is shown. February 29 is valid then: the inferred year has to have one. */
function parseShownDate(match: RegExpExecArray, line: number, file: string): string {
  const month = MONTHS.indexOf(match[1] ?? '') + 1;
  const [day, year] = [Number(match[2]), match[3]];
  try {
    const date = Temporal.PlainDate.from({ year: Number(year ?? 2000), month, day }, { overflow: 'reject' });
    return year === undefined ? date.toString().slice(5) : date.toString();
  } catch {
    throw createLineError(file, line, `"${match[0]}" is not a valid date`);
  }
}

function truncate(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
