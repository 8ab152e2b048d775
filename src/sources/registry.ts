import type { Log } from '../runtime/log.ts';
import { closestMatch, truncate } from '../text/format.ts';
import { ARXIV_REQUEST_LIMITS, createArxivSource } from './arxiv/index.ts';
import { type ArxivQueryResult, parseArxivQuery } from './arxiv/settings.ts';
import { createHttpClient, formatUserAgent } from './http-client.ts';
import { createHuggingFaceSource } from './huggingface/index.ts';
import type { PaperSource } from './source.ts';

interface SourceSettings {
  readonly sources: readonly SourceConfig[];
  readonly huggingFaceUrl: string;
  readonly arxivUrl: string;
  readonly contact: string | undefined;
  readonly version: string;
}

interface SourceFactoryDeps {
  readonly now: () => Date;
  readonly log: Log;
}

/**
 * Hugging Face takes 500 requests in five minutes from one address (https://huggingface.co/docs/hub/rate-limits). Lists take well below
 * that, so that those that somebody waits for need not wait.
 */
const HUGGING_FACE_REQUEST_LIMITS = { minIntervalMs: 1000, queued: 'background' } as const;

/**
 * The sources that somebody configured. Those on the same site take turns.
 *
 * @throws UserError when an address is none that can be asked
 */
export function createSources(
  { sources, huggingFaceUrl, arxivUrl, contact, version }: SourceSettings,
  { now, log }: SourceFactoryDeps,
): PaperSource[] {
  const clientOptions = { userAgent: formatUserAgent(version, contact), now };
  const huggingFaceClient = createHttpClient({
    ...clientOptions,
    baseUrl: huggingFaceUrl,
    requestLimits: HUGGING_FACE_REQUEST_LIMITS,
  });
  const arxivClient = createHttpClient({ ...clientOptions, baseUrl: arxivUrl, requestLimits: ARXIV_REQUEST_LIMITS });
  return sources.map((source) =>
    source.kind === 'huggingface'
      ? createHuggingFaceSource({ httpClient: huggingFaceClient, now, log })
      : createArxivSource({ httpClient: arxivClient, name: source.name, query: source.query, now }),
  );
}

/** A source as somebody configured it. */
export type SourceConfig =
  | { readonly kind: 'huggingface'; readonly name: string }
  /** `query` is in the language of arXiv's query API: `cat:cs.LG OR cat:cs.CL`. */
  | { readonly kind: 'arxiv'; readonly name: string; readonly query: string };

/** The sources that a setting names, or all that is wrong with it, a sentence each. */
export type SourceSettingResult =
  | { readonly sources: readonly SourceConfig[] }
  | { readonly problems: readonly string[] };

type SourceConfigResult = { readonly source: SourceConfig } | { readonly problem: string };

const HUGGING_FACE = 'huggingface';
const ARXIV_PREFIX = 'arxiv:';
const NONE = 'none';
const SOURCE_NAMES = [HUGGING_FACE, 'arxiv', NONE];
const NAME_ALIASES: Readonly<Record<string, string>> = { hf: HUGGING_FACE, 'hugging-face': HUGGING_FACE };
const SETTING_EXAMPLE = 'huggingface,arxiv:cs.LG+cs.CL';
const MAX_QUOTED_LENGTH = 40;

/**
 * Reads the names of sources, with commas between them: `huggingface`, `arxiv:` and categories or a query of arXiv's API
 * (`readArxivQuery`), or `none` alone.
 */
export function parseSourceSetting(text: string): SourceSettingResult {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return { problems: [`names no source: give ${SETTING_EXAMPLE}, or ${NONE}`] };
  if (names.length === 1 && names[0]?.toLowerCase() === NONE) return { sources: [] };
  const results = names.map(parseSourceName);
  const sources = results.flatMap((result) => ('source' in result ? [result.source] : []));
  const problems = [
    ...results.flatMap((result) => ('problem' in result ? [result.problem] : [])),
    ...findDuplicateNames(sources).map((name) => `names ${quoteName(name)} twice: name it once`),
  ];
  return problems.length > 0 ? { problems } : { sources };
}

function parseSourceName(name: string): SourceConfigResult {
  const lowerName = name.toLowerCase();
  if (lowerName === HUGGING_FACE) return { source: { kind: 'huggingface', name: HUGGING_FACE } };
  if (lowerName === NONE) return { problem: `has ${NONE} among others: give ${NONE} alone, or leave it out` };
  if (lowerName === 'arxiv' || lowerName.startsWith(ARXIV_PREFIX))
    return parseArxivSource(name.slice(ARXIV_PREFIX.length).trim());
  const suggestion =
    (Object.hasOwn(NAME_ALIASES, lowerName) ? NAME_ALIASES[lowerName] : undefined) ??
    closestMatch(lowerName, SOURCE_NAMES);
  const hint = suggestion === undefined ? '' : ` (did you mean ${suggestion}?)`;
  return { problem: `names ${quoteName(name)}, which is no source${hint}: give ${SETTING_EXAMPLE}, or ${NONE}` };
}

function parseArxivSource(text: string): SourceConfigResult {
  const result: ArxivQueryResult = parseArxivQuery(text);
  return 'problem' in result
    ? { problem: `names ${quoteName(ARXIV_PREFIX + text)}: ${result.problem}` }
    : { source: { kind: 'arxiv', name: ARXIV_PREFIX + result.name, query: result.query } };
}

/** What stands there more than once, whatever the order of its categories. */
function findDuplicateNames(sources: readonly SourceConfig[]): string[] {
  const keys = sources.map((source) => (source.kind === 'arxiv' ? source.query.split(' OR ').sort().join() : ''));
  return sources.flatMap(({ name }, index) => (keys.indexOf(keys[index] ?? '') < index ? [name] : []));
}

function quoteName(name: string): string {
  return `"${truncate(name, MAX_QUOTED_LENGTH)}"`;
}
