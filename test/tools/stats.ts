import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Module, PRODUCTION, readModules } from './modules.ts';

// Prints the measures of the structure: npm run stats
const modules = readModules(PRODUCTION);
const byPath = new Map(modules.map((module) => [module.path, module]));
const lines = modules.map((module) => module.lines).sort((a, b) => a - b);
const at = (share: number): number => lines[Math.floor(lines.length * share)] ?? 0;

const importers = new Map<string, Set<string>>();
for (const { path, imports } of modules) {
  for (const { path: imported } of imports) importers.set(imported, (importers.get(imported) ?? new Set()).add(path));
}
const importedOnce = [...importers].filter(([path, from]) => byPath.has(path) && from.size === 1);

const long = modules.flatMap(({ path, functions }) =>
  functions.filter((one) => one.lines > 60).map((one) => `${path} ${one.name} (${one.lines})`),
);

const print = (measure: string, value: string | number): void => {
  process.stdout.write(`${measure.padEnd(52)} ${value}\n`);
};

print('files / lines', `${modules.length} / ${lines.reduce((sum, one) => sum + one, 0)}`);
print('median / p90 lines of a file', `${at(0.5)} / ${at(0.9)}`);
print('files under 30 lines', lines.filter((one) => one < 30).length);
print('files over 350 lines', lines.filter((one) => one > 350).length);
print('files imported by exactly one other', importedOnce.length);
print('functions over 60 lines', long.length);
print(
  'circles: value / type / folder',
  [valueCircles(), typeCircles(), folderCircles()].map(({ length }) => length).join(' / '),
);
print('interfaces called Dependencies', modules.filter(({ interfaces }) => interfaces.includes('Dependencies')).length);
print('README, bytes', statSync('README.md').size);
for (const [folder, entries] of publicModules()) print(`modules of ${folder} that outsiders import`, entries.size);
print(
  'modules behind Slack search to blocks',
  reach('adapters/slack/invocation.ts', 'commands/search.ts', 'adapters/slack/render.ts'),
);

if (process.argv.includes('--list')) {
  for (const circle of [...typeCircles(), ...folderCircles()]) process.stdout.write(`circle: ${circle.join(', ')}\n`);
  for (const one of long) process.stdout.write(`long: ${one}\n`);
  for (const [path, from] of importedOnce) process.stdout.write(`once: ${path} <- ${[...from].join()}\n`);
  for (const { path, lines: count } of modules) if (count < 30) process.stdout.write(`short: ${path} (${count})\n`);
  for (const [folder, entries] of publicModules())
    process.stdout.write(`public: ${folder}: ${[...entries].join(' ')}\n`);
}

function valueCircles(): string[][] {
  return circles(
    new Map(modules.map(({ path, imports }) => [path, targets(imports.filter((one) => !one.isTypeOnly))])),
  );
}

function typeCircles(): string[][] {
  return circles(new Map(modules.map(({ path, imports }) => [path, targets(imports)])));
}

function folderCircles(): string[][] {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of modules) {
    const from = folderOf(path);
    const to = graph.get(from) ?? new Set();
    for (const one of targets(imports)) if (folderOf(one) !== from) to.add(folderOf(one));
    graph.set(from, to);
  }
  return circles(graph);
}

function targets(imports: Module['imports']): Set<string> {
  return new Set(imports.map(({ path }) => path).filter((path) => byPath.has(path)));
}

/** The part of the product a module belongs to: `src/chat`, `src/features/highlights`, `adapters/slack`. */
function folderOf(path: string): string {
  const [top = '', second = '', third = ''] = dirname(path).split('/');
  if (top === 'src' && second === 'features') return `${top}/${second}/${third}`;
  return second === '' ? top : `${top}/${second}`;
}

function publicModules(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { path, imports } of modules) {
    for (const { path: imported } of imports) {
      const folder = folderOf(imported);
      if (!byPath.has(imported) || folder === folderOf(path) || folder === 'commands') continue;
      found.set(folder, (found.get(folder) ?? new Set()).add(imported));
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Strongly connected components of more than one node (Tarjan). */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const connect = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node) ?? 0);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) {
        connect(next);
        low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
      } else if (stack.includes(next)) {
        low.set(node, Math.min(low.get(node) ?? 0, index.get(next) ?? 0));
      }
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    if (component.length > 1) found.push(component);
  };
  for (const node of graph.keys()) if (!index.has(node)) connect(node);
  return found;
}

/** How many modules the first one needs, over value imports, in all. */
function reach(...paths: readonly string[]): number {
  const seen = new Set<string>();
  const follow = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const one of byPath.get(path)?.imports ?? []) if (!one.isTypeOnly && byPath.has(one.path)) follow(one.path);
  };
  for (const path of paths) follow(path);
  return seen.size;
}
