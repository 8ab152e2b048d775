import { readFileSync, statSync } from 'node:fs';
import { findCircles, folderGraph, importGraph, publicModules } from './graph.ts';
import { type Module, PRODUCTION, readModules } from './modules.ts';

const MAX_FUNCTION_LINES = 60;

// Prints the measures of the structure; with --list also which modules they count.
const modules = readModules(PRODUCTION);
const listed: string[] = [];

print('files / lines', `${modules.length} / ${modules.reduce((sum, { lines }) => sum + lines, 0)}`);
print('median / p90 lines of a file', `${percentile(0.5)} / ${percentile(0.9)}`);
count('files under 30 lines', modules.filter(({ lines }) => lines < 30).map(describe));
count('files over 350 lines', modules.filter(({ lines }) => lines > 350).map(describe));
count('files imported by exactly one other', importedOnce());
count('functions over 60 lines', longFunctions());
const circles = [
  findCircles(importGraph(modules, { withTypes: false })),
  findCircles(importGraph(modules, { withTypes: true })),
  findCircles(folderGraph(modules)),
];
print('circles: value / type / folder', circles.map(({ length }) => length).join(' / '));
listed.push(...circles.flat().map((circle) => `circle: ${circle.join(', ')}`));
for (const [folder, entries] of publicModules(modules)) {
  if (folder !== 'commands') count(`modules of ${folder} that outsiders import`, [...entries]);
}
for (const { title, files } of tracedFlows()) count(`files to open for "${title}"`, files);
const bags = modules.filter(({ interfaces }) => interfaces.includes('Dependencies'));
count('interfaces called Dependencies', bags.map(describe));
print('README, bytes', statSync('README.md').size);
if (process.argv.includes('--list')) for (const line of listed) process.stdout.write(`${line}\n`);

function print(measure: string, value: string | number): void {
  process.stdout.write(`${measure.padEnd(52)} ${value}\n`);
}

function count(measure: string, found: readonly string[]): void {
  print(measure, found.length);
  listed.push(...found.map((one) => `${measure}: ${one}`));
}

function describe({ path, lines }: Module): string {
  return `${path} (${lines})`;
}

function percentile(share: number): number {
  const lines = modules.map((module) => module.lines).sort((a, b) => a - b);
  return lines[Math.floor(lines.length * share)] ?? 0;
}

function importedOnce(): string[] {
  const importers = new Map<string, string[]>();
  for (const [path, imported] of importGraph(modules, { withTypes: true })) {
    for (const one of imported) importers.set(one, [...(importers.get(one) ?? []), path]);
  }
  return [...importers].filter(([, from]) => from.length === 1).map(([path, from]) => `${path} by ${from.join()}`);
}

function longFunctions(): string[] {
  return modules.flatMap(({ path, functions }) =>
    functions.filter(({ lines }) => lines > MAX_FUNCTION_LINES).map(({ name, lines }) => `${path} ${name} (${lines})`),
  );
}

/** The flows that docs/architecture.md traces, with the files it names on the way; a name without a folder is the last one named so. */
function tracedFlows(): { title: string; files: string[] }[] {
  const sections = readFileSync('docs/architecture.md', 'utf8').split(/^## /m);
  return sections.flatMap((section) => {
    const [, title] = /^Flow \d+: (.+)/.exec(section) ?? [];
    if (title === undefined) return [];
    const named = [...section.matchAll(/`((?:[\w-]+\/)*[\w-]+\.ts)`/g)].map(([, name = '']) => name);
    return [{ title, files: [...new Set(named.map((name) => name.split('/').at(-1) ?? name))] }];
  });
}
