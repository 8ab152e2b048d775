import { UserError } from '../../runtime/errors.ts';
import { analyze } from '../../search/analyzer.ts';
import { parseQuery, type Query } from '../../search/query.ts';
import { parseClauses, type QueryClause } from '../../search/query-clauses.ts';
import { truncate } from '../../text/format.ts';
import { texToText } from '../../text/tex/index.ts';

/** What is counted: a query, under the name that the chart has for it. */
export interface Topic {
  /** As it was typed, without what is said of days. */
  readonly name: string;
  readonly query: Query;
}

/** Topics to compare, and of which days, where somebody said so. */
export interface TrendQuery {
  readonly topics: readonly Topic[];
  readonly since?: string;
  readonly until?: string;
}

/** More lines than these nobody tells apart. */
const MAX_TOPICS = 4;

const EXAMPLE_QUERY = 'diffusion vs autoregressive';

const MAX_SHOWN_LENGTH = 60;

/** What a search would say to try, at the end of what is wrong with a topic. */
const TRY_HINT = / Try: (.*)$/s;

/** A topic as it was read, or what is wrong with it and what to say instead. */
type TopicParseResult =
  | { readonly topic: Topic }
  | { readonly problem: string; readonly suggestion: string | undefined };

/**
 * Reads `diffusion vs autoregressive since:2024`: one topic, or two to four with "vs" between them. Each is a query of the query language;
 * the days that one of them says hold for all, as they share one axis.
 *
 * @throws UserError with all that is wrong, and a call that works
 */
export function parseTrendQuery(text: string): TrendQuery {
  const result = parseAllTopics(text);
  if ('topics' in result) return result;
  const message = result.problems.join(' ');
  throw new UserError(`${message} Try: /papers trends ${suggestQuery(result.parsedTopics)}`, {
    fields: { topic: message },
  });
}

/** A text as one topic, whatever words it has: a subscription to "humans vs machines" is one. @throws UserError where it is no query */
export function parseSingleTopic(text: string): TrendQuery {
  const query = parseQuery(text);
  const { since, until } = query.filters;
  return {
    topics: [{ name: stripDateFilters(text), query }],
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** All that is wrong with a text, and what it was read from. */
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
      ? [`A chart holds ${MAX_TOPICS} topics, and these are ${parsedTopics.length}.`]
      : []),
    ...(otherSince.length > 0 ? ['since: holds for all topics, so say it once.'] : []),
    ...(otherUntil.length > 0 ? ['until: holds for all topics, so say it once.'] : []),
    ...(since !== undefined && until !== undefined && since > until ? ['since: comes after until:.'] : []),
  ]);
  if (problems.length > 0) return { problems, parsedTopics };
  return { topics, ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** What stands between the words "vs" or "vs.", where these are no part of a quote. */
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
      return { problem: `A topic is words, such as safe rl, and ${paperId} is one paper.`, suggestion: undefined };
    }
    const { since: _, until: __, ...others } = filters;
    const terms = [...words, ...phrases, ...excluded];
    if (!terms.some(hasWord) && Object.keys(others).length === 0) {
      const complaint = terms.length === 0 ? 'says when, and not what' : 'has no word that a paper could have';
      return { problem: `${truncate(text, MAX_SHOWN_LENGTH)} ${complaint}.`, suggestion: undefined };
    }
    return { topic: { name: stripDateFilters(text), query } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message.replace(TRY_HINT, ''), suggestion: TRY_HINT.exec(error.message)?.[1] };
  }
}

/** Of `+++` nothing is left to look for. */
function hasWord(text: string): boolean {
  return analyze(texToText(text)).length > 0;
}

/** The text of a topic without `since:` and `until:`: all of the chart is of those days, so a name need not say them. */
function stripDateFilters(text: string): string {
  const datePieces = parseClauses(text).filter(({ kind, name }) => kind === 'filter' && /^(since|until)$/i.test(name));
  const kept = datePieces.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return kept.replace(/\s+/g, ' ').trim();
}

function findDuplicateTopics(topics: readonly Topic[]): string[] {
  const names = topics.map(({ name }) => name.toLowerCase());
  const repeated = topics.filter((_, at) => names.indexOf(names[at] ?? '') < at);
  return uniqueIgnoringCase(repeated.map(({ name }) => `"${truncate(name, MAX_SHOWN_LENGTH)}" stands there twice.`));
}

/** What may have been meant: what was right, what was put right, each once; one of two that say different days says none. */
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
