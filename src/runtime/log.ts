import { type DestinationStream, pino } from 'pino';
import { z } from 'zod';
import { createRedactor, type Redactor } from './redact.ts';

/** What the core needs of a log: one structured record and a message. */
export type Log = Pick<pino.Logger, 'info' | 'warn' | 'error'>;

export const LogLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent']);
export type LogLevel = z.infer<typeof LogLevel>;

interface LogOptions {
  readonly destination?: DestinationStream;
  /** Knows the secrets of this process. What merely looks like one is taken out in any case. */
  readonly redact?: Redactor;
}

/** A cause may have causes; one that is its own would have them for ever. */
const MAX_CAUSE_DEPTH = 8;

/**
 * A log of JSON lines. It goes to standard error by default: standard output belongs to the answers. No record holds a secret, wherever
 * it stood: that is looked at in the line as it is written, for 10 to 50 millionths of a second.
 */
export function createLog(level: LogLevel, options: LogOptions = {}): Log {
  const { destination = pino.destination(2), redact = createRedactor() } = options;
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: (error: unknown) => describeError(error) },
      hooks: { streamWrite: redact.line },
    },
    destination,
  );
}

/** What helps to find an error. Its other fields stay out: those of an SDK hold addresses and bodies, and so tokens. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  const inner = (one: unknown): unknown => (depth < MAX_CAUSE_DEPTH ? describeError(one, depth + 1) : 'and so on');
  return {
    type: name,
    message,
    ...code,
    stack,
    ...(cause !== undefined && { cause: inner(cause) }),
    // A connection that failed at every address of a host says why only there.
    ...(error instanceof AggregateError && { errors: error.errors.map(inner) }),
  };
}
