import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/log.ts';

/** Tokens, and the addresses of sockets, which hold a ticket. */
const SECRET = /\b(?:xox[a-z]-|xapp-)[\w-]+|wss?:\/\/\S+/g;

/**
 * What Bolt and its clients say, in our log: their warnings and errors. Below that they tell what they send and get, which is
 * nobody's business.
 */
export function createBoltLogger(log: Log): Logger {
  const words = (parts: readonly unknown[]): string => parts.map(String).join(' ').replace(SECRET, '[secret]');
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => log.warn({ from: 'bolt' }, words(parts)),
    error: (...parts) => log.error({ from: 'bolt' }, words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
