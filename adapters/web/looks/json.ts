import { escapeValue } from '../escape.ts';

/** An object of a payload. What its members are is not known before they are read. */
export type Json = Readonly<Record<string, unknown>>;

/** The object that a value is, or an empty one. */
export function recordOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** The list that a value is, or an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text that a value is, or none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A part of a payload that nobody here can draw, as it stands there: better than leaving it out. */
export function unknownPart(value: unknown): string {
  return `<pre class="look-unknown">${escapeValue(JSON.stringify(value, null, 2) ?? String(value))}</pre>`;
}
