import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize, relative } from 'node:path';
import { type Comment, parseSync } from 'oxc-parser';

const ROOT = normalize(join(import.meta.dirname, '..', '..'));

/** The folders whose modules make up the product. */
export const PRODUCTION = ['src', 'commands', 'adapters'] as const;

/** One import of another module of this repository. */
interface ModuleImport {
  /** Path of the imported module, relative to the repository. */
  readonly path: string;
  /** Whether every imported name is a type. */
  readonly isTypeOnly: boolean;
}

/** A TypeScript module as it is written. Paths are relative to the repository. */
export interface Module {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly ModuleImport[];
  readonly comments: readonly Comment[];
  /** Names of the interfaces it declares. */
  readonly interfaces: readonly string[];
  /** Every named or arrow function with its length in lines. */
  readonly functions: readonly { readonly name: string; readonly lines: number }[];
}

/** All modules below the given folders of the repository, sorted by path. Fixtures and files of the browser are left out. */
export function readModules(folders: readonly string[]): Module[] {
  return folders.flatMap(typescriptFiles).sort().map(readModule);
}

function typescriptFiles(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

function readModule(path: string): Module {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const { program, comments, module } = parseSync(path, text);
  const found = collect(program, text);
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
    const specifier = text.slice(start + 1, end - 1);
    return specifier.startsWith('.') ? [{ path: resolve(path, specifier), isTypeOnly: false }] : [];
  });
  const imports = module.staticImports.flatMap(({ moduleRequest, entries }): ModuleImport[] =>
    moduleRequest.value.startsWith('.')
      ? [
          {
            path: resolve(path, moduleRequest.value),
            isTypeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
          },
        ]
      : [],
  );
  return { path, text, lines: text.split('\n').length - 1, imports: [...imports, ...dynamic], comments, ...found };
}

function resolve(from: string, specifier: string): string {
  return relative(ROOT, join(ROOT, from, '..', specifier));
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly id?: { readonly name?: string } | null;
  readonly key?: { readonly name?: string };
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

function collect(program: object, text: string): Pick<Module, 'interfaces' | 'functions'> {
  const interfaces: string[] = [];
  const functions: { name: string; lines: number }[] = [];
  const visit = (value: unknown, name: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, name);
      return;
    }
    if (value === null || typeof value !== 'object' || !('type' in value)) return;
    const node = value as Node;
    const own = node.id?.name ?? node.key?.name ?? name;
    if (node.type === 'TSInterfaceDeclaration') interfaces.push(own);
    if (FUNCTIONS.has(node.type)) {
      functions.push({ name: own, lines: text.slice(node.start, node.end).split('\n').length });
    }
    for (const child of Object.values(value)) visit(child, own);
  };
  visit(program, '');
  return { interfaces, functions };
}
