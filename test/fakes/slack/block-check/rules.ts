import { type Finding, finding } from '../finding.ts';

/** Looks at one value, and says all that is wrong with it. */
export type Rule = (value: unknown, at: string) => Finding[];
type Fields = Readonly<Record<string, Rule>>;

// Lengths here are UTF-16 units. What Slack counts is not documented, and this is the strictest.
export const string =
  (most: number, least = 1): Rule =>
  (value, at) => {
    if (typeof value !== 'string') return [finding(at, 'must be a string')];
    if (value.length > most) return [finding(at, `must be less than ${most + 1} characters`)];
    return value.length < least ? [finding(at, `must be more than ${least - 1} characters`)] : [];
  };

export const flag: Rule = (value, at) => (typeof value === 'boolean' ? [] : [finding(at, 'must be a boolean')]);

export const whole =
  (least: number, most: number): Rule =>
  (value, at) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? []
      : [finding(at, `must be a whole number from ${least} to ${most}`)];

export const matching =
  (pattern: RegExp, what: string): Rule =>
  (value, at) =>
    typeof value === 'string' && pattern.test(value) ? [] : [finding(at, `must be ${what}`)];

export const oneOf =
  (...allowed: readonly unknown[]): Rule =>
  (value, at) =>
    allowed.includes(value) ? [] : [finding(at, `must be one of ${allowed.join(', ')}`)];

export const url =
  (most = 3000): Rule =>
  (value, at) => {
    const found = string(most)(value, at);
    if (found.length > 0) return found;
    const isWeb = URL.canParse(`${value}`) && /^(https?|mailto):/.test(`${value}`) && !/\s/.test(`${value}`);
    return isWeb ? [] : [finding(at, 'must be a valid URL')];
  };

export const list =
  (rule: Rule, most: number, least = 1): Rule =>
  (value, at) => {
    if (!Array.isArray(value)) return [finding(at, 'must be an array')];
    const found = value.flatMap((one, index) => rule(one, `${at}/${index}`));
    if (value.length > most) found.push(finding(at, `no more than ${most} items allowed`));
    if (value.length < least) found.push(finding(at, `no fewer than ${least} items allowed`));
    return found;
  };

/** An object with these fields and no others. `type` is looked at by whoever chose the shape. */
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

/** One of several kinds of object, told apart by `type`. */
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

/** All of these rules. */
export const all =
  (...rules: readonly Rule[]): Rule =>
  (value, at) =>
    rules.flatMap((rule) => rule(value, at));

/** A rule about an object as a whole, where it is one. */
export const where =
  (look: (value: Readonly<Record<string, unknown>>, at: string) => Finding[]): Rule =>
  (value, at) =>
    isObject(value) ? look(value, at) : [];

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
