import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { RawData, WebSocket } from 'ws';
import { UserError } from '../../../src/errors.ts';
import type { InHand } from '../../../src/in-hand.ts';
import type { Log } from '../../../src/log.ts';
import { LIMITS } from '../limits.ts';
import type { Outcome } from './deed.ts';
import { type Do, refused } from './deeds.ts';
import { sitterOf } from './people.ts';
import type { FromTab } from './protocol.ts';
import { readAsked } from './read-asked.ts';
import type { Tab, Tabs } from './tabs.ts';

interface Dependencies {
  readonly tabs: Tabs;
  readonly act: Do;
  readonly inHand: InHand;
  readonly log: Log;
}

/** What a WebSocket is closed with (https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1). */
const CODES = { notText: 1003, againstTheRules: 1008 } as const;

/** The line of one tab. */
export interface Connection {
  /** Asks whether somebody is still there. Who did not answer the last time is cut off, and so is who never joined. */
  beat(): void;
}

/** Hears a tab: first who sits at it, then what they ask for, which is answered in any order. Nothing that it sends can harm others. */
export function attend(socket: WebSocket, { tabs, act, inHand, log }: Dependencies): Connection {
  const share = new RateLimiterMemory({ points: LIMITS.asks, duration: LIMITS.asksSeconds });
  let tab: Tab | undefined;
  let isAlive = true;
  let isLate = false;
  let asks = 0;

  const send = (text: string): void => {
    if (socket.readyState !== socket.OPEN) return;
    // Nobody can keep for a tab what it does not take.
    if (socket.bufferedAmount > LIMITS.waiting) socket.terminate();
    else socket.send(text);
  };
  const answer = (ask: number, outcome: Outcome): void => send(JSON.stringify({ ...outcome, ask }));
  const close = (code: number, why: string): void => {
    // What is still on its way is heard no more.
    socket.removeAllListeners('message');
    socket.close(code, why);
  };

  const join = (asked: Extract<FromTab, { kind: 'join' }>): void => {
    const joined = { who: tabs.named(sitterOf(asked)), send };
    if (tab !== undefined) tabs.leave(tab);
    tab = joined;
    tabs.enter(joined);
  };

  const take = async (asked: FromTab): Promise<void> => {
    if (asked.kind === 'join') return join(asked);
    if (tab === undefined) return close(CODES.againstTheRules, 'join first');
    const { ask, ...deed } = asked;
    if (asks >= LIMITS.inHand)
      return answer(ask, refused('Paperboy still works on what you asked for: wait a moment.'));
    const { who } = tab;
    const answering = inHand.take(async () => answer(ask, await act(who, deed)));
    if (answering === undefined) return answer(ask, refused('Paperboy stops: ask again once it is back.'));
    asks += 1;
    try {
      await answering;
    } finally {
      asks -= 1;
    }
  };

  const hear = async (data: RawData, isBinary: boolean): Promise<void> => {
    const haste = await hasteOf(share);
    if (haste === 'flood') return close(CODES.againstTheRules, 'too much at once');
    if (isBinary) return close(CODES.notText, 'text only');
    const reading = readAsked(String(data));
    if (reading.kind === 'nonsense') return close(CODES.againstTheRules, 'not understood');
    if (reading.kind === 'refused') return answer(reading.ask, refused(reading.text));
    const { asked } = reading;
    if (haste === 'none') return take(asked);
    if (asked.kind === 'join') return close(CODES.againstTheRules, 'too much at once');
    answer(asked.ask, refused('That was too much at once: wait a few seconds.'));
  };

  socket.on('message', (data, isBinary) => {
    hear(data, isBinary).catch((error: unknown) => {
      if (error instanceof UserError) close(CODES.againstTheRules, error.message);
      else log.error({ err: error }, 'a message of a tab could not be heard');
    });
  });
  socket.on('pong', () => {
    isAlive = true;
  });
  socket.on('close', () => {
    if (tab !== undefined) tabs.leave(tab);
  });
  // What is too large or no WebSocket at all; ws closes it with the right code by itself.
  socket.on('error', (error) => log.info({ reason: error.message }, 'a tab of the playground broke the rules'));

  return {
    beat() {
      if (!isAlive || (isLate && tab === undefined)) return socket.terminate();
      isAlive = false;
      isLate = true;
      socket.ping();
    },
  };
}

/** Whether a tab asks for more than its share, or for so much that it can be no person. */
async function hasteOf(share: RateLimiterMemory): Promise<'none' | 'some' | 'flood'> {
  try {
    await share.consume('tab');
    return 'none';
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    return error.consumedPoints > LIMITS.asks * LIMITS.patience ? 'flood' : 'some';
  }
}
