import { groupBy } from '../runtime/collections.ts';
import { UserError } from '../runtime/errors.ts';
import { formatDay, truncate } from '../text/format.ts';
import type { SourceRecord } from './paper.ts';

/** The day on which a page was captured, and what told its year. `on` is missing while nothing tells it. */
export interface CaptureDay {
  /** As the page shows it (`MM-DD`), or as somebody stated it (`YYYY-MM-DD`). */
  readonly captured: string;
  readonly on?: string;
  readonly reason: string;
}

/** A sighting, with the id of the paper that it is of. */
export interface PaperRecord {
  readonly paperId: string;
  readonly record: SourceRecord & { readonly title: string };
}

interface YearClue {
  readonly year: number;
  readonly reason: string;
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
export function inferCaptureDays(paperRecords: readonly PaperRecord[]): Map<string, CaptureDay> {
  const pages = groupBy(
    paperRecords.filter(({ record }) => record.page !== undefined && record.captured !== undefined),
    ({ record }) => record.page as string,
  );
  const byPaper = groupBy(paperRecords, ({ paperId }) => paperId);
  const days = new Map([...pages].map(([page, onPage]) => [page, initialCaptureDay(onPage)]));
  const maxYear = maxPossibleYear(paperRecords, pages.size);
  for (let changed = true; changed; ) {
    changed = false;
    for (const [page, onPage] of pages) {
      const day = days.get(page) as CaptureDay;
      const clue = findBestClue(page, day, onPage, byPaper, days);
      if (clue === undefined || clue.year <= yearOf(day.on)) continue;
      if (day.captured.length === 10) throw statedDayError(day.captured, clue);
      if (clue.year > maxYear) {
        throw new UserError(
          `The pages contradict each other about their years: ${clue.reason}. State their days with --captured, one by one.`,
        );
      }
      days.set(page, { captured: day.captured, on: `${clue.year}-${day.captured}`, reason: clue.reason });
      changed = true;
    }
  }
  for (const [page, onPage] of pages) validateCaptureDay(days.get(page) as CaptureDay, onPage, byPaper);
  return days;
}

function initialCaptureDay(onPage: readonly PaperRecord[]): CaptureDay {
  const shown = onPage.map(({ record }) => record.captured as string);
  const stated = shown.filter((day) => day.length === 10).sort();
  const captured = stated.at(-1) ?? (shown[0] as string);
  return stated.length > 0
    ? { captured, on: captured, reason: 'stated' }
    : { captured, reason: 'no date on it or on a page that shares a paper with it tells the year' };
}

function findBestClue(
  page: string,
  day: CaptureDay,
  onPage: readonly PaperRecord[],
  byPaper: ReadonlyMap<string, readonly PaperRecord[]>,
  days: ReadonlyMap<string, CaptureDay>,
): YearClue | undefined {
  let best: YearClue | undefined;
  const consider = (year: number, reason: string, isExact = false): void => {
    if (best === undefined || year > best.year || (year === best.year && isExact)) best = { year, reason };
  };
  for (const { paperId, record } of onPage) {
    const shownDate = record.published;
    if (shownDate?.length === 10) consider(yearOf(shownDate) + 1, `it shows ${yearOf(shownDate)} as a past year`);
    for (const other of byPaper.get(paperId) ?? []) {
      const otherDate = other.record.published;
      if (otherDate === undefined || other.record.page === page) continue;
      const otherFullDate =
        otherDate.length === 10 ? otherDate : withYear(otherDate, days.get(other.record.page ?? '')?.on);
      if (otherFullDate === undefined) continue;
      const name = `"${truncate(record.title, 50)}"`;
      if (shownDate?.length === 5 && otherFullDate.endsWith(shownDate)) {
        consider(
          yearOf(otherFullDate),
          `${name} is dated ${formatDay(shownDate)} here and ${formatDay(otherFullDate)} elsewhere`,
          true,
        );
      } else if (shownDate === undefined) {
        const year = yearOf(otherFullDate) + (otherFullDate.slice(5) > day.captured.slice(-5) ? 1 : 0);
        consider(year, `${name} was published on ${formatDay(otherFullDate)}`);
      }
    }
  }
  return best && { ...best, year: nextLeapYearIfNeeded(best.year, day, onPage) };
}

/** Each page may be a year later than another one, and a leap year some more, but no later: clues come from the years that are known. */
function maxPossibleYear(paperRecords: readonly PaperRecord[], pageCount: number): number {
  const known = paperRecords.flatMap(({ record: { published, captured } }) =>
    [published, captured].filter((day) => day?.length === 10),
  );
  return Math.max(0, ...known.map(yearOf)) + pageCount + 8;
}

/** A page that shows February 29 without a year, or was captured on it, is of a leap year. */
function nextLeapYearIfNeeded(year: number, day: CaptureDay, onPage: readonly PaperRecord[]): number {
  const needsLeapYear = [day.captured.slice(-5), ...onPage.map(({ record }) => record.published)].includes('02-29');
  let result = year;
  while (needsLeapYear && !isLeap(result)) result++;
  return result;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** A date without a year holds in the year that was found, wherever another page shows the same paper's year. */
function validateCaptureDay(
  day: CaptureDay,
  onPage: readonly PaperRecord[],
  byPaper: ReadonlyMap<string, readonly PaperRecord[]>,
): void {
  if (day.on === undefined) return;
  for (const { paperId, record } of onPage) {
    const shownDate = record.published;
    if (shownDate?.length !== 5) continue;
    if (shownDate > day.on.slice(5)) {
      throw new UserError(
        `"${truncate(record.title, 50)}" is dated ${formatDay(shownDate)}, after the day of capture ${day.on}.`,
      );
    }
    if (shownDate === '02-29' && !isLeap(yearOf(day.on))) {
      throw new UserError(
        `"${truncate(record.title, 50)}" is dated Feb 29 without a year, but ${day.on} is of no leap year.`,
      );
    }
    const otherDates = (byPaper.get(paperId) ?? []).map((other) => other.record.published);
    const fullDate = otherDates.find((date) => date?.length === 10 && date.endsWith(shownDate));
    if (fullDate !== undefined && yearOf(fullDate) !== yearOf(day.on)) {
      throw new UserError(
        `Two pages contradict each other: "${truncate(record.title, 50)}" is dated ${formatDay(fullDate)} on one, and ${formatDay(shownDate)} without a year on one captured ${day.on} (${day.reason}). State the day with --captured.`,
      );
    }
  }
}

function statedDayError(stated: string, clue: YearClue): UserError {
  return new UserError(
    `--captured ${stated} can't be right: ${clue.reason}, so the page is of ${clue.year} or later. State another day, or leave it out.`,
  );
}

function withYear(day: string, on: string | undefined): string | undefined {
  return on === undefined ? undefined : `${on.slice(0, 4)}-${day}`;
}

function yearOf(day: string | undefined): number {
  return Number(day?.slice(0, 4) ?? 0);
}
