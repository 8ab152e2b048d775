import { UserError } from '../../runtime/errors.ts';
import { analyze } from '../../search/analyzer.ts';
import { parseQuery, type Query } from '../../search/query.ts';
import { parseClauses, type QueryClause } from '../../search/query-clauses.ts';
import { truncate } from '../../text/format.ts';
import { texToText } from '../../text/tex/index.ts';

/** A query whose papers are counted, and its name in the chart. */
export interface Topic {
  /** The query as it was typed, without date filters. */
  readonly name: string;
  readonly query: Query;
}

/** Topics to compare, and the first and last day if given (`YYYY-MM-DD`). */
export interface TrendQuery {
  readonly topics: readonly Topic[];
  readonly since?: string;
  readonly until?: string;
}

/** More lines are hard to tell apart. */
const MAX_TOPICS = 4;

const EXAMPLE_QUERY = 'diffusion vs autoregressive';

const MAX_SHOWN_LENGTH = 60;

/** The suggestion at the end of an error of the query parser. */
const TRY_HINT = / Try: (.*)$/s;

type TopicParseResult =
  | { readonly topic: Topic }
  | { readonly problem: string; readonly suggestion: string | undefined };

/**
 * Parses one topic, or up to four separated by "vs": `diffusion vs autoregressive since:2024`. Each is a query of the
 * query language. The date filters of one apply to all, since they share an axis.
 *
 * @throws UserError with everything that is wrong, and a command that works
 */
export function parseTrendQuery(text: string): TrendQuery {
  const result = parseAllTopics(text);
  if ('topics' in result) return result;
  const message = result.problems.join(' ');
  throw new UserError(`${message} Try: /papers trends ${suggestQuery(result.parsedTopics)}`, {
    fields: { topic: message },
  });
}

/** Parses a text as one topic, even if it contains "vs". @throws UserError if it isn't a valid query */
export function parseSingleTopic(text: string): TrendQuery {
  const query = parseQuery(text);
  const { since, until } = query.filters;
  return {
    topics: [{ name: stripDateFilters(text), query }],
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

interface TrendQueryErrors {
  readonly problems: readonly string[];
  readonly parsedTopics: readonly TopicParseResult[];
}

function parseAllTopics(text: string): TrendQuery | TrendQueryErrors {
  const parsedTopics = splitTopics(text).map(parseTopic);
  const topics = parsedTopics.flatMap((parsed) => ('topic' in parsed ? [parsed.topic] : []));
  const dateFilters = topics.map(({ query }) => query.filters);
  const [since, ...otherSince] = uniqueIgnoringCase(dateFilters.flatMap((filters) => filters.since ?? []));
  const [until, ...otherUntil] = uniqueIgnoringCase(dateFilters.flatMap((filters) => filters.until ?? []));
  const problems = uniqueIgnoringCase([
    ...parsedTopics.flatMap((parsed) => ('problem' in parsed ? [parsed.problem] : [])),
    ...findDuplicateTopics(topics),
    ...(parsedTopics.length > MAX_TOPICS
      ? [`You can compare up to ${MAX_TOPICS} topics, not ${parsedTopics.length}.`]
      : []),
    ...(otherSince.length > 0 ? ['since: applies to all topics, so use it only once.'] : []),
    ...(otherUntil.length > 0 ? ['until: applies to all topics, so use it only once.'] : []),
    ...(since !== undefined && until !== undefined && since > until ? ['since: is later than until:.'] : []),
  ]);
  if (problems.length > 0) return { problems, parsedTopics };
  return { topics, ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** Splits at the words "vs" and "vs.", except in quotes. */
function splitTopics(text: string): string[] {
  const separators = parseClauses(text).filter(isSeparator);
  const starts = [0, ...separators.map(({ end }) => end)];
  return starts.map((start, at) => text.slice(start, separators[at]?.start ?? text.length).trim());
}

function isSeparator({ kind, isNegated, value }: QueryClause): boolean {
  return kind === 'word' && !isNegated && /^vs\.?$/i.test(value);
}

function parseTopic(text: string): TopicParseResult {
  if (text === '') return { problem: 'A topic is missing.', suggestion: undefined };
  try {
    const query = parseQuery(text);
    const { paperId, words, phrases, excluded, filters } = query;
    if (paperId !== undefined) {
      return { problem: `${paperId} is a paper. Use words as a topic, for example safe rl.`, suggestion: undefined };
    }
    const { since: _, until: __, ...others } = filters;
    const terms = [...words, ...phrases, ...excluded];
    if (!terms.some(hasWord) && Object.keys(others).length === 0) {
      const complaint = terms.length === 0 ? 'only filters by date. Add a topic.' : 'has no words to search for.';
      return { problem: `${truncate(text, MAX_SHOWN_LENGTH)} ${complaint}`, suggestion: undefined };
    }
    return { topic: { name: stripDateFilters(text), query } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message.replace(TRY_HINT, ''), suggestion: TRY_HINT.exec(error.message)?.[1] };
  }
}

/** `+++`, for example, has none. */
function hasWord(text: string): boolean {
  return analyze(texToText(text)).length > 0;
}

function stripDateFilters(text: string): string {
  const datePieces = parseClauses(text).filter(({ kind, name }) => kind === 'filter' && /^(since|until)$/i.test(name));
  const kept = datePieces.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return kept.replace(/\s+/g, ' ').trim();
}

function findDuplicateTopics(topics: readonly Topic[]): string[] {
  const names = topics.map(({ name }) => name.toLowerCase());
  const repeated = topics.filter((_, at) => names.indexOf(names[at] ?? '') < at);
  return uniqueIgnoringCase(repeated.map(({ name }) => `"${truncate(name, MAX_SHOWN_LENGTH)}" is listed twice.`));
}

/**
 * A valid query from the valid topics and the corrected ones, each once. Without date filters if they contradict each
 * other.
 */
function suggestQuery(parsedTopics: readonly TopicParseResult[]): string {
  const texts = parsedTopics.flatMap((parsed) =>
    'topic' in parsed ? [parsed.topic.query.text] : (parsed.suggestion ?? []),
  );
  const candidates = [uniqueIgnoringCase(texts), uniqueIgnoringCase(texts.map(stripDateFilters))].map((queries) =>
    queries.slice(0, MAX_TOPICS),
  );
  const valid = candidates
    .map((queries) => queries.join(' vs '))
    .find((text) => text !== '' && 'topics' in parseAllTopics(text));
  return valid ?? EXAMPLE_QUERY;
}

function uniqueIgnoringCase(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = text.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
