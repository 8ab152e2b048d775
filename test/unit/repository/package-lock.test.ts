import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

interface Lock {
  readonly packages: Readonly<
    Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>>; readonly resolved?: string }>
  >;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'package-lock.json'), 'utf8')) as Lock;

it('the lockfile has every platform of every package, so that `npm ci` works on each', () => {
  const missing = Object.entries(lock.packages).flatMap(([name, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (optional) =>
        !(`node_modules/${optional}` in lock.packages) && !(`${name}/node_modules/${optional}` in lock.packages),
    ),
  );
  expect(missing).toEqual([]);
});
