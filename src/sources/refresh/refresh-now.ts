import { setTimeout as sleep } from 'node:timers/promises';
import type { CircuitDependencies } from '../live/circuit.ts';
import { guard } from '../live/guard.ts';
import { type LiveSource, SourceError } from '../live/source.ts';
import { patiently } from './patiently.ts';
import type { SourcePlan } from './refresh-plan.ts';
import { type PaperKeeper, type Taken, takePart } from './take-part.ts';
import { type Turn, takeTurn } from './turn.ts';

export interface RefreshNowDependencies extends CircuitDependencies {
  readonly store: PaperKeeper;
  /** This process, for the ledger. */
  readonly owner: string;
  /** Aborted by whoever wants no more: it ends after the part in hand. */
  readonly stopped: AbortSignal;
  readonly progress: Progress;
  readonly wait?: (ms: number) => Promise<void>;
}

/** Shows somebody who waits how far it is. */
export interface Progress {
  begin(title: string, parts: number): void;
  /** A part is done. @param papers how many were new so far */
  step(part: string, papers: number): void;
  /** Why it does not go on at the moment. */
  say(text: string): void;
  end(): void;
}

/** What became of one source. */
export interface SourceReport {
  readonly title: string;
  readonly settled: number;
  readonly startsAt?: string;
  /** Parts that were answered, and how many entries they listed. */
  readonly answered: number;
  readonly entries: number;
  readonly added: number;
  readonly changed: number;
  /** Why entries were left out. */
  readonly refused: readonly string[];
  readonly failed: readonly { readonly part: string; readonly reason: string }[];
  /** Parts that nobody asked for: it was stopped, or the source gave no answer any more. */
  readonly left: number;
}

/** A source that gives nothing for so many parts one after the other, each asked for again and again, is left in peace. */
const PATIENCE = 3;

/** A Paperboy that runs on the same database gets its turn once a minute, for today's list. */
const TURN_MS = 60_000;
const PAUSE_MS = 2000;

/** A clock that was wrong may have noted that a source wants to be left alone for years. */
const LONGEST_REST_MS = 60 * 60_000;

/**
 * Asks a source for all that is planned, now, also where it failed lately; one that asked to be left alone, whatever process it told, is
 * waited for. What it answered is kept, whatever comes after.
 */
export async function refreshNow(plan: SourcePlan, dependencies: RefreshNowDependencies): Promise<SourceReport> {
  const { ledger, store, now, stopped, progress } = dependencies;
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopped }).catch(() => undefined);
  const { wait = pause } = dependencies;
  const { title } = plan.source;
  const source = guard(persistent(plan.source, { ...dependencies, wait }), dependencies, { evenWhileFailing: true });
  const taken: Taken[] = [];
  const failed: { part: string; reason: string }[] = [];
  let inARow = 0;
  let turn: (Turn & { readonly since: number }) | undefined;

  const keepTurn = async (): Promise<boolean> => {
    if (turn !== undefined && now().getTime() - turn.since >= TURN_MS) {
      await turn.end();
      turn = undefined;
      await wait(PAUSE_MS);
    }
    if (turn !== undefined && (await turn.extend())) return true;
    const onWait = (): void => progress.say(`another Paperboy asks ${title}, waiting for my turn`);
    const next = await takeTurn(source.name, {
      ...{ ledger, owner: dependencies.owner, now, signal: stopped, onWait },
      patienceMs: Number.POSITIVE_INFINITY,
    });
    turn = next && { ...next, since: now().getTime() };
    return turn !== undefined;
  };

  const heed = async (): Promise<void> => {
    const { failing } = await ledger.standing(source.name);
    const restMs = failing?.asksToWait ? Date.parse(failing.until) - now().getTime() : 0;
    if (restMs <= 0) return;
    const waitMs = Math.min(restMs, LONGEST_REST_MS);
    progress.say(`${title} asks to wait; going on in ${Math.ceil(waitMs / 1000)} s`);
    await wait(waitMs);
  };

  progress.begin(title, plan.parts.length);
  try {
    for (const part of plan.parts) {
      if (stopped.aborted || inARow >= PATIENCE) break;
      await heed();
      if (!(await keepTurn())) break;
      try {
        taken.push(await takePart(source, part, { ledger, store, now }));
        inARow = 0;
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        failed.push({ part, reason: error.message });
        inARow = error.kind === 'refused' ? 0 : inARow + 1;
      }
      progress.step(part, sum(taken, 'added'));
    }
  } finally {
    progress.end();
    await turn?.end();
  }
  return {
    title,
    settled: plan.settled,
    ...(plan.startsAt !== undefined && { startsAt: plan.startsAt }),
    answered: taken.length,
    entries: sum(taken, 'entries'),
    added: sum(taken, 'added'),
    changed: sum(taken, 'changed'),
    refused: taken.flatMap((one) => (one.kind === 'listed' ? one.refused : [])),
    failed,
    left: plan.parts.length - taken.length - failed.length,
  };
}

function persistent(
  source: LiveSource,
  dependencies: RefreshNowDependencies & { readonly wait: (ms: number) => Promise<void> },
): LiveSource {
  const { progress } = dependencies;
  const onWait = (error: SourceError, ms: number): void =>
    progress.say(`${error.message}; asking again in ${Math.ceil(ms / 1000)} s`);
  const withPatience = <T>(ask: () => Promise<T>): Promise<T> => patiently(ask, { ...dependencies, onWait });
  return {
    ...source,
    day: (...asked) => withPatience(() => source.day(...asked)),
    trending: (...asked) => withPatience(() => source.trending(...asked)),
  };
}

function sum(taken: readonly Taken[], field: 'entries' | 'added' | 'changed'): number {
  return taken.reduce((total, one) => total + (one.kind === 'listed' ? one[field] : 0), 0);
}
