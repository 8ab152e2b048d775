import { setTimeout as sleep } from 'node:timers/promises';
import type { Core } from '../chat/context.ts';
import type { Log } from '../log.ts';
import { startTick } from '../tick.ts';
import { lookAfter } from './look-after.ts';
import { settleOpenings } from './settle-openings.ts';

/** Looks after the discussions: finishes those whose opening was cut off, and brings their cards up to date. */
export interface DiscussionsEngine {
  /** Looks for what is due now. */
  wake(): void;
  /** Finishes what is in hand within ten seconds. What is left others take over. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  tickAge(): number;
}

interface Dependencies {
  readonly core: Core;
  readonly log: Log;
}

const LAST_LOOKS_MS = 10_000;
/** A discussion that takes the place of another one leads to that for so long. */
const REMEMBERED_MS = 90 * 24 * 60 * 60_000;

export function startDiscussions({ core, log }: Dependencies): DiscussionsEngine {
  const stopping = new AbortController();
  const { discussions } = core.discussions;
  const run = async (): Promise<void> => {
    await Promise.all([settleOpenings({ core, log }), lookAfter({ core, log, signal: stopping.signal })]);
    await discussions.deleteEnded(new Date(core.now().getTime() - REMEMBERED_MS).toISOString());
  };
  const tick = startTick({ run, log });
  return {
    wake: tick.wake,
    tickAge: tick.age,
    async stop() {
      stopping.abort();
      await Promise.race([tick.stop(), sleep(LAST_LOOKS_MS, undefined, { ref: false })]);
    },
  };
}
