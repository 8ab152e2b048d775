import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An entry of a listing, unparsed. */
export type RawEntry = Readonly<Record<string, unknown>>;

/** The real listings in a folder (`describeWithShared('hf-daily', …)`), by day, in order. */
export function readRealDays(folder: string): Map<string, RawEntry[]> {
  const files = readdirSync(folder).filter((file) => /^\d{4}-\d{2}-\d{2}\.json$/.test(file));
  return new Map(files.sort().map((file) => [file.slice(0, 10), JSON.parse(readFileSync(join(folder, file), 'utf8'))]));
}
