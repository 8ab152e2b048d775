import type { Chart } from '../charts/chart.ts';
import type { Span } from '../text/span.ts';

/**
 * What Paperboy says, as data. An adapter's `render` turns it into its platform's own form, escapes every text and keeps the
 * platform's limits; whoever builds a document thinks of neither.
 */
export interface Document {
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'heading'; readonly spans: readonly Span[] }
  | { readonly kind: 'prose'; readonly spans: readonly Span[] }
  | PaperBlock
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'image'; readonly url: string; readonly alt: string }
  | { readonly kind: 'chart'; readonly chart: Chart }
  | { readonly kind: 'divider' }
  | { readonly kind: 'actions'; readonly controls: readonly Control[] }
  | { readonly kind: 'note'; readonly spans: readonly Span[] };

/** A paper, in a list or by itself. */
export interface PaperBlock {
  readonly kind: 'paper';
  readonly title: readonly Span[];
  /** Where the title leads. */
  readonly url: string;
  /** Who wrote it, when, and how it was received, in one line. */
  readonly byline: readonly Span[];
  /** The one sentence to read: the paper's summary, or the sentence that answers a search. */
  readonly lead: readonly Span[];
  /** The whole abstract, on the paper's own card. */
  readonly abstract?: readonly Span[];
  /** Why this paper is here: what matched, what it shares. */
  readonly why?: readonly Span[];
  readonly facts: readonly Fact[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
  readonly thumbnail?: { readonly url: string; readonly alt: string };
  readonly controls: readonly Control[];
}

export interface Fact {
  readonly label: string;
  readonly spans: readonly Span[];
}

/** Something to press. `action` is an encoded action (`action.ts`). */
export type Control =
  | { readonly kind: 'button'; readonly label: string; readonly action: string }
  | {
      readonly kind: 'menu';
      readonly label: string;
      readonly choices: readonly { readonly label: string; readonly action: string }[];
    };

/** Text or spans, for the builders below: `prose('Nothing found for ', strong('safe rl'), '.')`. */
type Content = readonly (string | Span)[];

/** What the blocks below are about, in one line. */
export function heading(...content: Content): Block {
  return { kind: 'heading', spans: toSpans(content) };
}

/** A paragraph. */
export function prose(...content: Content): Block {
  return { kind: 'prose', spans: toSpans(content) };
}

/** An aside: shown smaller or paler, where a platform can. */
export function note(...content: Content): Block {
  return { kind: 'note', spans: toSpans(content) };
}

/** Words as they are. */
export function text(words: string): Span {
  return { kind: 'text', text: words };
}

/** Words that stand out: matches of a search, names, titles. */
export function strong(text: string): Span {
  return { kind: 'strong', text };
}

/** Words of another kind than those around them, such as a title in a sentence. */
export function emphasis(text: string): Span {
  return { kind: 'emphasis', text };
}

/** What one types or copies letter by letter. */
export function code(text: string): Span {
  return { kind: 'code', text };
}

/** An instant, ISO 8601 in UTC: everybody reads it in their own zone. */
export function time(at: string): Span {
  return { kind: 'time', at };
}

/** @param action an encoded action (`encodeAction`) */
export function button(label: string, action: string): Control {
  return { kind: 'button', label, action };
}

function toSpans(content: Content): Span[] {
  return content.map((part) => (typeof part === 'string' ? text(part) : part));
}
