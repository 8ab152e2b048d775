import { createLog, type Log } from '../../src/runtime/log.ts';

/** A log that keeps its records. */
export function createMemoryLog(): { readonly log: Log; readonly records: Record<string, unknown>[] } {
  const records: Record<string, unknown>[] = [];
  return { log: createLog('info', { destination: { write: (line) => void records.push(JSON.parse(line)) } }), records };
}
