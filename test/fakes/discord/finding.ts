/** Something wrong with a body. `isOurs`: Discord would accept it, but this project doesn't. */
export interface Finding {
  readonly path: string;
  readonly message: string;
  readonly isOurs?: boolean;
  /** Discord's error code, if it isn't 50035. */
  readonly code?: number;
}

export const finding = (path: string, message: string): Finding => ({ path, message });

export const formatFinding = ({ path, message }: Finding): string => (path ? `${path}: ${message}` : message);

/** The values that occur more than once. */
export function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

/** Finds lone surrogates in a body, as truncating in the middle of an emoji leaves them. */
export function brokenText(value: unknown, path = ''): Finding[] {
  if (typeof value === 'string') {
    return /\p{Surrogate}/u.test(value) ? [finding(path, 'has a lone surrogate')] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => brokenText(inner, path ? `${path}.${key}` : key));
}
