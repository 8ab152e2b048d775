import { UserError } from '../../errors.ts';
import { Day } from '../../papers/paper.ts';

/** The days that somebody wants to be fetched, both included. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

/** A span as it was typed. */
export interface DayRangeInput {
  readonly from?: string;
  readonly to?: string;
}

/**
 * @param newest the newest day that any source may have a list of
 * @returns none where nothing was typed
 * @throws UserError that says all that is wrong with it
 */
export function parseDayRange({ from, to }: DayRangeInput, newest: string): DayRange | undefined {
  const errors = [
    ...Object.entries({ from, to }).flatMap(([name, day]) =>
      day === undefined ? [] : validateDayOption(name, day, newest),
    ),
    ...(to !== undefined && from === undefined ? ['--to goes with --from.'] : []),
    ...(isDay(from) && isDay(to) && to < from ? [`--to ${to} is before --from ${from}.`] : []),
  ];
  if (errors.length > 0) throw new UserError(errors.join(' '));
  return from === undefined ? undefined : { from, to: to ?? newest };
}

function validateDayOption(name: string, day: string, newest: string): string[] {
  if (!isDay(day)) return [`--${name} ${day} is no day: a day is written as 2025-11-04.`];
  return day > newest ? [`--${name} ${day} is still to come: the newest list is of ${newest}.`] : [];
}

function isDay(text: string | undefined): text is string {
  return Day.safeParse(text).success;
}
