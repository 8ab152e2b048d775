import { type Command, type Option, restOf } from './command.ts';

/** How a command is written: `/papers search <query> [page:N]`. */
export function usageOf(command: Command): string {
  const bareChoices = restOf(command) === undefined;
  const options = Object.entries(command.options);
  const words = [
    ...options.filter(([, option]) => leads(option)),
    ...options.filter(([, option]) => !leads(option)),
  ].flatMap(([name, option]) => written(name, option, bareChoices));
  return ['/papers', command.name, ...words].join(' ');
}

/** The options of a command that are part of another one's text: the filters of a query. */
export function partsOf({ options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) => (option.partOf === undefined ? [] : [name]));
}

function leads(option: Option): boolean {
  return option.kind === 'choice' && option.leads === true;
}

function written(name: string, option: Option, bareChoices: boolean): string[] {
  if (option.partOf !== undefined || option.hidden === 'always') return [];
  switch (option.kind) {
    case 'text':
      if (option.written !== undefined) return [`[${option.written}]`];
      return [option.required ? `<${name}>` : `[${name}${standsAlone(option) ? '' : ':…'}]`];
    case 'integer':
      return [`[${name}:N]`];
    case 'channel':
      return [`[${name}:#]`];
    case 'choice': {
      const choices = `${bareChoices || leads(option) ? '' : `${name}:`}${option.choices.join('|')}`;
      return [option.required ? `<${choices}>` : `[${choices}]`];
    }
  }
}

/** Whether a text is known without its option's name. */
function standsAlone({ takesTheRest, standsBare }: Option & { readonly kind: 'text' }): boolean {
  return takesTheRest === true || standsBare !== undefined;
}
