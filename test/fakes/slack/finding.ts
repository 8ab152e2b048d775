/** Something wrong with a body. What Slack would take, and only this project forbids, is `ours`. */
export interface Finding {
  /** A JSON pointer, as Slack gives one: `/blocks/0/text`. */
  readonly at: string;
  readonly message: string;
  readonly ours?: boolean;
  /** Slack's own error, where it is not the usual one for such a body. */
  readonly code?: string;
}

export const finding = (at: string, message: string, code?: string): Finding => ({
  at,
  message,
  ...(code ? { code } : {}),
});

/** What Slack would take and we do not. */
export const unwanted = (at: string, message: string): Finding => ({ at, message, ours: true });

export const words = ({ at, message }: Finding): string => `${message} [json-pointer:${at || '/'}]`;

/** What occurs more than once. */
export function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Every string that would not survive the wire: half of a surrogate pair, as a cut in the middle of an emoji leaves. */
export function brokenText(value: unknown, at = ''): Finding[] {
  if (typeof value === 'string') {
    return /\p{Surrogate}/u.test(value) ? [finding(at, 'holds half a surrogate pair')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => brokenText(inner, `${at}/${key}`));
}
