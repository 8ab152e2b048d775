import { z } from 'zod';
import { formatLocalUrl, type ListenAddress } from '../../runtime/http-server.ts';

/** What the process tells that runs where this configuration listens for operators. Instants are ISO 8601 in UTC. */
export type ProcessStatus =
  | {
      readonly kind: 'running';
      readonly version: string;
      readonly since: string;
      readonly platforms: readonly { readonly name: string; readonly isConnected: boolean }[];
      /** Whether its database told it in time what it asked. */
      readonly isDatabaseHealthy: boolean;
      /** Seconds since the last full minute that each heard of. */
      readonly schedulers: readonly { readonly name: string; readonly ageSeconds: number }[];
      /** In how many seconds the event loop turned, but for one turn of a hundred, since somebody asked last. */
      readonly eventLoopLagSeconds: number;
      /** What people did since then. */
      readonly invocations: { readonly total: number; readonly refused: number; readonly failed: number };
    }
  /** Nobody answers there, or somebody else: why, in words. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** As prom-client gives metrics as JSON. */
const MetricsJson = z.array(
  z.object({
    name: z.string(),
    values: z.array(z.object({ value: z.number().nullable(), labels: z.record(z.string(), z.coerce.string()) })),
  }),
);
type MetricsJson = z.infer<typeof MetricsJson>;

/** Somebody waits for the answer; but a process whose database hangs waits for that one first, for two seconds. */
const STATUS_TIMEOUT_MS = 5000;

/** Asks the process that runs how it is. It never rejects: that nobody answers is an answer too. */
export async function fetchProcessStatus(
  address: ListenAddress,
  timeoutMs = STATUS_TIMEOUT_MS,
): Promise<ProcessStatus> {
  if (address.port === 0)
    return { kind: 'unreachable', reason: 'nobody knows: with OPERATOR_PORT=0 the log alone says where one listens' };
  const url = formatLocalUrl(address);
  const unreachable = (why: string): ProcessStatus => ({
    kind: 'unreachable',
    reason: `no Paperboy answers at ${url}: ${why}`,
  });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${url}/metrics`, {
      headers: { accept: 'application/json' },
      signal,
      redirect: 'error',
    });
    const answer = MetricsJson.safeParse(await response.json());
    const running = answer.success ? parseMetrics(answer.data) : undefined;
    return running ?? unreachable('another program does');
  } catch (error) {
    return unreachable(error instanceof SyntaxError ? 'another program does' : describeFailure(error, timeoutMs));
  }
}

function describeFailure(error: unknown, patienceMs: number): string {
  if (error instanceof DOMException) return `no answer came within ${patienceMs / 1000} seconds`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNREFUSED' ? 'nothing listens there' : `it can not be asked (${String(code ?? error)})`;
}

function parseMetrics(answer: MetricsJson): ProcessStatus | undefined {
  const samples = (name: string): MetricsJson[number]['values'] =>
    answer.find((one) => one.name === name)?.values ?? [];
  const value = (name: string): number => samples(name)[0]?.value ?? 0;
  const version = samples('paperboy_build_info')[0]?.labels['version'];
  if (version === undefined) return undefined;
  const invocations = samples('paperboy_invocations_total');
  const count = (outcome?: string): number =>
    invocations
      .filter(({ labels }) => outcome === undefined || labels['outcome'] === outcome)
      .reduce((sum, one) => sum + (one.value ?? 0), 0);
  return {
    kind: 'running',
    version,
    since: new Date(value('process_start_time_seconds') * 1000).toISOString(),
    platforms: samples('paperboy_platform_connected').map((one) => ({
      name: one.labels['platform'] ?? '',
      isConnected: one.value === 1,
    })),
    isDatabaseHealthy: value('paperboy_store_answers') === 1,
    schedulers: samples('paperboy_tick_age_seconds').map((one) => ({
      name: one.labels['tick'] ?? '',
      ageSeconds: one.value ?? 0,
    })),
    eventLoopLagSeconds: value('nodejs_eventloop_lag_p99_seconds'),
    invocations: { total: count(), refused: count('refused'), failed: count('failed') },
  };
}
