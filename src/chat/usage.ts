import type { Command, Option } from './command.ts';

/** How a command is written: `/papers search <query> [page:1-1000]`. */
export function usageOf({ name, options }: Command): string {
  const words = Object.entries(options).flatMap(([option, definition]) => written(option, definition));
  return ['/papers', name, ...words].join(' ');
}

/** The options of a command that are part of another one's text: the filters of a query. */
export function partsOf({ options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) =>
    option.kind === 'text' && option.partOf !== undefined ? [name] : [],
  );
}

function written(name: string, option: Option): string[] {
  if (option.partOf !== undefined) return [];
  switch (option.kind) {
    case 'text':
      return [option.required ? `<${name}>` : `[${name}]`];
    case 'integer':
      return [`[${name}:N]`];
    case 'choice':
      return [`[${option.choices.join('|')}]`];
  }
}
