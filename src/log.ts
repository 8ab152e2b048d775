import { type DestinationStream, pino } from 'pino';
import { z } from 'zod';

/** What the core needs of a log: one structured record and a message. */
export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>;

export const LogLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent']);

/** A log of JSON lines. It goes to standard error by default: standard output belongs to the answers. */
export function createLog(level: z.infer<typeof LogLevel>, destination: DestinationStream = pino.destination(2)): Log {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } },
    destination,
  );
}

/** What helps to find an error. Its other fields stay out: those of an SDK hold addresses and bodies, and so tokens. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { type: name, message, ...code, stack, ...(cause !== undefined && { cause: describeError(cause) }) };
}
