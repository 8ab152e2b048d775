/**
 * A stretch of text with what it means, never how a platform writes it. `text` is what a person reads: no markup, no escapes.
 * A `time` is an instant (ISO 8601, UTC) that each platform shows in the reader's own zone.
 */
export type Span =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'emphasis'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  | { readonly kind: 'time'; readonly at: string };

/** What is read of spans that are shown without any style. A time has no text of its own. */
export function spansToText(spans: readonly Span[]): string {
  return spans.map((span) => ('text' in span ? span.text : '')).join('');
}
