import { type Finding, finding, repeated } from './finding.ts';

export interface CommandOption {
  readonly type: number;
  readonly name: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly autocomplete?: boolean;
  readonly choices?: readonly { readonly name: string; readonly value: string | number }[];
  readonly options?: readonly CommandOption[];
  readonly [field: string]: unknown;
}

export interface CommandBody {
  readonly name: string;
  readonly type?: number;
  readonly description?: string;
  readonly options?: readonly CommandOption[];
  readonly [field: string]: unknown;
}

// https://discord.com/developers/docs/interactions/application-commands#application-command-object
const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const CHAT_INPUT = 1;
const SUBCOMMANDS = [1, 2];
const MAX_COMMANDS = { 1: 100, 2: 15, 3: 15 } as const;
const MAX_CHARACTERS = 8000;

/** Rules for the list of commands that are documented, but not in the schema. */
export function commandListRules(commands: readonly CommandBody[]): Finding[] {
  const keys = commands.map(({ type = CHAT_INPUT, name }) => `${type}:${name}`);
  const crowded = ([1, 2, 3] as const).filter(
    (kind) => commands.filter(({ type = CHAT_INPUT }) => type === kind).length > MAX_COMMANDS[kind],
  );
  return [
    ...repeated(keys).map((key) => finding('', `the command ${key} twice`)),
    ...crowded.map((kind) => finding('', `over ${MAX_COMMANDS[kind]} commands of type ${kind}`)),
    ...commands.flatMap((command, index) => commandRules(command, `${index}`)),
  ];
}

/** Rules for a command that are documented, but not in the schema. */
export function commandRules(command: CommandBody, path = ''): Finding[] {
  const { type = CHAT_INPUT, name, description, options = [] } = command;
  const at = (field: string): string => (path ? `${path}.${field}` : field);
  if (type !== CHAT_INPUT) {
    return [
      ...(name?.trim() ? [] : [finding(at('name'), 'is blank')]),
      ...(description ? [finding(at('description'), 'only a slash command has one')] : []),
      ...(options.length ? [finding(at('options'), 'only a slash command has them')] : []),
    ];
  }
  return [
    ...nameRules(name, at('name')),
    ...descriptionRules(description, at('description')),
    ...optionRules(options, at('options')),
    ...(lengthOf(command) > MAX_CHARACTERS ? [finding(path, `over ${MAX_CHARACTERS} characters in all`)] : []),
  ];
}

function nameRules(name: string, path: string): Finding[] {
  const fits = typeof name === 'string' && NAME.test(name) && name === name.toLowerCase();
  return fits ? [] : [finding(path, `${JSON.stringify(name)} is not a lower-case name of 1 to 32 letters`)];
}

function descriptionRules(description: unknown, path: string): Finding[] {
  const fits = typeof description === 'string' && description.trim() !== '' && description.length <= 100;
  return fits ? [] : [finding(path, 'must have 1 to 100 characters')];
}

function optionRules(options: readonly CommandOption[], path: string): Finding[] {
  const nested = options.filter(({ type }) => SUBCOMMANDS.includes(type)).length;
  const late = options.findIndex(
    (option, index) => option.required && options.slice(0, index).some((one) => !one.required),
  );
  return [
    ...(nested && nested < options.length ? [finding(path, 'sub-commands beside plain options')] : []),
    ...(late < 0 ? [] : [finding(`${path}.${late}`, 'a required option after an optional one')]),
    ...repeated(options.map(({ name }) => name)).map((name) =>
      finding(path, `the option ${JSON.stringify(name)} twice`),
    ),
    ...options.flatMap((option, index) => oneOption(option, `${path}.${index}`)),
  ];
}

function oneOption({ name, description, choices, autocomplete, options = [] }: CommandOption, path: string): Finding[] {
  return [
    ...nameRules(name, `${path}.name`),
    ...descriptionRules(description, `${path}.description`),
    ...(choices?.length && autocomplete ? [finding(path, 'choices and autocomplete exclude each other')] : []),
    ...repeated((choices ?? []).map((choice) => choice.name)).map((choice) =>
      finding(`${path}.choices`, `the choice ${JSON.stringify(choice)} twice`),
    ),
    ...optionRules(options, `${path}.options`),
  ];
}

/** The length of all names, descriptions and values of a command, without localizations, which aren't used. */
function lengthOf({ name, description, options = [] }: CommandBody | CommandOption): number {
  const own = (name?.length ?? 0) + (description?.length ?? 0);
  return options.reduce((sum, option) => {
    const choices = (option.choices ?? []).reduce(
      (all, choice) => all + choice.name.length + `${choice.value}`.length,
      0,
    );
    return sum + lengthOf(option) + choices;
  }, own);
}
