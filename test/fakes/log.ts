import { PLATFORMS } from '../../src/app/platforms.ts';
import { createLog, type Log } from '../../src/runtime/log.ts';
import { createRedactor } from '../../src/runtime/redact.ts';

const redact = createRedactor(
  [],
  PLATFORMS.flatMap(({ secretPatterns }) => secretPatterns),
);

/** A log that keeps its records. */
export function createMemoryLog(): { readonly log: Log; readonly records: Record<string, unknown>[] } {
  const records: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void records.push(JSON.parse(line)) };
  return { log: createLog('info', { destination, redact }), records };
}
