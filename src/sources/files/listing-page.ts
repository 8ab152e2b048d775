import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { LONGEST_ABSTRACT, LONGEST_TITLE, type Paper } from '../../papers/paper.ts';
import { mistakeAt } from './mistake.ts';

/** One paper in a captured listing page, as the page shows it. `published` has no year (`MM-DD`) where the page shows none. */
interface Listing {
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
  readonly listings: readonly Listing[];
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

interface Line {
  readonly number: number;
  readonly text: string;
}

const CHROME_END = 'byAK and the research community';
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE = new RegExp(`^(${MONTHS.join('|')}) (\\d{1,2})(?:, (\\d{4}))?(?: (\\d{1,6}))?$`);
const ENDS_A_SENTENCE = /[.!?…。]["'”’)\]}$]*$|https?:\/\/\S+$/;
/** What is longer stands where a title should be, but is none. */
const LONGEST_LIKELY_TITLE = 300;
const SHORTEST_UNFINISHED_ABSTRACT = 250;

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
  const chromeEnd = lines.findIndex((line) => line.text === CHROME_END);
  if (chromeEnd < 0) throw notAListingPage(text, file);
  const dayLine = lines[chromeEnd + 1];
  const day = shownDay(dayLine, file);
  const captured = captureDay(day, days, file, dayLine?.number ?? 1);
  const body = lines.slice(chromeEnd + (day === undefined ? 1 : 2));
  const endless = body.find((line) => line.text.length > LONGEST_ABSTRACT);
  if (endless) throw tooLong(endless, 'line', 'an abstract', LONGEST_ABSTRACT, file);
  const limits = { today: days.today, captured };
  const listings: Listing[] = [];
  for (let at = 0; at < body.length; ) {
    const { listing, next } = readListing(body, at, limits, file);
    listings.push(listing);
    at = next;
  }
  if (listings.length === 0) throw mistakeAt(file, lines.at(-1)?.number ?? 1, 'the page holds no listing');
  const page = createHash('sha256').update(text.trim()).digest('hex').slice(0, 12);
  return { page, captured, listings };
}

function captureDay(shown: string | undefined, { today, stated }: CaptureContext, file: string, line: number): string {
  if (stated !== undefined && stated > today) throw mistakeAt(file, line, `--captured ${stated} lies in the future`);
  if (stated !== undefined && !stated.endsWith(shown ?? '')) {
    throw mistakeAt(file, line, `--captured ${stated} does not fit: the page says it was captured on ${shown}`);
  }
  const captured = stated ?? shown;
  if (captured !== undefined) return captured;
  throw mistakeAt(file, line, 'the page names no day of capture, such as "Nov 4": state it with --captured YYYY-MM-DD');
}

function notAListingPage(text: string, file: string): Error {
  if (/^\s*<(!doctype|html|head|body|\?xml)/i.test(text.slice(0, 1000))) {
    return mistakeAt(file, 1, 'this is HTML, not a captured listing page: save the page as text');
  }
  return mistakeAt(file, 1, `not a captured listing page: it has no line "${CHROME_END}"`);
}

function shownDay(line: Line | undefined, file: string): string | undefined {
  const match = line && DATE.exec(line.text);
  if (!match || match[4] !== undefined) return undefined;
  return dayOf(match, line.number, file);
}

function readListing(
  body: readonly Line[],
  at: number,
  limits: DateLimits,
  file: string,
): { listing: Listing; next: number } {
  const title = body[at] as Line;
  const abstract = body[at + 1];
  const startsAListing = at === 0 || body[at - 2]?.text === '·';
  if (title.text.length > LONGEST_TITLE && startsAListing)
    throw tooLong(title, 'title', 'a title', LONGEST_TITLE, file);
  if (title.text.length > LONGEST_LIKELY_TITLE) {
    const before = body[at - 1];
    throw mistakeAt(
      file,
      before?.number ?? title.number,
      `a title has no abstract, "${short(before?.text ?? title.text)}" stands where one is expected`,
    );
  }
  if (isByline(body, at)) throw mistakeAt(file, title.number, 'a byline without title and abstract');
  if (abstract === undefined || isByline(body, at + 1) || readsLikeATitle(abstract.text)) {
    throw mistakeAt(file, title.number, `the title "${short(title.text)}" has no abstract`);
  }
  const listing = { title: title.text, abstract: abstract.text };
  const isLast = at + 2 === body.length;
  if (isLast && !endsASentence(abstract.text)) {
    throw mistakeAt(file, abstract.number, 'the page is cut: its last abstract stops in the middle; capture it again');
  }
  if (!isByline(body, at + 2)) return { listing, next: at + 2 };
  return { listing: { ...listing, ...readByline(body, at + 2, limits, file) }, next: at + 5 };
}

function isByline(body: readonly Line[], at: number): boolean {
  return body[at]?.text.startsWith('•') === true || body[at]?.text === '·' || body[at + 1]?.text === '·';
}

function readsLikeATitle(text: string): boolean {
  return text.length < SHORTEST_UNFINISHED_ABSTRACT && !endsASentence(text);
}

/** Only the last word tells, and in the whole text every link would be followed to its end. */
function endsASentence(text: string): boolean {
  return ENDS_A_SENTENCE.test(text.slice(text.lastIndexOf(' ') + 1));
}

function readByline(body: readonly Line[], at: number, limits: DateLimits, file: string): Partial<Listing> {
  const [who, dot, date] = [body[at] as Line, body[at + 1], body[at + 2]];
  if (dot?.text !== '·' || date === undefined) {
    throw mistakeAt(file, (dot ?? who).number, 'the byline is cut: "·" and a date are expected after it');
  }
  const match = DATE.exec(date.text);
  if (!match) throw mistakeAt(file, date.number, `"${short(date.text)}" is no date such as "Jan 8" or "Dec 22, 2024"`);
  const published = dayOf(match, date.number, file);
  if (published.length === 5 ? published > limits.captured.slice(-5) : published > limits.today) {
    throw mistakeAt(file, date.number, `"${date.text}" lies in the future of the page, which is impossible`);
  }
  return {
    ...readWho(who, file),
    published,
    ...(match[4] !== undefined && { comments: Number(match[4]) }),
  };
}

function readWho(who: Line, file: string): Partial<Listing> {
  if (who.text.startsWith('•')) {
    const authorCount = Number(/^• ?(\d{1,5}) authors?$/.exec(who.text)?.[1]);
    if (!(authorCount > 0)) throw mistakeAt(file, who.number, `"${short(who.text)}" does not say how many authors`);
    return { authorCount };
  }
  const [slug = '', ...name] = who.text.split(' ');
  return { organization: { slug, name: name.join(' ') || slug } };
}

/** `YYYY-MM-DD`, or `MM-DD` where no year is shown. February 29 is let through without a year: inferring the year settles it. */
function dayOf(match: RegExpExecArray, line: number, file: string): string {
  const month = MONTHS.indexOf(match[1] ?? '') + 1;
  const [day, year] = [Number(match[2]), match[3]];
  try {
    const date = Temporal.PlainDate.from({ year: Number(year ?? 2000), month, day }, { overflow: 'reject' });
    return year === undefined ? date.toString().slice(5) : date.toString();
  } catch {
    throw mistakeAt(file, line, `"${match[0]}" is no day of the calendar`);
  }
}

function tooLong({ number, text }: Line, what: string, whose: string, most: number, file: string): Error {
  return mistakeAt(
    file,
    number,
    `the ${what} "${short(text)}" has ${text.length} characters, and ${whose} has ${most} at most: is a line end missing?`,
  );
}

function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
