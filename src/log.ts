import { type DestinationStream, pino } from 'pino';
import { z } from 'zod';

/** What the core needs of a log: one structured record and a message. */
export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>;

export const LogLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent']);

/** A log of JSON lines. It goes to standard error by default: standard output belongs to the answers. */
export function createLog(level: z.infer<typeof LogLevel>, destination: DestinationStream = pino.destination(2)): Log {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}
