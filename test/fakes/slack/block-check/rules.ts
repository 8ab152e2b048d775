import { type Finding, finding } from '../finding.ts';

/** Checks a value and returns its violations. */
export type Rule = (value: unknown, at: string) => Finding[];
type Fields = Readonly<Record<string, Rule>>;

// Lengths are UTF-16 units. Slack's unit is undocumented, and this is the strictest.
export const string =
  (max: number, min = 1): Rule =>
  (value, at) => {
    if (typeof value !== 'string') return [finding(at, 'must be a string')];
    if (value.length > max) return [finding(at, `must be less than ${max + 1} characters`)];
    return value.length < min ? [finding(at, `must be more than ${min - 1} characters`)] : [];
  };

export const boolean: Rule = (value, at) => (typeof value === 'boolean' ? [] : [finding(at, 'must be a boolean')]);

export const integer =
  (min: number, max: number): Rule =>
  (value, at) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max
      ? []
      : [finding(at, `must be a whole number from ${min} to ${max}`)];

export const matching =
  (pattern: RegExp, what: string): Rule =>
  (value, at) =>
    typeof value === 'string' && pattern.test(value) ? [] : [finding(at, `must be ${what}`)];

export const oneOf =
  (...allowed: readonly unknown[]): Rule =>
  (value, at) =>
    allowed.includes(value) ? [] : [finding(at, `must be one of ${allowed.join(', ')}`)];

export const url =
  (max = 3000): Rule =>
  (value, at) => {
    const found = string(max)(value, at);
    if (found.length > 0) return found;
    const isWeb = URL.canParse(`${value}`) && /^(https?|mailto):/.test(`${value}`) && !/\s/.test(`${value}`);
    return isWeb ? [] : [finding(at, 'must be a valid URL')];
  };

export const list =
  (rule: Rule, max: number, min = 1): Rule =>
  (value, at) => {
    if (!Array.isArray(value)) return [finding(at, 'must be an array')];
    const found = value.flatMap((one, index) => rule(one, `${at}/${index}`));
    if (value.length > max) found.push(finding(at, `no more than ${max} items allowed`));
    if (value.length < min) found.push(finding(at, `no fewer than ${min} items allowed`));
    return found;
  };

/** An object with these fields and no others. `byType` checks `type`. */
export const shape =
  (required: Fields, optional: Fields = {}): Rule =>
  (value, at) => {
    if (!isObject(value)) return [finding(at, 'must be an object')];
    const missing = Object.keys(required).filter((key) => value[key] === undefined);
    return [
      ...missing.map((key) => finding(at, `missing required field: ${key}`)),
      ...Object.entries(value).flatMap(([key, inner]) => {
        if (key === 'type' || inner === undefined) return [];
        const rule = Object.hasOwn(required, key) ? required[key] : Object.hasOwn(optional, key) && optional[key];
        return rule ? rule(inner, `${at}/${key}`) : [finding(at, `invalid additional property: ${key}`)];
      }),
    ];
  };

/** An object whose rule depends on its `type`. */
export const byType =
  (rules: () => Fields, allowed?: readonly string[]): Rule =>
  (value, at) => {
    if (!isObject(value)) return [finding(at, 'must be an object')];
    const { type } = value as { type?: unknown };
    if (typeof type !== 'string') return [finding(at, 'missing required field: type')];
    const known = rules();
    const rule = Object.hasOwn(known, type) && (!allowed || allowed.includes(type)) && known[type];
    return rule ? rule(value, at) : [finding(at, `unsupported type: ${type}`)];
  };

export const allOf =
  (...rules: readonly Rule[]): Rule =>
  (value, at) =>
    rules.flatMap((rule) => rule(value, at));

/** A rule for an object as a whole. */
export const check =
  (find: (value: Readonly<Record<string, unknown>>, at: string) => Finding[]): Rule =>
  (value, at) =>
    isObject(value) ? find(value, at) : [];

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
