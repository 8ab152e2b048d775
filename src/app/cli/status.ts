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

/** Prints a status report. @throws the error that kept the database from being read, after printing the rest */
export async function printStatus(context: CliContext): Promise<void> {
  const config = context.config();
  const log = context.log(config);
  const { version, now } = context;
  const { report, error } = await readStatus(config, {
    about: { version, node: process.versions.node, database: printableDatabaseUrl(config.DATABASE_URL, context) },
    openStore: () => openExistingStore({ url: config.DATABASE_URL, log, now }),
    sources: configuredSources(config, log, context),
  });
  context.stdout.write(report);
  if (error !== undefined) throw error;
}

interface StatusDeps {
  readonly about: {
    readonly version: string;
    readonly node: string;
    /** Without the password. */
    readonly database: string;
  };
  /** Opens the database without creating or migrating it. */
  readonly openStore: () => Promise<Store>;
  readonly sources: readonly PaperSource[];
}

interface StatusResult {
  readonly report: string;
  /** Why the database couldn't be read or closed. */
  readonly error?: unknown;
}

const RECENT_DELIVERIES = 50;
const MAX_LISTED_BROKEN = 5;

/** Reads the database and queries the running process. Each is reported even if the other fails. */
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
      (error: unknown) => ({ error }),
    ),
  ]);
  const platforms = config.platforms.map(({ name }) => name);
  return { report: statusReport({ ...about, platforms, running: describeProcess(running), stored }), ...outcome };
}

async function readStored(store: Store, sources: StatusDeps['sources']): Promise<StoredStatus> {
  const health = new SqlHealthQueries(store);
  const sourceRepository = new SqlSourceRepository(store);
  const [papers, deliveries, lastSent, broken, statuses] = await Promise.all([
    new SqlPaperRepository(store).all(),
    new SqlDeliveryRepository(store).countByState(),
    health.recentlySent(RECENT_DELIVERIES),
    health.broken(MAX_LISTED_BROKEN),
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
  /** Lines about the running process. */
  readonly running: Readonly<Record<string, string>>;
  /** `undefined` if the database can't be read. */
  readonly stored: StoredStatus | undefined;
}

interface StoredStatus {
  readonly papers: readonly Paper[];
  readonly deliveries: Readonly<Record<DeliveryState, number>>;
  /** Newest slot first. */
  readonly lastSent: readonly SentDelivery[];
  readonly broken: { readonly count: number; readonly examples: readonly Subscription[] };
  readonly sources: readonly { readonly label: string; readonly status: SourceStatus }[];
}

/** One line per subject. */
export function statusReport({ version, node, database, platforms, running, stored }: StatusInput): string {
  const lines = {
    Paperboy: `${version} on Node ${node}`,
    ...running,
    Platforms: platforms.join(', '),
    Database: stored === undefined ? `${database} (can't be read)` : database,
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
  const countWith = (field: (paper: Paper) => unknown): number =>
    papers.filter((paper) => field(paper) !== undefined).length;
  return {
    Sources: sources.length === 0 ? 'off' : sources.map(describeSourceStatus).join(`\n${INDENT}`),
    Papers: first && last ? `${papers.length}, from ${formatDay(first)} to ${formatDay(last)}` : `${papers.length}`,
    'Of these': `${countWith(paperDay)} with a date, ${countWith(({ upvotes }) => upvotes)} with upvotes, ${countWith(({ comments }) => comments)} with comments, ${countWith(({ links }) => links.code)} with code`,
    'Last seen': describeLastSeen(papers),
    Deliveries: `${deliveries.due + deliveries.sending} due, ${deliveries.sent} sent, ${deliveries.failed} failed, ${deliveries.expired} expired, ${deliveries.unknown} unknown`,
    Lateness: describeLateness(lastSent),
    Broken: broken.count === 0 ? 'none' : describeBroken(broken).join(`\n${INDENT}`),
  };
}

const INDENT = ' '.repeat(12);

function describeLastSeen(papers: readonly Paper[]): string {
  let last: { readonly day: string; readonly by: string } | undefined;
  for (const { on, at, source } of papers.flatMap(({ seen }) => seen)) {
    const day = on ?? at?.slice(0, 10) ?? '';
    if (day > (last?.day ?? '')) last = { day, by: sourceRegistry.find(source)?.title ?? 'import' };
  }
  return last === undefined ? 'never' : `${formatDay(last.day)}, from ${last.by}`;
}

function describeSourceStatus({ label: source, status }: StoredStatus['sources'][number]): string {
  const { lastSuccessAt, failure } = status;
  const success = lastSuccessAt === undefined ? 'no response yet' : `last response ${formatUtcInstant(lastSuccessAt)}`;
  if (failure === undefined) return `${source}, ${success}`;
  const { since, count, retryAt, reason } = failure;
  const attempts = `${pluralize(count, 'failure')}, next attempt after ${formatUtcInstant(retryAt)}`;
  return `${source}, failing since ${formatUtcInstant(since)} (${attempts}): ${reason}; ${success}`;
}

function describeLateness(sent: readonly SentDelivery[]): string {
  const [latest] = sent;
  if (latest === undefined) return 'nothing sent yet';
  const delays = sent
    .map(({ slot, sentAt }) => Math.max(0, Date.parse(sentAt) - Date.parse(slot)))
    .sort((a, b) => a - b);
  const [median = 0, max = 0] = [delays[Math.floor(delays.length / 2)], delays.at(-1)];
  return `last post due ${formatUtcInstant(latest.slot)}; of the last ${sent.length}, half were sent within ${formatSeconds(median)} and all within ${formatSeconds(max)}`;
}

function formatSeconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}

function describeBroken({ count, examples }: StoredStatus['broken']): string[] {
  const shown = examples.flatMap(({ id, place, state }) =>
    state.kind === 'broken'
      ? [`${id} for ${place.channel} in ${place.platform}, since ${formatUtcInstant(state.since)}: ${state.reason}`]
      : [],
  );
  const more = count - shown.length;
  return [
    `${pluralize(count, 'subscription')} can't be posted, to be retried at each slot`,
    ...shown,
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

/** One line per subject. */
export function describeProcess(running: ProcessStatus): Readonly<Record<string, string>> {
  if (running.kind === 'unreachable') return { Running: running.reason };
  const { version, since, platforms, isDatabaseHealthy, schedulers, eventLoopLagSeconds, invocations } = running;
  const connections = platforms.map(
    ({ name, isConnected }) => `${name} ${isConnected ? 'connected' : 'NOT connected'}`,
  );
  const database = isDatabaseHealthy ? 'database ok' : 'database NOT responding';
  const ages = schedulers.map(({ name, ageSeconds }) => `${name} ${Math.round(ageSeconds)} s ago`);
  const { total, refused, failed } = invocations;
  return {
    Running: [`${version} since ${formatUtcInstant(since)}`, ...connections, database].join(', '),
    Schedulers: `${ages.join(', ')}; event loop lag ${Math.ceil(eventLoopLagSeconds * 1000)} ms`,
    Requests: `${total} since then, ${refused} refused, ${failed} failed`,
  };
}
