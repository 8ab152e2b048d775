import { UserError } from '../errors.ts';
import { analyze } from '../search/analyzer.ts';
import { parseQuery, type Query } from '../search/query.ts';
import { type Piece, queryPieces } from '../search/query-pieces.ts';
import { shorten } from '../text/shorten.ts';
import { texToText } from '../text/tex.ts';

/** What is counted: a query, under the name that the chart has for it. */
export interface Topic {
  /** As it was typed, without what is said of days. */
  readonly name: string;
  readonly query: Query;
}

/** Topics to compare, and of which days, where somebody said so. */
export interface Topics {
  readonly topics: readonly Topic[];
  readonly since?: string;
  readonly until?: string;
}

/** More lines than these nobody tells apart. */
const MOST_TOPICS = 4;

const EXAMPLE = 'diffusion vs autoregressive';

const SHOWN = 60;

/** What a search would say to try, at the end of what is wrong with a topic. */
const HINT = / Try: (.*)$/s;

/** A topic as it was read, or what is wrong with it and what to say instead. */
type Reading = { readonly topic: Topic } | { readonly problem: string; readonly instead: string | undefined };

/**
 * Reads `diffusion vs autoregressive since:2024`: one topic, or two to four with "vs" between them. Each is a query of the query language;
 * the days that one of them says hold for all, as they share one axis.
 *
 * @throws UserError with all that is wrong, and a call that works
 */
export function readTopics(text: string): Topics {
  const read = readAll(text);
  if ('topics' in read) return read;
  const said = read.problems.join(' ');
  throw new UserError(`${said} Try: /papers trends ${offer(read.readings)}`, { fields: { topic: said } });
}

/** A text as one topic, whatever words it has: a subscription to "humans vs machines" is one. @throws UserError where it is no query */
export function topicOf(text: string): Topics {
  const query = parseQuery(text);
  const { since, until } = query.filters;
  return {
    topics: [{ name: withoutDays(text), query }],
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
  };
}

/** All that is wrong with a text, and what it was read from. */
interface Refused {
  readonly problems: readonly string[];
  readonly readings: readonly Reading[];
}

function readAll(text: string): Topics | Refused {
  const readings = partsOf(text).map(readTopic);
  const topics = readings.flatMap((one) => ('topic' in one ? [one.topic] : []));
  const said = topics.map(({ query }) => query.filters);
  const [since, ...otherSince] = distinct(said.flatMap((filters) => filters.since ?? []));
  const [until, ...otherUntil] = distinct(said.flatMap((filters) => filters.until ?? []));
  const problems = distinct([
    ...readings.flatMap((one) => ('problem' in one ? [one.problem] : [])),
    ...twice(topics),
    ...(readings.length > MOST_TOPICS
      ? [`A chart holds ${MOST_TOPICS} topics, and these are ${readings.length}.`]
      : []),
    ...(otherSince.length > 0 ? ['since: holds for all topics, so say it once.'] : []),
    ...(otherUntil.length > 0 ? ['until: holds for all topics, so say it once.'] : []),
    ...(since !== undefined && until !== undefined && since > until ? ['since: comes after until:.'] : []),
  ]);
  if (problems.length > 0) return { problems, readings };
  return { topics, ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
}

/** What stands between the words "vs" or "vs.", where these are no part of a quote. */
function partsOf(text: string): string[] {
  const separators = queryPieces(text).filter(isSeparator);
  const starts = [0, ...separators.map(({ end }) => end)];
  return starts.map((start, at) => text.slice(start, separators[at]?.start ?? text.length).trim());
}

function isSeparator({ kind, negated, value }: Piece): boolean {
  return kind === 'word' && !negated && /^vs\.?$/i.test(value);
}

function readTopic(text: string): Reading {
  if (text === '') return { problem: 'A topic is missing.', instead: undefined };
  try {
    const query = parseQuery(text);
    const { paperId, words, phrases, excluded, filters } = query;
    if (paperId !== undefined) {
      return { problem: `A topic is words, such as safe rl, and ${paperId} is one paper.`, instead: undefined };
    }
    const { since: _, until: __, ...others } = filters;
    const typed = [...words, ...phrases, ...excluded];
    if (!typed.some(hasWord) && Object.keys(others).length === 0) {
      const lacks = typed.length === 0 ? 'says when, and not what' : 'has no word that a paper could have';
      return { problem: `${shorten(text, SHOWN)} ${lacks}.`, instead: undefined };
    }
    return { topic: { name: withoutDays(text), query } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { problem: error.message.replace(HINT, ''), instead: HINT.exec(error.message)?.[1] };
  }
}

/** Of `+++` nothing is left to look for. */
function hasWord(text: string): boolean {
  return analyze(texToText(text)).length > 0;
}

/** The text of a topic without `since:` and `until:`: all of the chart is of those days, so a name need not say them. */
function withoutDays(text: string): string {
  const days = queryPieces(text).filter(({ kind, name }) => kind === 'filter' && /^(since|until)$/i.test(name));
  const kept = days.reduceRight((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
  return kept.replace(/\s+/g, ' ').trim();
}

function twice(topics: readonly Topic[]): string[] {
  const names = topics.map(({ name }) => name.toLowerCase());
  const repeated = topics.filter((_, at) => names.indexOf(names[at] ?? '') < at);
  return distinct(repeated.map(({ name }) => `"${shorten(name, SHOWN)}" stands there twice.`));
}

/** What may have been meant: what was right, what was put right, each once; one of two that say different days says none. */
function offer(readings: readonly Reading[]): string {
  const texts = readings.flatMap((one) => ('topic' in one ? [one.topic.query.text] : (one.instead ?? [])));
  const inOrder = [distinct(texts), distinct(texts.map(withoutDays))].map((some) => some.slice(0, MOST_TOPICS));
  const right = inOrder.map((some) => some.join(' vs ')).find((text) => text !== '' && 'topics' in readAll(text));
  return right ?? EXAMPLE;
}

function distinct(texts: readonly string[]): string[] {
  const seen = new Set<string>();
  return texts.filter((text) => {
    const key = text.toLowerCase();
    return !seen.has(key) && seen.add(key);
  });
}
