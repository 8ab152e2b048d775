import { UserError } from '../../errors.ts';
import { Day } from '../../papers/paper.ts';

/** The days that somebody wants to be fetched, both included. */
export interface Span {
  readonly from: string;
  readonly to: string;
}

/** A span as it was typed. */
export interface TypedSpan {
  readonly from?: string;
  readonly to?: string;
}

/**
 * @param newest the newest day that any source may have a list of
 * @returns none where nothing was typed
 * @throws UserError that says all that is wrong with it
 */
export function readSpan({ from, to }: TypedSpan, newest: string): Span | undefined {
  const mistakes = [
    ...Object.entries({ from, to }).flatMap(([name, day]) => (day === undefined ? [] : whatIsWrong(name, day, newest))),
    ...(to !== undefined && from === undefined ? ['--to goes with --from.'] : []),
    ...(isDay(from) && isDay(to) && to < from ? [`--to ${to} is before --from ${from}.`] : []),
  ];
  if (mistakes.length > 0) throw new UserError(mistakes.join(' '));
  return from === undefined ? undefined : { from, to: to ?? newest };
}

function whatIsWrong(name: string, day: string, newest: string): string[] {
  if (!isDay(day)) return [`--${name} ${day} is no day: a day is written as 2025-11-04.`];
  return day > newest ? [`--${name} ${day} is still to come: the newest list is of ${newest}.`] : [];
}

function isDay(text: string | undefined): text is string {
  return Day.safeParse(text).success;
}
