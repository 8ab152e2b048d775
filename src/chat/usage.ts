import { type Command, findRestOption, type Option } from './command.ts';

/** How a command is written: `/papers search <query> [page:N]`. */
export function formatUsage(command: Command): string {
  const bareChoices = findRestOption(command) === undefined;
  const options = Object.entries(command.options);
  const words = [
    ...options.filter(([, option]) => isPositionalChoice(option)),
    ...options.filter(([, option]) => !isPositionalChoice(option)),
  ].flatMap(([name, option]) => formatOptionUsage(name, option, bareChoices));
  return ['/papers', command.name, ...words].join(' ');
}

/** The options of a command that are part of another one's text: the filters of a query. */
export function partOptionNames({ options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) => (option.partOf === undefined ? [] : [name]));
}

function isPositionalChoice(option: Option): boolean {
  return option.kind === 'choice' && option.isPositional === true;
}

function formatOptionUsage(name: string, option: Option, bareChoices: boolean): string[] {
  if (option.partOf !== undefined || option.hidden === 'always') return [];
  switch (option.kind) {
    case 'text':
      if (option.usageText !== undefined) return [`[${option.usageText}]`];
      return [option.required ? `<${name}>` : `[${name}${canOmitName(option) ? '' : ':…'}]`];
    case 'integer':
      return [`[${name}:N]`];
    case 'channel':
      return [`[${name}:#]`];
    case 'choice': {
      const choices = `${bareChoices || isPositionalChoice(option) ? '' : `${name}:`}${option.choices.join('|')}`;
      return [option.required ? `<${choices}>` : `[${choices}]`];
    }
  }
}

/** Whether a text is known without its option's name. */
function canOmitName({ isRest, positionalPattern }: Option & { readonly kind: 'text' }): boolean {
  return isRest === true || positionalPattern !== undefined;
}
