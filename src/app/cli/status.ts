import type { DeliveryState } from '../../features/highlights/delivery.ts';
import type { Subscription } from '../../features/highlights/subscription.ts';
import { type Paper, paperDay } from '../../papers/paper.ts';
import { describeSource, sourceRegistry } from '../../sources/registry.ts';
import type { PaperSource } from '../../sources/source.ts';
import type { SourceStatus } from '../../sources/source-repository.ts';
import { openExistingStore, type Store } from '../../store/database.ts';
import { SqlDeliveryRepository } from '../../store/repositories/delivery-repository.ts';
import { type SentDelivery, SqlHealthQueries } from '../../store/repositories/health-repository.ts';
import { SqlPaperRepository } from '../../store/repositories/paper-repository.ts';
import { SqlSourceRepository } from '../../store/repositories/source-status-repository.ts';
import { formatDay, formatUtcInstant, pluralize } from '../../text/format.ts';
import { type Config, operatorAddress } from '../config.ts';
import { type CliContext, configuredSources, printableDatabaseUrl } from './context.ts';
import { fetchProcessStatus, type ProcessStatus } from './process-status.ts';

/** Prints how Paperboy is doing. @throws what kept the database from being read, after the rest is printed */
export async function printStatus(context: CliContext): Promise<void> {
  const config = context.config();
  const log = context.log(config);
  const { version, now } = context;
  const { report, fault } = await readStatus(config, {
    about: { version, node: process.versions.node, database: printableDatabaseUrl(config.DATABASE_URL, context) },
    openStore: () => openExistingStore({ url: config.DATABASE_URL, log, now }),
    sources: configuredSources(config, log, context),
  });
  process.stdout.write(report);
  if (fault !== undefined) throw fault;
}

interface StatusDeps {
  readonly about: {
    readonly version: string;
    readonly node: string;
    /** Its address, without a password. */
    readonly database: string;
  };
  /** Opens the database as it is: who asks how things are changes nothing. */
  readonly openStore: () => Promise<Store>;
  readonly sources: readonly PaperSource[];
}

interface StatusResult {
  readonly report: string;
  /** Why the database did not say all, or did not let go well. */
  readonly fault?: unknown;
}

const RECENT_DELIVERIES = 50;
const MAX_LISTED_BROKEN = 5;

/**
 * How Paperboy is doing: what its database holds, and what the process says that runs, if one does. Each is told whatever became of the
 * other.
 */
export async function readStatus(config: Config, { about, openStore, sources }: StatusDeps): Promise<StatusResult> {
  let stored: StoredStatus | undefined;
  const read = async (): Promise<void> => {
    const store = await openStore();
    try {
      stored = await readStored(store, sources);
    } catch (error) {
      throw store.explainError(error) ?? error;
    } finally {
      await store.close();
    }
  };
  const [running, outcome] = await Promise.all([
    fetchProcessStatus(operatorAddress(config)),
    read().then(
      () => ({}),
      (fault: unknown) => ({ fault }),
    ),
  ]);
  const platforms = config.platforms.map(({ name }) => name);
  return { report: statusReport({ ...about, platforms, running: describeProcess(running), stored }), ...outcome };
}

async function readStored(store: Store, sources: StatusDeps['sources']): Promise<StoredStatus> {
  const vitals = new SqlHealthQueries(store);
  const sourceRepository = new SqlSourceRepository(store);
  const [papers, deliveries, lastSent, broken, statuses] = await Promise.all([
    new SqlPaperRepository(store).all(),
    new SqlDeliveryRepository(store).countByState(),
    vitals.recentlySent(RECENT_DELIVERIES),
    vitals.broken(MAX_LISTED_BROKEN),
    Promise.all(
      sources.map(async (source) => ({
        label: describeSource(source),
        status: await sourceRepository.getStatus(source.name),
      })),
    ),
  ]);
  return { papers, deliveries, lastSent, broken, sources: statuses };
}

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
interface StoredStatus {
  readonly papers: readonly Paper[];
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  /** Newest slot first. */
  readonly lastSent: readonly SentDelivery[];
  readonly broken: { readonly count: number; readonly examples: readonly Subscription[] };
  /** The live sources, as people know them, and how each is. */
  readonly sources: readonly { readonly label: string; readonly status: SourceStatus }[];
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
    Sources: sources.length === 0 ? 'off' : sources.map(describeSourceStatus).join(`\n${INDENT}`),
    Papers: first && last ? `${papers.length}, from ${formatDay(first)} to ${formatDay(last)}` : `${papers.length}`,
    'Of these': `${having(paperDay)} have a date, ${having((paper) => paper.upvotes)} upvotes, ${having((paper) => paper.comments)} comments, ${having((paper) => paper.links.code)} code`,
    'Last seen': describeLastSeen(papers),
    Deliveries: `${deliveries.due + deliveries.sending} due, ${deliveries.sent} sent, ${deliveries.failed} failed, ${deliveries.expired} expired, ${deliveries.unknown} unknown`,
    Lateness: describeLateness(lastSent),
    Broken: broken.count === 0 ? 'no subscription' : describeBroken(broken).join(`\n${INDENT}`),
  };
}

const INDENT = ' '.repeat(12);

function describeLastSeen(papers: readonly Paper[]): string {
  let last: { readonly day: string; readonly by: string } | undefined;
  for (const { on, at, source } of papers.flatMap(({ seen }) => seen)) {
    const day = on ?? at?.slice(0, 10) ?? '';
    if (day > (last?.day ?? '')) last = { day, by: sourceRegistry.find(source)?.title ?? 'import' };
  }
  return last === undefined ? 'never' : `${formatDay(last.day)}, by ${last.by}`;
}

function describeSourceStatus({ label: source, status }: StoredStatus['sources'][number]): string {
  const { lastSuccessAt, failure } = status;
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

/** How the process that runs is, a line a subject. */
export function describeProcess(running: ProcessStatus): Readonly<Record<string, string>> {
  if (running.kind === 'unreachable') return { Running: running.reason };
  const { version, since, platforms, isDatabaseHealthy, schedulers, eventLoopLagSeconds, invocations } = running;
  const lines = platforms.map(({ name, isConnected }) => `${name} ${isConnected ? 'connected' : 'NOT connected'}`);
  const store = `its database ${isDatabaseHealthy ? 'answers' : 'does NOT answer'}`;
  const ages = schedulers.map(({ name, ageSeconds }) => `${name} ${Math.round(ageSeconds)} s ago`);
  return {
    Running: [`${version} since ${formatUtcInstant(since)}`, ...lines, store].join(', '),
    Ticks: `${ages.join(', ')}; the event loop turns within ${Math.ceil(eventLoopLagSeconds * 1000)} ms`,
    Asked: `${invocations.total === 1 ? 'once' : `${invocations.total} times`} since then, ${invocations.refused} refused, ${invocations.failed} failed`,
  };
}
