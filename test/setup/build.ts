import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * Builds the program before the end-to-end tests run it, as `npm start` does: what is tested is what people start. Types are not
 * checked again, that is what `npm run typecheck` is for.
 */
export function setup(): void {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = ['-p', join(ROOT, 'tsconfig.build.json'), '--noCheck'];
  const { error } = spawnSync(process.execPath, [compiler, ...options], { stdio: 'inherit' });
  if (error !== undefined) throw error;
}
