import type { DeliveryState } from './highlights/delivering/delivery.ts';
import type { Subscription } from './highlights/subscribing/subscription.ts';
import type { SentDelivery } from './operator/vitals.ts';
import type { Paper, SourceRecord } from './papers/paper.ts';
import { paperDay } from './papers/paper-day.ts';
import type { SourceStatus } from './sources/live/source-ledger.ts';
import { pluralize } from './text/counted.ts';
import { formatDay, formatUtcInstant } from './text/show-day.ts';

interface StatusInput {
  readonly version: string;
  readonly node: string;
  readonly database: string;
  readonly platforms: readonly string[];
  /** How the process is that runs, a line a subject. */
  readonly running: Readonly<Record<string, string>>;
  /** What the database holds; nothing where it can't be read. */
  readonly stored: StoredStatus | undefined;
}

/** What a database holds that its host wants to know. */
export interface StoredStatus {
  readonly papers: readonly Paper[];
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  /** Newest slot first. */
  readonly lastSent: readonly SentDelivery[];
  readonly broken: { readonly count: number; readonly examples: readonly Subscription[] };
  /** The live sources, as people know them, and how each is. */
  readonly sources: readonly { readonly title: string; readonly status: SourceStatus }[];
}

/** How Paperboy is doing, for the person who hosts it: one line a subject. */
export function statusReport({ version, node, database, platforms, running, stored }: StatusInput): string {
  const lines = {
    Paperboy: `${version} on Node ${node}`,
    ...running,
    Platforms: platforms.join(', '),
    Database: stored === undefined ? `${database}, which can't be read` : database,
    ...(stored && describeStored(stored)),
  };
  return Object.entries(lines)
    .map(([subject, text]) => `${`${subject}:`.padEnd(INDENT.length)}${text}\n`)
    .join('');
}

function describeStored({
  papers,
  deliveries,
  lastSent,
  broken,
  sources,
}: StoredStatus): Readonly<Record<string, string>> {
  const days = papers.flatMap((paper) => paperDay(paper) ?? []).sort();
  const [first, last] = [days[0], days.at(-1)];
  const having = (what: (paper: Paper) => unknown): string =>
    `${papers.filter((paper) => what(paper) !== undefined).length}`;
  return {
    Sources: sources.length === 0 ? 'off' : sources.map(describeSource).join(`\n${INDENT}`),
    Papers: first && last ? `${papers.length}, from ${formatDay(first)} to ${formatDay(last)}` : `${papers.length}`,
    'Of these': `${having(paperDay)} have a date, ${having((paper) => paper.upvotes)} upvotes, ${having((paper) => paper.comments)} comments, ${having((paper) => paper.links.code)} code`,
    'Last seen': describeLastSeen(papers),
    Deliveries: `${deliveries.due + deliveries.sending} due, ${deliveries.sent} sent, ${deliveries.failed} failed, ${deliveries.expired} expired, ${deliveries.unknown} unknown`,
    Lateness: describeLateness(lastSent),
    Broken: broken.count === 0 ? 'no subscription' : describeBroken(broken).join(`\n${INDENT}`),
  };
}

const INDENT = ' '.repeat(12);

const SOURCE_LABELS: Readonly<Record<SourceRecord['source'], string>> = {
  page: 'import',
  lines: 'import',
  huggingface: 'Hugging Face',
  arxiv: 'arXiv',
};

function describeLastSeen(papers: readonly Paper[]): string {
  let last: { readonly day: string; readonly by: string } | undefined;
  for (const { on, at, source } of papers.flatMap(({ seen }) => seen)) {
    const day = on ?? at?.slice(0, 10) ?? '';
    if (day > (last?.day ?? '')) last = { day, by: SOURCE_LABELS[source] };
  }
  return last === undefined ? 'never' : `${formatDay(last.day)}, by ${last.by}`;
}

function describeSource({ title, status }: StoredStatus['sources'][number]): string {
  const { name, lastSuccessAt, failure } = status;
  const [, which] = name.split(':');
  const source = which === undefined ? title : `${title} (${which})`;
  const answered = lastSuccessAt === undefined ? 'has not answered yet' : `answered ${formatUtcInstant(lastSuccessAt)}`;
  if (failure === undefined) return `${source}, ${answered}`;
  const { since, count: times, retryAt, reason } = failure;
  const tries = times === 1 ? 'once' : `${times} times`;
  return `${source}, failing since ${formatUtcInstant(since)} (${tries}, asked again after ${formatUtcInstant(retryAt)}): ${reason}; it ${answered}${lastSuccessAt === undefined ? '' : ' last'}`;
}

function describeLateness(sent: readonly SentDelivery[]): string {
  const late = sent.map(({ slot, sentAt }) => Math.max(0, Date.parse(sentAt) - Date.parse(slot)));
  const [median = 0, most = 0] = [late.toSorted((a, b) => a - b)[Math.floor(late.length / 2)], Math.max(0, ...late)];
  if (sent[0] === undefined) return 'nothing was sent yet';
  const last = `the last post was due ${formatUtcInstant(sent[0].slot)}`;
  return `${last}; of the last ${sent.length} half were sent within ${formatSeconds(median)}, all within ${formatSeconds(most)}`;
}

function formatSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

/** Their reasons are what a platform said. */
function describeBroken({ count, examples }: StoredStatus['broken']): string[] {
  const shown = examples.flatMap(({ id, place, state }) =>
    state.kind === 'broken'
      ? [`${id} for ${place.channel} in ${place.platform}, since ${formatUtcInstant(state.since)}: ${state.reason}`]
      : [],
  );
  const more = count - shown.length;
  const last = more > 0 ? [`and ${more} more`] : [];
  return [`${pluralize(count, 'subscription')} can't be posted, tried again at each slot`, ...shown, ...last];
}
