import { dirname } from 'node:path';
import type { Module } from './modules.ts';

/** Which module imports which, by path. Paths outside the given modules are left out. */
export function importGraph(modules: readonly Module[], { withTypes }: { readonly withTypes: boolean }): Graph {
  const known = new Set(modules.map(({ path }) => path));
  return new Map(
    modules.map(({ path, imports }) => {
      const used = imports.filter((one) => withTypes || !one.isTypeOnly).map((one) => one.path);
      return [path, new Set(used.filter((one) => known.has(one)))];
    }),
  );
}

/** Which folder imports which, types included. */
export function folderGraph(modules: readonly Module[]): Graph {
  const folders = new Map<string, Set<string>>();
  for (const [path, imported] of importGraph(modules, { withTypes: true })) {
    const from = folderOf(path);
    const to = folders.get(from) ?? new Set();
    for (const folder of [...imported].map(folderOf)) if (folder !== from) to.add(folder);
    folders.set(from, to);
  }
  return folders;
}

type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The part of the product a module belongs to: `src/chat`, `src/features/highlights`, `adapters/slack`, `commands`. */
function folderOf(path: string): string {
  const [top = '', second = '', third = ''] = dirname(path).split('/');
  if (top === 'src' && second === 'features') return `${top}/${second}/${third}`;
  return second === '' ? top : `${top}/${second}`;
}

/** For each folder, its modules that modules of other folders import. */
export function publicModules(modules: readonly Module[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [path, imported] of importGraph(modules, { withTypes: true })) {
    for (const one of imported) {
      const folder = folderOf(one);
      if (folder !== folderOf(path)) found.set(folder, (found.get(folder) ?? new Set()).add(one));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Circles of imports: the strongly connected components of more than one node (Tarjan's algorithm). */
export function findCircles(graph: Graph): string[][] {
  const circles: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const lower = (node: string, value: number): void => void low.set(node, Math.min(low.get(node) ?? value, value));
  const connect = (node: string): void => {
    index.set(node, index.size);
    lower(node, index.get(node) ?? 0);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) {
        connect(next);
        lower(node, low.get(next) ?? 0);
      } else if (stack.includes(next)) {
        lower(node, index.get(next) ?? 0);
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1) circles.push(component.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) connect(node);
  return circles;
}
