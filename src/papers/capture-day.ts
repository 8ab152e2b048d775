import { UserError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import { shorten } from '../text/shorten.ts';
import { showDay } from '../text/show-day.ts';
import type { Sighting } from './paper.ts';

/** The day on which a page was captured, and what told its year. `on` is missing while nothing tells it. */
export interface CaptureDay {
  /** As the page shows it (`MM-DD`), or as somebody stated it (`YYYY-MM-DD`). */
  readonly captured: string;
  readonly on?: string;
  readonly because: string;
}

/** A sighting, with the id of the paper that it is of. */
export interface Mention {
  readonly paper: string;
  readonly sighting: Sighting & { readonly title: string };
}

interface Clue {
  readonly year: number;
  readonly because: string;
}

/**
 * Finds the year of each captured page, which the page itself never shows: the earliest year in which all that is known holds.
 *
 * - A page shows a date's year only when it is not the year of its capture, so it is later than every year it shows.
 * - The same paper dated "Mar 1" on one page and "Mar 1, 2025" on another tells the first page's year; both without a year share theirs.
 * - No paper that the page shows without a date was published after the capture.
 *
 * Every clue raises the year or leaves it, so the result does not depend on the order of the pages. Pages that push each other on
 * without end contradict each other.
 *
 * @throws UserError when pages contradict each other, or a stated day contradicts its page
 */
export function inferCaptureDays(mentions: readonly Mention[]): Map<string, CaptureDay> {
  const pages = groupBy(
    mentions.filter(({ sighting }) => sighting.page !== undefined && sighting.captured !== undefined),
    ({ sighting }) => sighting.page as string,
  );
  const byPaper = groupBy(mentions, ({ paper }) => paper);
  const days = new Map([...pages].map(([page, listed]) => [page, startingPoint(listed)]));
  const latest = latestPossible(mentions, pages.size);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [page, listed] of pages) {
      const day = days.get(page) as CaptureDay;
      const clue = bestClue(page, day, listed, byPaper, days);
      if (clue === undefined || clue.year <= yearOf(day.on)) continue;
      if (day.captured.length === 10) throw contradiction(day.captured, clue);
      if (clue.year > latest) {
        throw new UserError(
          `The pages contradict each other about their years: ${clue.because}. State their days with --captured, one by one.`,
        );
      }
      days.set(page, { captured: day.captured, on: `${clue.year}-${day.captured}`, because: clue.because });
      changed = true;
    }
  }
  for (const [page, listed] of pages) confirm(days.get(page) as CaptureDay, listed, byPaper);
  return days;
}

function startingPoint(listed: readonly Mention[]): CaptureDay {
  const shown = listed.map(({ sighting }) => sighting.captured as string);
  const stated = shown.filter((day) => day.length === 10).sort();
  const captured = stated.at(-1) ?? (shown[0] as string);
  return stated.length > 0
    ? { captured, on: captured, because: 'stated' }
    : { captured, because: 'no date on it or on a page that shares a paper with it tells the year' };
}

function bestClue(
  page: string,
  day: CaptureDay,
  listed: readonly Mention[],
  byPaper: ReadonlyMap<string, readonly Mention[]>,
  days: ReadonlyMap<string, CaptureDay>,
): Clue | undefined {
  let best: Clue | undefined;
  const consider = (year: number, because: string, isExact = false): void => {
    if (best === undefined || year > best.year || (year === best.year && isExact)) best = { year, because };
  };
  for (const { paper, sighting } of listed) {
    const here = sighting.published;
    if (here?.length === 10) consider(yearOf(here) + 1, `it shows ${yearOf(here)} as a past year`);
    for (const other of byPaper.get(paper) ?? []) {
      const there = other.sighting.published;
      if (there === undefined || other.sighting.page === page) continue;
      const full = there.length === 10 ? there : withYear(there, days.get(other.sighting.page ?? '')?.on);
      if (full === undefined) continue;
      const name = `"${shorten(sighting.title, 50)}"`;
      if (here?.length === 5 && full.endsWith(here)) {
        consider(yearOf(full), `${name} is dated ${showDay(here)} here and ${showDay(full)} elsewhere`, true);
      } else if (here === undefined) {
        const year = yearOf(full) + (full.slice(5) > day.captured.slice(-5) ? 1 : 0);
        consider(year, `${name} was published on ${showDay(full)}`);
      }
    }
  }
  return best && { ...best, year: leap(best.year, day, listed) };
}

/** Each page may be a year later than another one, and a leap year some more, but no later: clues come from the years that are known. */
function latestPossible(mentions: readonly Mention[], pages: number): number {
  const known = mentions.flatMap(({ sighting: { published, captured } }) =>
    [published, captured].filter((day) => day?.length === 10),
  );
  return Math.max(0, ...known.map(yearOf)) + pages + 8;
}

/** A page that shows February 29 without a year, or was captured on it, is of a leap year. */
function leap(year: number, day: CaptureDay, listed: readonly Mention[]): number {
  const leapDay = [day.captured.slice(-5), ...listed.map(({ sighting }) => sighting.published)].includes('02-29');
  let found = year;
  while (leapDay && !isLeap(found)) found++;
  return found;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** A date without a year holds in the year that was found, wherever another page shows the same paper's year. */
function confirm(day: CaptureDay, listed: readonly Mention[], byPaper: ReadonlyMap<string, readonly Mention[]>): void {
  if (day.on === undefined) return;
  for (const { paper, sighting } of listed) {
    const here = sighting.published;
    if (here?.length !== 5) continue;
    if (here > day.on.slice(5)) {
      throw new UserError(
        `"${shorten(sighting.title, 50)}" is dated ${showDay(here)}, after the day of capture ${day.on}.`,
      );
    }
    if (here === '02-29' && !isLeap(yearOf(day.on))) {
      throw new UserError(
        `"${shorten(sighting.title, 50)}" is dated Feb 29 without a year, but ${day.on} is of no leap year.`,
      );
    }
    const elsewhere = (byPaper.get(paper) ?? []).map((other) => other.sighting.published);
    const twin = elsewhere.find((date) => date?.length === 10 && date.endsWith(here));
    if (twin !== undefined && yearOf(twin) !== yearOf(day.on)) {
      throw new UserError(
        `Two pages contradict each other: "${shorten(sighting.title, 50)}" is dated ${showDay(twin)} on one, and ${showDay(here)} without a year on one captured ${day.on} (${day.because}). State the day with --captured.`,
      );
    }
  }
}

function contradiction(stated: string, clue: Clue): UserError {
  return new UserError(
    `--captured ${stated} can't be right: ${clue.because}, so the page is of ${clue.year} or later. State another day, or leave it out.`,
  );
}

function withYear(day: string, on: string | undefined): string | undefined {
  return on === undefined ? undefined : `${on.slice(0, 4)}-${day}`;
}

function yearOf(day: string | undefined): number {
  return Number(day?.slice(0, 4) ?? 0);
}
