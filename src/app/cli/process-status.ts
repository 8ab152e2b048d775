import { z } from 'zod';
import { formatLocalUrl, type ListenAddress } from '../../runtime/http-server.ts';

/** The state of the process that serves the operator endpoints of this configuration. Instants are ISO 8601 in UTC. */
export type ProcessStatus =
  | {
      readonly kind: 'running';
      readonly version: string;
      readonly since: string;
      readonly platforms: readonly { readonly name: string; readonly isConnected: boolean }[];
      readonly isDatabaseHealthy: boolean;
      /** Seconds since the last tick. */
      readonly schedulers: readonly { readonly name: string; readonly ageSeconds: number }[];
      /** The 99th percentile since the last scrape. */
      readonly eventLoopLagSeconds: number;
      readonly invocations: { readonly total: number; readonly refused: number; readonly failed: number };
    }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** prom-client's JSON format. */
const MetricsJson = z.array(
  z.object({
    name: z.string(),
    values: z.array(z.object({ value: z.number().nullable(), labels: z.record(z.string(), z.coerce.string()) })),
  }),
);
type MetricsJson = z.infer<typeof MetricsJson>;

/** More than the two seconds for which the process waits for its database. */
const STATUS_TIMEOUT_MS = 5000;

/** Never rejects. */
export async function fetchProcessStatus(
  address: ListenAddress,
  timeoutMs = STATUS_TIMEOUT_MS,
): Promise<ProcessStatus> {
  if (address.port === 0)
    return { kind: 'unreachable', reason: 'unknown: with OPERATOR_PORT=0, only the log has the address' };
  const url = formatLocalUrl(address);
  const unreachable = (cause: string): ProcessStatus => ({
    kind: 'unreachable',
    reason: `no Paperboy at ${url}: ${cause}`,
  });
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(`${url}/metrics`, {
      headers: { accept: 'application/json' },
      signal,
      redirect: 'error',
    });
    const metrics = MetricsJson.safeParse(await response.json());
    const running = metrics.success ? parseMetrics(metrics.data) : undefined;
    return running ?? unreachable('another program is listening there');
  } catch (error) {
    return unreachable(
      error instanceof SyntaxError ? 'another program is listening there' : describeFailure(error, timeoutMs),
    );
  }
}

function describeFailure(error: unknown, timeoutMs: number): string {
  if (error instanceof DOMException) return `no response within ${timeoutMs / 1000} seconds`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNREFUSED' ? 'nothing is listening there' : `request failed (${String(code ?? error)})`;
}

function parseMetrics(metrics: MetricsJson): ProcessStatus | undefined {
  const samples = (name: string): MetricsJson[number]['values'] =>
    metrics.find((metric) => metric.name === name)?.values ?? [];
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
