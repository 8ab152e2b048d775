import type { DeliveryState } from './highlights/delivering/delivery.ts';
import type { Subscription } from './highlights/subscribing/subscription.ts';
import type { SentDelivery } from './operator/vitals.ts';
import type { Paper, Sighting } from './papers/paper.ts';
import { dayOf } from './papers/paper-day.ts';
import type { SourceStanding } from './sources/live/source-ledger.ts';
import { counted } from './text/counted.ts';
import { showDay, showInstant } from './text/show-day.ts';

interface Status {
  readonly version: string;
  readonly node: string;
  readonly database: string;
  readonly platforms: readonly string[];
  /** How the process is that runs, a line a subject. */
  readonly running: Readonly<Record<string, string>>;
  /** What the database holds; nothing where it can't be read. */
  readonly kept: Kept | undefined;
}

/** What a database holds that its host wants to know. */
export interface Kept {
  readonly papers: readonly Paper[];
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  /** Newest slot first. */
  readonly lastSent: readonly SentDelivery[];
  readonly broken: { readonly count: number; readonly some: readonly Subscription[] };
  /** The live sources, as people know them, and how each is. */
  readonly sources: readonly { readonly title: string; readonly standing: SourceStanding }[];
}

/** How Paperboy is doing, for the person who hosts it: one line a subject. */
export function statusReport({ version, node, database, platforms, running, kept }: Status): string {
  const lines = {
    Paperboy: `${version} on Node ${node}`,
    ...running,
    Platforms: platforms.join(', '),
    Database: kept === undefined ? `${database}, which can't be read` : database,
    ...(kept && describeKept(kept)),
  };
  return Object.entries(lines)
    .map(([subject, text]) => `${`${subject}:`.padEnd(INDENT.length)}${text}\n`)
    .join('');
}

function describeKept({ papers, deliveries, lastSent, broken, sources }: Kept): Readonly<Record<string, string>> {
  const days = papers.flatMap((paper) => dayOf(paper) ?? []).sort();
  const [first, last] = [days[0], days.at(-1)];
  const having = (what: (paper: Paper) => unknown): string =>
    `${papers.filter((paper) => what(paper) !== undefined).length}`;
  return {
    Sources: sources.length === 0 ? 'off' : sources.map(describeSource).join(`\n${INDENT}`),
    Papers: first && last ? `${papers.length}, from ${showDay(first)} to ${showDay(last)}` : `${papers.length}`,
    'Of these': `${having(dayOf)} have a date, ${having((paper) => paper.upvotes)} upvotes, ${having((paper) => paper.comments)} comments, ${having((paper) => paper.links.code)} code`,
    'Last seen': lastSeen(papers),
    Deliveries: `${deliveries.due + deliveries.sending} due, ${deliveries.sent} sent, ${deliveries.failed} failed, ${deliveries.expired} expired, ${deliveries.unknown} unknown`,
    Lateness: lateness(lastSent),
    Broken: broken.count === 0 ? 'no subscription' : describeBroken(broken).join(`\n${INDENT}`),
  };
}

const INDENT = ' '.repeat(12);

const BY: Readonly<Record<Sighting['source'], string>> = {
  page: 'import',
  lines: 'import',
  huggingface: 'Hugging Face',
  arxiv: 'arXiv',
};

function lastSeen(papers: readonly Paper[]): string {
  let last: { readonly day: string; readonly by: string } | undefined;
  for (const { on, at, source } of papers.flatMap(({ seen }) => seen)) {
    const day = on ?? at?.slice(0, 10) ?? '';
    if (day > (last?.day ?? '')) last = { day, by: BY[source] };
  }
  return last === undefined ? 'never' : `${showDay(last.day)}, by ${last.by}`;
}

function describeSource({ title, standing }: Kept['sources'][number]): string {
  const { name, answeredAt, failing } = standing;
  const [, which] = name.split(':');
  const source = which === undefined ? title : `${title} (${which})`;
  const answered = answeredAt === undefined ? 'has not answered yet' : `answered ${showInstant(answeredAt)}`;
  if (failing === undefined) return `${source}, ${answered}`;
  const { since, times, until, reason } = failing;
  const tries = times === 1 ? 'once' : `${times} times`;
  return `${source}, failing since ${showInstant(since)} (${tries}, asked again after ${showInstant(until)}): ${reason}; it ${answered}${answeredAt === undefined ? '' : ' last'}`;
}

function lateness(sent: readonly SentDelivery[]): string {
  const late = sent.map(({ slot, sentAt }) => Math.max(0, Date.parse(sentAt) - Date.parse(slot)));
  const [median = 0, most = 0] = [late.toSorted((a, b) => a - b)[Math.floor(late.length / 2)], Math.max(0, ...late)];
  if (sent[0] === undefined) return 'nothing was sent yet';
  const last = `the last post was due ${showInstant(sent[0].slot)}`;
  return `${last}; of the last ${sent.length} half were sent within ${seconds(median)}, all within ${seconds(most)}`;
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

/** Their reasons are what a platform said. */
function describeBroken({ count, some }: Kept['broken']): string[] {
  const shown = some.flatMap(({ id, place, state }) =>
    state.kind === 'broken'
      ? [`${id} for ${place.channel} in ${place.platform}, since ${showInstant(state.since)}: ${state.reason}`]
      : [],
  );
  const more = count - shown.length;
  const last = more > 0 ? [`and ${more} more`] : [];
  return [`${counted(count, 'subscription')} can't be posted, tried again at each slot`, ...shown, ...last];
}
