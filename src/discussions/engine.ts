import type { Core } from '../chat/context.ts';
import { LAST_WORK_MS } from '../in-hand.ts';
import { inTime } from '../in-time.ts';
import type { Log } from '../log.ts';
import { createRounds } from '../rounds.ts';
import { startTick } from '../tick.ts';
import { lookAfter } from './look-after.ts';
import { settleOpenings } from './settle-openings.ts';

/** Looks after the discussions: finishes those whose opening was cut off, and brings their cards up to date. */
export interface DiscussionsEngine {
  /** Looks for what is due now. */
  wake(): void;
  /** Looks at the threads that are due, as one has stirred just now. */
  lookSoon(): void;
  /** Finishes what is in hand, in time. What is left others take over. */
  stop(): Promise<void>;
  /** Milliseconds since the last minute that was heard of. */
  tickAge(): number;
}

interface Dependencies {
  readonly core: Core;
  readonly log: Log;
  /** Milliseconds that only go forward, whatever happens to the clock. */
  readonly monotonic?: () => number;
}

/** So many a minute: Slack lets an app read fifty threads a minute, of which some are left for what people ask (its tier 3). */
const MOST_LOOKS = 20;
/** A little less, as no tick comes to the millisecond. */
const A_MINUTE_MS = 55_000;

/** A discussion that takes the place of another one leads to that for so long. */
const REMEMBERED_MS = 90 * 24 * 60 * 60_000;

/** Looks at once and at every full minute; also deletes what ended 90 days ago. */
export function startDiscussions({ core, log, monotonic = () => performance.now() }: Dependencies): DiscussionsEngine {
  const stopping = new AbortController();
  const { discussions } = core.discussions;
  const lately: number[] = [];
  const look = async (): Promise<void> => {
    const since = monotonic() - A_MINUTE_MS;
    lately.splice(0, lately.findLastIndex((at) => at <= since) + 1);
    const looked = await lookAfter({ core, log, signal: stopping.signal, most: MOST_LOOKS - lately.length });
    lately.push(...Array.from({ length: looked }, monotonic));
  };
  const looking = createRounds({ run: look, log });
  const run = async (): Promise<void> => {
    looking.begin();
    await settleOpenings({ core, log });
    await discussions.deleteEnded(new Date(core.now().getTime() - REMEMBERED_MS).toISOString());
  };
  const tick = startTick({ run, log });
  return {
    wake: tick.wake,
    lookSoon: looking.begin,
    tickAge: tick.age,
    async stop() {
      stopping.abort();
      await inTime(Promise.all([tick.stop(), looking.stop()]), LAST_WORK_MS);
    },
  };
}
