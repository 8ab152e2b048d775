import type { Config } from './config/config.ts';
import { operatorAddress } from './config/listening.ts';
import type { OpenCore } from './open-core.ts';
import { askRunning } from './operator/ask-running.ts';
import { runningInWords } from './operator/running-in-words.ts';
import { platformNames } from './platforms.ts';
import { statusReport } from './status.ts';
import { createVitals } from './store/vitals.ts';

interface About {
  readonly version: string;
  readonly node: string;
  /** Its address, without a password. */
  readonly database: string;
}

const LAST_SENT = 50;
const SHOWN_BROKEN = 5;

/** How Paperboy is doing: what its store knows, and what the process says that runs, if one does. */
export async function readStatus({ core, refreshing, store }: OpenCore, config: Config, about: About): Promise<string> {
  const vitals = createVitals(store);
  const [running, deliveries, lastSent, broken, sources] = await Promise.all([
    askRunning(operatorAddress(config)),
    core.highlights.deliveries.counts(),
    vitals.lastSent(LAST_SENT),
    vitals.broken(SHOWN_BROKEN),
    Promise.all(
      refreshing.sources.map(async ({ name, title }) => ({ title, standing: await refreshing.ledger.standing(name) })),
    ),
  ]);
  return statusReport({
    ...about,
    ...{ deliveries, lastSent, broken, sources },
    papers: core.papers.all(),
    platforms: platformNames(config),
    running: runningInWords(running),
  });
}
