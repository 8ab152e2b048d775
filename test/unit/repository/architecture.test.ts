import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCircles, folderGraph, importGraph, publicModules } from '../../tools/graph.ts';
import { PRODUCTION, readModules } from '../../tools/modules.ts';
import { ROOT } from '../../tools/tables.ts';

const modules = readModules(PRODUCTION);

/** What a part of the product may import besides itself. Everything may import `src/runtime` and `src/text`. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  'src/runtime': [],
  'src/text': [],
  'src/papers': [],
  'src/search': ['src/papers'],
  'src/sources': ['src/papers'],
  'src/chat': ['src/papers'],
  'src/features': ['src/chat', 'src/search', 'src/sources', 'src/papers'],
  'src/store': ['src/chat', 'src/sources', 'src/papers', 'src/features'],
  commands: ['src/features', 'src/chat', 'src/search', 'src/sources', 'src/papers'],
  adapters: ['src/features', 'src/chat', 'src/search', 'src/papers'],
};

const MAX_PUBLIC_MODULES = 8;

/**
 * Folders with more modules for outsiders, and how many; the numbers only go down. `src/runtime` and `src/papers` are libraries whose
 * modules are each an entry; `src/chat` is the language that features, commands and adapters share; `src/store` has a module per repository.
 */
const WIDE_FOLDERS: Readonly<Record<string, number>> = {
  'src/runtime': 18,
  'src/chat': 13,
  'src/papers': 10,
  'src/store': 10,
};

describe('the layers of docs/architecture.md', () => {
  it.each(Object.keys(LAYERS))('%s imports only what is below it', (layer) => {
    const allowed = [layer, 'src/runtime', 'src/text', ...(LAYERS[layer] ?? [])];
    const wrong = [...importGraph(modules, { withTypes: true })]
      .filter(([path]) => isIn(path, layer))
      .flatMap(([path, imported]) =>
        [...imported].filter((one) => !allowed.some((folder) => isIn(one, folder))).map((one) => `${path} -> ${one}`),
      );
    expect(wrong).toEqual([]);
  });

  it('keeps features and adapters from importing one another', () => {
    const siblings = [...folderGraph(modules)].flatMap(([from, imported]) =>
      [...imported]
        .filter((to) => ['src/features/', 'adapters/'].some((layer) => from.startsWith(layer) && to.startsWith(layer)))
        .map((to) => `${from} -> ${to}`),
    );
    expect(siblings).toEqual([]);
  });

  it('has no circle of values, types or folders', () => {
    expect(findCircles(importGraph(modules, { withTypes: false }))).toEqual([]);
    expect(findCircles(importGraph(modules, { withTypes: true }))).toEqual([]);
    expect(findCircles(folderGraph(modules))).toEqual([]);
  });

  it(`lets outsiders import at most ${MAX_PUBLIC_MODULES} modules of a folder`, () => {
    const wide = [...publicModules(modules)].filter(
      ([folder, { size }]) => folder !== 'commands' && size > (WIDE_FOLDERS[folder] ?? MAX_PUBLIC_MODULES),
    );
    expect(wide.map(([folder, entries]) => [folder, [...entries]])).toEqual([]);
  });
});

describe('the adapters', () => {
  const SHARED = ['descriptor.ts', 'index.ts', 'render.ts', 'spans.ts', 'escape.ts', 'limits.ts'];

  it.each(['discord', 'slack'])('%s has the files that every chat platform has', (name) => {
    const files = readdirSync(join(ROOT, 'adapters', name));
    const expected = [
      ...SHARED,
      'form.ts',
      'interaction.ts',
      'listeners.ts',
      'outcome.ts',
      'permissions.ts',
      'reply.ts',
    ];
    expect(expected.filter((file) => !files.includes(file))).toEqual([]);
    expect(['charts.ts', 'layout.ts', 'send.ts', 'threads.ts'].filter((file) => !files.includes(file))).toEqual([]);
  });
});

function isIn(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`);
}
