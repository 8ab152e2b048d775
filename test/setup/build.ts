import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Builds the program before any test runs it, as `npm start` does: what is tested is what people start, and it starts in half the time.
 * Mistakes in types are shown and do not keep tests elsewhere from running: what is wrong with them is for `tsc --noEmit` to decide.
 */
export function setup(): void {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const { error } = spawnSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.build.json')], {
    stdio: 'inherit',
  });
  if (error !== undefined) throw error;
}
