/** A violation of Slack's rules, or of this project's (`isProjectRule`). */
export interface Finding {
  /** A JSON pointer such as `/blocks/0/text`. */
  readonly at: string;
  readonly message: string;
  readonly isProjectRule?: boolean;
  /** Slack's error code, if it isn't the usual one. */
  readonly code?: string;
}

export const finding = (at: string, message: string, code?: string): Finding => ({
  at,
  message,
  ...(code ? { code } : {}),
});

/** A violation that Slack would accept. */
export const projectFinding = (at: string, message: string): Finding => ({ at, message, isProjectRule: true });

export const formatFinding = ({ at, message }: Finding): string => `${message} [json-pointer:${at || '/'}]`;

export function findDuplicates<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Strings with half a surrogate pair, as cutting inside an emoji leaves. */
export function findLoneSurrogates(value: unknown, at = ''): Finding[] {
  if (typeof value === 'string') {
    return /\p{Surrogate}/u.test(value) ? [finding(at, 'has half a surrogate pair')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => findLoneSurrogates(inner, `${at}/${key}`));
}
