import { z } from 'zod';
import { type Address, urlOf } from '../http/listen.ts';

/** What the process tells that runs where this configuration listens for operators. Instants are ISO 8601 in UTC. */
export type Running =
  | {
      readonly kind: 'running';
      readonly version: string;
      readonly since: string;
      readonly platforms: readonly { readonly name: string; readonly isConnected: boolean }[];
      /** Whether its database told it in time what it asked. */
      readonly storeAnswers: boolean;
      /** Seconds since the last full minute that each heard of. */
      readonly ticks: readonly { readonly name: string; readonly age: number }[];
      /** In how many seconds the event loop turned, but for one turn of a hundred, since somebody asked last. */
      readonly lag: number;
      /** What people did since then. */
      readonly invocations: { readonly all: number; readonly refused: number; readonly failed: number };
    }
  /** Nobody answers there, or somebody else: why, in words. */
  | { readonly kind: 'silent'; readonly why: string };

/** As prom-client gives metrics as JSON. */
const Answer = z.array(
  z.object({
    name: z.string(),
    values: z.array(z.object({ value: z.number().nullable(), labels: z.record(z.string(), z.coerce.string()) })),
  }),
);
type Answer = z.infer<typeof Answer>;

/** Somebody waits for the answer; but a process whose database hangs waits for that one first, for two seconds. */
const PATIENCE_MS = 5000;

/** Asks the process that runs how it is. It never rejects: that nobody answers is an answer too. */
export async function askRunning(address: Address, patienceMs = PATIENCE_MS): Promise<Running> {
  if (address.port === 0)
    return { kind: 'silent', why: 'nobody knows: with OPERATOR_PORT=0 the log alone says where one listens' };
  const url = urlOf(address);
  const silent = (why: string): Running => ({ kind: 'silent', why: `no Paperboy answers at ${url}: ${why}` });
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(`${url}/metrics`, {
      headers: { accept: 'application/json' },
      signal,
      redirect: 'error',
    });
    const answer = Answer.safeParse(await response.json());
    const running = answer.success ? read(answer.data) : undefined;
    return running ?? silent('another program does');
  } catch (error) {
    return silent(error instanceof SyntaxError ? 'another program does' : reasonOf(error, patienceMs));
  }
}

function reasonOf(error: unknown, patienceMs: number): string {
  if (error instanceof DOMException) return `no answer came within ${patienceMs / 1000} seconds`;
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return code === 'ECONNREFUSED' ? 'nothing listens there' : `it can not be asked (${String(code ?? error)})`;
}

function read(answer: Answer): Running | undefined {
  const samples = (name: string): Answer[number]['values'] => answer.find((one) => one.name === name)?.values ?? [];
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
    storeAnswers: value('paperboy_store_answers') === 1,
    ticks: samples('paperboy_tick_age_seconds').map((one) => ({
      name: one.labels['tick'] ?? '',
      age: one.value ?? 0,
    })),
    lag: value('nodejs_eventloop_lag_p99_seconds'),
    invocations: { all: count(), refused: count('refused'), failed: count('failed') },
  };
}
