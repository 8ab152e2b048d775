import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');

/** The packages that a source imports, in any form but as a type. */
function importedBy(source: string): string[] {
  const found = source.matchAll(/^(?:import|export)(?! type\b)[^;]*?from '([^'.][^']*)'|\bimport\('([^'.][^']*)'\)/gm);
  return [...found].map(([, named = '', loaded]) => (loaded ?? named).match(/^(?:@[^/]+\/)?[^/]+/)?.[0] ?? '');
}

it('has every package that runs in production among its dependencies, as an image holds no others', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  const files = ['src', 'commands', 'adapters'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
  );
  const sources = files.filter((file) => file.endsWith('.ts'));
  const imported = sources.flatMap((file) => importedBy(readFileSync(file, 'utf8')));
  const packages = new Set(imported.filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)));
  expect(packages.size).toBeGreaterThan(5);
  expect([...packages].filter((name) => !(name in dependencies))).toEqual([]);
});
