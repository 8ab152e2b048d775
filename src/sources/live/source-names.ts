import { nearest } from '../../search/filters.ts';
import { shorten } from '../../text/shorten.ts';
import { type QueryReading, readArxivQuery } from '../arxiv/read-arxiv-query.ts';

/** A source as somebody configured it. */
export type SourceSpec =
  | { readonly kind: 'huggingface'; readonly name: string }
  /** `query` is in the language of arXiv's query API: `cat:cs.LG OR cat:cs.CL`. */
  | { readonly kind: 'arxiv'; readonly name: string; readonly query: string };

/** The sources that a setting names, or all that is wrong with it, a sentence each. */
export type SourcesReading = { readonly sources: readonly SourceSpec[] } | { readonly problems: readonly string[] };

type SpecReading = { readonly source: SourceSpec } | { readonly problem: string };

const HUGGING_FACE = 'huggingface';
const ARXIV = 'arxiv:';
const NONE = 'none';
const NAMES = [HUGGING_FACE, 'arxiv', NONE];
const OTHER_NAMES: Readonly<Record<string, string>> = { hf: HUGGING_FACE, 'hugging-face': HUGGING_FACE };
const EXAMPLE = 'huggingface,arxiv:cs.LG+cs.CL';
const SHOWN = 40;

/**
 * Reads the names of sources, with commas between them: `huggingface`, `arxiv:` and categories or a query of arXiv's API
 * (`readArxivQuery`), or `none` alone.
 */
export function readSources(text: string): SourcesReading {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return { problems: [`names no source: give ${EXAMPLE}, or ${NONE}`] };
  if (names.length === 1 && names[0]?.toLowerCase() === NONE) return { sources: [] };
  const readings = names.map(readSource);
  const sources = readings.flatMap((reading) => ('source' in reading ? [reading.source] : []));
  const problems = [
    ...readings.flatMap((reading) => ('problem' in reading ? [reading.problem] : [])),
    ...twice(sources).map((name) => `names ${shown(name)} twice: name it once`),
  ];
  return problems.length > 0 ? { problems } : { sources };
}

function readSource(name: string): SpecReading {
  const lower = name.toLowerCase();
  if (lower === HUGGING_FACE) return { source: { kind: 'huggingface', name: HUGGING_FACE } };
  if (lower === NONE) return { problem: `has ${NONE} among others: give ${NONE} alone, or leave it out` };
  if (lower === 'arxiv' || lower.startsWith(ARXIV)) return readArxiv(name.slice(ARXIV.length).trim());
  const meant = (Object.hasOwn(OTHER_NAMES, lower) ? OTHER_NAMES[lower] : undefined) ?? nearest(lower, NAMES);
  const guess = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return { problem: `names ${shown(name)}, which is no source${guess}: give ${EXAMPLE}, or ${NONE}` };
}

function readArxiv(text: string): SpecReading {
  const reading: QueryReading = readArxivQuery(text);
  return 'problem' in reading
    ? { problem: `names ${shown(ARXIV + text)}: ${reading.problem}` }
    : { source: { kind: 'arxiv', name: ARXIV + reading.name, query: reading.query } };
}

/** What stands there more than once, whatever the order of its categories. */
function twice(sources: readonly SourceSpec[]): string[] {
  const keys = sources.map((source) => (source.kind === 'arxiv' ? source.query.split(' OR ').sort().join() : ''));
  return sources.flatMap(({ name }, index) => (keys.indexOf(keys[index] ?? '') < index ? [name] : []));
}

function shown(name: string): string {
  return `"${shorten(name, SHOWN)}"`;
}
