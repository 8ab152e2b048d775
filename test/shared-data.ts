import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

const SHARED = join(import.meta.dirname, '..', '..', 'shared');

/**
 * Describes tests over development data that stands beside a checkout and ships with no copy of the product. Where it is absent they are
 * skipped, and say so.
 *
 * @param folder below the shared data, as `captures`
 */
export function describeWithShared(folder: string, name: string, tests: (path: string) => void): void {
  const path = join(SHARED, folder);
  if (existsSync(path)) {
    describe(name, () => tests(path));
    return;
  }
  process.stderr.write(
    `\n*** SKIPPED: "${name}" needs the development data "${folder}", which is not beside this checkout ***\n\n`,
  );
  // vitest runs the body of a skipped suite to collect its tests, and this one would look for the data.
  describe(name, () => {
    it.skip(`needs the development data "${folder}"`, () => undefined);
  });
}
