import type { Log } from '../../log.ts';
import { type Asking, type LiveSource, SourceError } from './source.ts';
import type { SourceLedger } from './source-ledger.ts';

export interface CircuitDependencies {
  readonly ledger: SourceLedger;
  readonly log: Log;
  readonly now: () => Date;
  /** At least 0, less than 1. */
  readonly random: () => number;
}

interface Request<T> {
  readonly ask: () => Promise<T>;
  readonly asking: Asking | undefined;
  /** Whether we worded it: what people word may well be refused by a source that is well. */
  readonly isOurs: boolean;
}

const MINUTE_MS = 60_000;
const LONGEST_MS = 60 * MINUTE_MS;
/** A source that asks to wait for longer is asked all the same: it may not have meant it. */
const LONGEST_ASKED_MS = 24 * 60 * MINUTE_MS;

/** A request that only had to wait for its turn says nothing about the source. */
const BRIEF_MS = 10_000;

/** A list that is refused or can't be read may be that list's fault; so many in a row are the source's. */
const STRIKES = 3;

/**
 * Asks a source, unless it failed a short while ago: then nobody does for a minute, then for two, and so on up to an hour, or for as long as
 * it asked for. That stands in the ledger, for all processes. It is logged when that begins, and when it ends.
 *
 * @param evenWhileFailing for a person who wants it to be asked now
 */
export function createCircuit(
  { name, title }: Pick<LiveSource, 'name' | 'title'>,
  { ledger, log, now, random }: CircuitDependencies,
  { evenWhileFailing = false } = {},
): <T>(request: Request<T>) => Promise<T> {
  let strikes = 0;
  let ended: string | undefined;
  let noting = Promise.resolve();

  const isFailure = (error: SourceError, isOurs: boolean): boolean => {
    if (error.kind === 'limited') return (error.retryAfterMs ?? LONGEST_MS) > BRIEF_MS;
    if (error.kind === 'down') return true;
    if (isOurs) strikes += 1;
    return isOurs && strikes >= STRIKES;
  };

  const noteFailure = async (error: SourceError): Promise<void> => {
    const at = now();
    const { failing } = await ledger.standing(name);
    const asksToWait = error.kind === 'limited';
    if (failing !== undefined && failing.until > at.toISOString() && !asksToWait) return;
    const until = new Date(at.getTime() + waitMs(error, failing?.times ?? 0, random));
    const reason = error.message;
    await ledger.failed(name, { at: at.toISOString(), until: until.toISOString(), reason, asksToWait });
    if (failing === undefined)
      log.warn({ source: name, reason, until }, `${title} can not be asked, what is here stays`);
  };

  const noteAnswer = async (failingSince: string | undefined): Promise<void> => {
    strikes = 0;
    await ledger.answered(name, now().toISOString());
    if (failingSince === undefined || failingSince === ended) return;
    ended = failingSince;
    log.info({ source: name, since: failingSince }, `${title} answers again`);
  };

  return async ({ ask, asking, isOurs }) => {
    const { failing } = await ledger.standing(name);
    const restMs = failing === undefined ? 0 : Date.parse(failing.until) - now().getTime();
    // A longer rest was noted by a clock that was wrong.
    const isResting = restMs > 0 && restMs <= LONGEST_ASKED_MS;
    if (isResting && failing !== undefined && !evenWhileFailing) {
      const message = `${title} has given no answer since ${failing.since}: ${failing.reason}`;
      throw new SourceError('down', message, { retryAfterMs: restMs });
    }
    try {
      const answer = await ask().catch((error: unknown) => {
        throw asking?.signal?.aborted ? error : asSourceError(error, title);
      });
      await noteAnswer(failing?.since);
      return answer;
    } catch (error) {
      if (error instanceof SourceError && isFailure(error, isOurs)) {
        // One after the other: several requests that fail together are one failure.
        const noted = noting.then(() => noteFailure(error));
        noting = noted.catch(() => undefined);
        await noted;
      }
      throw error;
    }
  };
}

/** Whatever else goes wrong while an answer is read, is an answer that nobody foresaw: it must not keep the other lists from being asked for. */
function asSourceError(error: unknown, title: string): SourceError {
  if (error instanceof SourceError) return error;
  return new SourceError('malformed', `${title} gave an answer that Paperboy does not understand`, { cause: error });
}

/** Processes that were refused together don't come back together: up to a quarter more or less, and never before it was asked for. */
function waitMs({ kind, retryAfterMs }: SourceError, times: number, random: () => number): number {
  if (kind === 'limited' && retryAfterMs !== undefined) return Math.min(retryAfterMs, LONGEST_ASKED_MS);
  return Math.min(MINUTE_MS * 2 ** times, LONGEST_MS) * (0.75 + random() / 2);
}
