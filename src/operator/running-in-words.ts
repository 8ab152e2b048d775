import { showInstant } from '../text/show-day.ts';
import type { Running } from './ask-running.ts';

/** How the process that runs is, a line a subject. */
export function runningInWords(running: Running): Readonly<Record<string, string>> {
  if (running.kind === 'silent') return { Running: running.why };
  const { version, since, platforms, storeAnswers, ticks, lag, invocations } = running;
  const lines = platforms.map(({ name, isConnected }) => `${name} ${isConnected ? 'connected' : 'NOT connected'}`);
  const store = `its database ${storeAnswers ? 'answers' : 'does NOT answer'}`;
  const ages = ticks.map(({ name, age }) => `${name} ${Math.round(age)} s ago`);
  return {
    Running: [`${version} since ${showInstant(since)}`, ...lines, store].join(', '),
    Ticks: `${ages.join(', ')}; the event loop turns within ${Math.ceil(lag * 1000)} ms`,
    Asked: `${invocations.all === 1 ? 'once' : `${invocations.all} times`} since then, ${invocations.refused} refused, ${invocations.failed} failed`,
  };
}
