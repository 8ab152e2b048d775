import { Temporal } from 'temporal-polyfill';
import { groupBy } from '../runtime/collections.ts';
import { UserError } from '../runtime/errors.ts';
import { formatDay, truncate } from '../text/format.ts';
import type { SourceRecord } from './paper.ts';

/** When a page was captured, and how its year is known. */
export interface CaptureDay {
  /** `MM-DD` as shown on the page, or `YYYY-MM-DD` as given with `--captured`. */
  readonly captured: string;
  /** `YYYY-MM-DD`; missing if the year is unknown. */
  readonly on?: string;
  /** `stated` if it was given with `--captured`. */
  readonly reason: string;
}

/** A source record and the id of its paper. */
export interface PaperRecord {
  readonly paperId: string;
  readonly record: SourceRecord & { readonly title: string };
}

type RecordsById = ReadonlyMap<string, readonly PaperRecord[]>;

interface YearClue {
  readonly year: number;
  readonly reason: string;
}

/**
 * Infers the year of each captured page, which pages don't show: the earliest year that fits everything known.
 *
 * - A page shows the year of a date only if it isn't the year of the capture, so the capture is after every year shown.
 * - A paper dated "Mar 1" on one page and "Mar 1, 2025" on another gives the first page's year. Dates without a year on
 *   both give the pages the same year.
 * - Papers that a page shows without a date were published before its capture.
 *
 * Clues only ever raise a year, so the order of pages doesn't matter.
 *
 * @throws UserError if pages contradict each other (years would rise forever), or a given capture date contradicts its
 * page
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
      if (isFullDate(day.captured)) {
        throw new UserError(
          `--captured ${day.captured} can't be right: ${clue.reason}, so the capture is from ${clue.year} or later. Use another date, or leave it out.`,
        );
      }
      if (clue.year > maxYear) {
        throw new UserError(
          `The pages contradict each other about the year: ${clue.reason}. Import them one at a time with --captured.`,
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
  const stated = shown.filter(isFullDate).sort().at(-1);
  return stated === undefined
    ? {
        captured: shown[0] as string,
        reason: 'no date on it, or on a page that shares a paper with it, shows the year',
      }
    : { captured: stated, on: stated, reason: 'stated' };
}

function findBestClue(
  page: string,
  day: CaptureDay,
  onPage: readonly PaperRecord[],
  byPaper: RecordsById,
  days: ReadonlyMap<string, CaptureDay>,
): YearClue | undefined {
  let best: YearClue | undefined;
  const consider = (year: number, reason: string, isExact = false): void => {
    if (best === undefined || year > best.year || (year === best.year && isExact)) best = { year, reason };
  };
  for (const { paperId, record } of onPage) {
    const shownDate = record.published;
    if (isFullDate(shownDate)) consider(yearOf(shownDate) + 1, `the page shows ${yearOf(shownDate)} as a past year`);
    for (const { record: other } of byPaper.get(paperId) ?? []) {
      if (other.published === undefined || other.page === page) continue;
      const otherYear = isFullDate(other.published) ? yearOf(other.published) : yearOf(days.get(other.page ?? '')?.on);
      if (otherYear === 0) continue;
      const otherMonthDay = other.published.slice(-5);
      const otherDate = formatDay(`${otherYear}-${otherMonthDay}`);
      if (shownDate === otherMonthDay) {
        consider(
          otherYear,
          `${quoteTitle(record)} is dated ${formatDay(shownDate)} here and ${otherDate} elsewhere`,
          true,
        );
      } else if (shownDate === undefined) {
        const isAfterCapture = otherMonthDay > day.captured.slice(-5);
        consider(otherYear + (isAfterCapture ? 1 : 0), `${quoteTitle(record)} was published on ${otherDate}`);
      }
    }
  }
  return best && { ...best, year: nextLeapYearIfNeeded(best.year, day, onPage) };
}

/** Each page may be a year after another, and up to 8 years after that to be in a leap year. */
function maxPossibleYear(paperRecords: readonly PaperRecord[], pageCount: number): number {
  const known = paperRecords.flatMap(({ record: { published, captured } }) => [published, captured].filter(isFullDate));
  return Math.max(0, ...known.map(yearOf)) + pageCount + 8;
}

/** Advances to a leap year if the page shows February 29 without a year, or was captured on it. */
function nextLeapYearIfNeeded(year: number, day: CaptureDay, onPage: readonly PaperRecord[]): number {
  const needsLeapYear = [day.captured.slice(-5), ...onPage.map(({ record }) => record.published)].includes('02-29');
  let result = year;
  while (needsLeapYear && !isLeapYear(result)) result++;
  return result;
}

/** Checks that dates without a year exist in the inferred year, and match the full dates of the same papers. */
function validateCaptureDay(day: CaptureDay, onPage: readonly PaperRecord[], byPaper: RecordsById): void {
  if (day.on === undefined) return;
  for (const { paperId, record } of onPage) {
    const shownDate = record.published;
    if (shownDate?.length !== 'MM-DD'.length) continue;
    const title = quoteTitle(record);
    if (shownDate > day.on.slice(5)) {
      throw new UserError(`${title} is dated ${formatDay(shownDate)}, after the page was captured on ${day.on}.`);
    }
    if (shownDate === '02-29' && !isLeapYear(yearOf(day.on))) {
      throw new UserError(
        `${title} is dated Feb 29 without a year, but the capture date ${day.on} isn't in a leap year.`,
      );
    }
    const otherDates = (byPaper.get(paperId) ?? []).map((other) => other.record.published);
    const fullDate = otherDates.find((date) => isFullDate(date) && date.endsWith(shownDate));
    if (fullDate !== undefined && yearOf(fullDate) !== yearOf(day.on)) {
      throw new UserError(
        `Two pages contradict each other: ${title} is dated ${formatDay(fullDate)} on one, and ${formatDay(shownDate)} without a year on one captured ${day.on} (${day.reason}). Set the date with --captured.`,
      );
    }
  }
}

function quoteTitle({ title }: PaperRecord['record']): string {
  return `"${truncate(title, 50)}"`;
}

function isFullDate(date: string | undefined): date is string {
  return date?.length === 'YYYY-MM-DD'.length;
}

function isLeapYear(year: number): boolean {
  return Temporal.PlainDate.from({ year, month: 1, day: 1 }).inLeapYear;
}

/** 0 if there is no date. */
function yearOf(date: string | undefined): number {
  return Number(date?.slice(0, 4) ?? 0);
}
