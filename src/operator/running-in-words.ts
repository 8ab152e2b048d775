import { formatUtcInstant } from '../text/show-day.ts';
import type { ProcessStatus } from './ask-running.ts';

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
