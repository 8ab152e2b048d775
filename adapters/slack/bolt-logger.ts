import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/log.ts';

/** What comes as an error as well, and is told where that is known. */
const TOLD_TWICE = /^(?:http request failed|Failed to retrieve a new WSS URL|WebSocket error)/;

/**
 * What Bolt and its clients say, in our log: their warnings and errors. Below that they tell what they send and get, which is
 * nobody's business.
 */
export function createBoltLogger(log: Log): Logger {
  const tell = (how: 'warn' | 'error', parts: readonly unknown[]): void => {
    const words = parts.map(String).join(' ');
    if (!TOLD_TWICE.test(words)) log[how]({ from: 'bolt' }, words);
  };
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => tell('warn', parts),
    error: (...parts) => tell('error', parts),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
