/** Something wrong with a body. What Discord would take, and only this project forbids, is `ours`. */
export interface Finding {
  readonly path: string;
  readonly message: string;
  readonly ours?: boolean;
  /** Discord's own code, where it is not the usual 50035. */
  readonly code?: number;
}

export const finding = (path: string, message: string): Finding => ({ path, message });

export const words = ({ path, message }: Finding): string => (path ? `${path}: ${message}` : message);

/** What occurs more than once. */
export function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Every string in a body that would not survive the wire: half of a surrogate pair, as a cut in the middle of an emoji leaves. */
export function brokenText(value: unknown, path = ''): Finding[] {
  if (typeof value === 'string') {
    return /\p{Surrogate}/u.test(value) ? [finding(path, 'holds half a surrogate pair')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => brokenText(inner, path ? `${path}.${key}` : key));
}
