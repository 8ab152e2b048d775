import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '../../src/log.ts';

/** What comes as an error as well, and is told where that is known. */
const DUPLICATE_MESSAGES = /^(?:http request failed|Failed to retrieve a new WSS URL|WebSocket error)/;

/**
 * What Bolt and its clients say, in our log: their warnings and errors. Below that they tell what they send and get, which is
 * nobody's business.
 */
export function createBoltLogger(log: Log): Logger {
  const write = (level: 'warn' | 'error', parts: readonly unknown[]): void => {
    const message = parts.map(String).join(' ');
    if (!DUPLICATE_MESSAGES.test(message)) log[level]({ from: 'bolt' }, message);
  };
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts) => write('warn', parts),
    error: (...parts) => write('error', parts),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}
