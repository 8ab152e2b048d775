import { escapeHtml } from '../escape.ts';

/** An object of a payload. What its members are is not known before they are read. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The object that a value is, or an empty one. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The list that a value is, or an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text that a value is, or none. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A part of a payload that nobody here can draw, as it stands there: better than leaving it out. */
export function renderUnknown(value: unknown): string {
  return `<pre class="look-unknown">${escapeHtml(JSON.stringify(value, null, 2) ?? String(value))}</pre>`;
}
