import { UserError } from '../runtime/errors.ts';
import { closestMatch, truncate } from '../text/format.ts';
import type { ActionStore } from './action.ts';
import { type Command, type CommandCall, type CommandDefinition, findPaperOption, findRestOption } from './command.ts';
import {
  formatChoices,
  type OptionProblem,
  type OptionValues,
  pickValidValues,
  validateOptionValues,
} from './option.ts';

/** What it takes to find the command of an interaction. */
export interface CommandLookup {
  readonly commands: readonly CommandDefinition[];
  readonly actionStore: ActionStore;
}

interface ParsedCommand<C extends CommandDefinition> {
  readonly command: C;
  readonly values: OptionValues;
}

interface ParseResult<C extends CommandDefinition> extends ParsedCommand<C> {
  readonly problems: readonly OptionProblem[];
}

/** Longer texts are not typos of a command's name. */
const MAX_COMMAND_NAME_LENGTH = 40;
const MAX_TEXT_SHOWN = 80;

const QUOTE_CHARS = '"\u201c-\u201f\u00ab\u00bb\u2033\uff02';
const WORD_PATTERN = new RegExp(
  `(?:[${QUOTE_CHARS}][^${QUOTE_CHARS}]*[${QUOTE_CHARS}]|[^\\s${QUOTE_CHARS}]|[${QUOTE_CHARS}])+`,
  'g',
);
const QUOTED_PATTERN = new RegExp(`^[${QUOTE_CHARS}](.*)[${QUOTE_CHARS}]$`, 's');
const QUOTE_PATTERN = new RegExp(`[${QUOTE_CHARS}]`, 'g');

/**
 * Parses a call, typed or split into options by the platform, and validates its values.
 *
 * The grammar: `/papers`, the command, then `name:value` for its options, with quotes around a value that has spaces.
 * All other words belong to the rest option. In a command without one, a word that is a choice or matches a
 * `positionalPattern` sets that option. A positional choice may also be the first or last of the words. `/papers` alone
 * is help.
 *
 * @returns for invalid values of a command with `validate`, a command that throws all problems when it runs
 * @throws UserError with all problems and a call that works
 */
export function parseCommand(call: CommandCall, commands: readonly Command[]): ParsedCommand<Command> {
  const { command, values, problems } = parseAndValidate(call, commands);
  if (problems.length === 0) return { command, values };
  if (command.validate === undefined) throw invalidOptionsError(command, problems);
  return { command: rejectingCommand(command, problems), values };
}

/** The command of a call, whatever its values. @throws UserError like `findCommand` */
export function resolveCommand<C extends CommandDefinition>(call: CommandCall, commands: readonly C[]): C {
  return parseUnvalidated(call, commands).command;
}

/** The command and the values of a call, not validated yet. @throws UserError like `findCommand` */
export function parseUnvalidated<C extends CommandDefinition>(
  call: CommandCall,
  commands: readonly C[],
): ParseResult<C> {
  if ('text' in call) return parseText(call.text, commands);
  return { command: findCommand(call.command, commands), values: call.values, problems: [] };
}

/** Whether a call lacks the paper that its command requires. False if it can't be parsed. */
export function isMissingPaper(call: CommandCall, commands: readonly CommandDefinition[]): boolean {
  try {
    const { command, values } = parseUnvalidated(call, commands);
    const name = findPaperOption(command);
    return name !== undefined && command.options[name]?.required === true && values[name] === undefined;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/**
 * Chat text as a call: a command if it begins with one or with `/papers`, help for small talk and empty text, else a
 * search.
 */
export function parseFreeText(text: string, commands: readonly CommandDefinition[]): CommandCall {
  if (SMALL_TALK_PATTERN.test(text.trim())) return { text: 'help' };
  const [first = '', second] = text.trim().split(/\s+/, 2);
  const isCommand = (word: string): boolean => commands.some(({ name }) => name === word.toLowerCase());
  const isPrefixed =
    /^\/papers$/i.test(first) || (/^papers$/i.test(first) && (second === undefined || isCommand(second)));
  return { text: first === '' || isPrefixed || isCommand(first) ? text : `search ${text}` };
}

const SMALL_TALK_PATTERN =
  /^(hi|hello|hey|thanks?|thank you|thx)( there| paperboy| all)?[\s!.,:)\p{Extended_Pictographic}]*$/iu;

/** @throws UserError for an unknown name, with the closest one */
export function findCommand<C extends CommandDefinition>(name: string, commands: readonly C[]): C {
  const command = commands.find((candidate) => candidate.name === name.toLowerCase());
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  const closest = name.length > MAX_COMMAND_NAME_LENGTH ? undefined : closestMatch(name.toLowerCase(), names);
  const hint = closest === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean /papers ${closest}?`;
  throw new UserError(
    `There is no command "${truncate(name, MAX_COMMAND_NAME_LENGTH)}". ${hint} To search for papers, use /papers search.`,
  );
}

function parseAndValidate(call: CommandCall, commands: readonly Command[]): ParseResult<Command> {
  const { command, values: given, problems } = parseUnvalidated(call, commands);
  const values = mergePartOptions(command, given);
  const checked = validateOptionValues(command.options, values);
  if ('values' in checked) return { command, values: checked.values, problems };
  return { command, values: pickValidValues(command.options, values), problems: [...problems, ...checked.problems] };
}

/** A command that throws these problems together with those that its own `validate` finds. */
function rejectingCommand(command: Command, problems: readonly OptionProblem[]): Command {
  const invalidOptions = problems.flatMap(({ option }) => option ?? []);
  return {
    ...command,
    async run(values, context) {
      try {
        await command.validate?.(values, context, invalidOptions);
      } catch (error) {
        throw error instanceof UserError ? invalidOptionsError(command, problems, error) : error;
      }
      throw invalidOptionsError(command, problems);
    },
  };
}

/** @param commandError further problems, with a call that works */
function invalidOptionsError(
  command: CommandDefinition,
  problems: readonly OptionProblem[],
  commandError?: UserError,
): UserError {
  const messages = problems.map(({ option, message }) => [option, message].filter(Boolean).join(' '));
  const fields = problems.flatMap(({ option, message }) => (option === undefined ? [] : [[option, `It ${message}.`]]));
  const hint = commandError?.message ?? `Try: /papers ${command.examples[0]}`;
  return new UserError(`/papers ${command.name}: ${messages.join('; ')}. ${hint}`, {
    fields: { ...commandError?.fields, ...Object.fromEntries(fields) },
  });
}

function parseText<C extends CommandDefinition>(text: string, commands: readonly C[]): ParseResult<C> {
  const [name = 'help', ...words] = splitWords(text.trim().replace(/^\/?papers(?=\s|$)/i, ''));
  const command = findCommand(name, commands);
  const values: Record<string, string> = {};
  const rest: string[] = [];
  const problems: OptionProblem[] = [];
  for (const [at, word] of words.entries()) {
    const [option, value] =
      parseOptionWord(word, command) ?? (at === 0 ? matchPositionalChoice(word, command) : undefined) ?? [];
    if (option === undefined || value === undefined) rest.push(word);
    else if (Object.hasOwn(values, option)) problems.push({ option, message: 'is set twice' });
    else values[option] = value;
  }
  const [trailingOption, choice = ''] = matchPositionalChoice(rest.at(-1) ?? '', command) ?? [];
  if (trailingOption !== undefined && !Object.hasOwn(values, trailingOption)) {
    values[trailingOption] = choice;
    rest.pop();
  }
  const restOption = findRestOption(command);
  if (restOption === undefined) {
    const extra = truncate(rest.join(' '), MAX_TEXT_SHOWN);
    if (rest.length > 0) problems.push({ message: `"${extra}" is not an option${describeChoices(command)}` });
    return { command, values, problems };
  }
  // The rest option may have its name too: `/papers show paper:2401.12345`.
  const all = [values[restOption], ...rest].filter((word) => word !== undefined).join(' ');
  return { command, values: all === '' ? values : { ...values, [restOption]: all }, problems };
}

/** The choices that could have been typed: "; period must be day or week". */
function describeChoices({ options }: CommandDefinition): string {
  return Object.entries(options)
    .flatMap(([name, option]) =>
      option.kind === 'choice' ? [`; ${name} must be ${formatChoices(option.choices)}`] : [],
    )
    .join('');
}

/** The option that a word sets. An option that is part of another one's text stays there. */
function parseOptionWord(word: string, command: CommandDefinition): [string, string] | undefined {
  const [, typed = '', value = ''] = /^([\w-]+):(.+)$/s.exec(word) ?? [];
  const name = typed.toLowerCase();
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (option !== undefined) {
    return option.partOf === undefined ? [name, value.replace(QUOTED_PATTERN, '$1')] : undefined;
  }
  if (findRestOption(command) !== undefined) return undefined;
  for (const [name, option] of Object.entries(command.options)) {
    if (option.kind === 'choice' && option.choices.includes(word.toLowerCase())) return [name, word.toLowerCase()];
    if (option.kind === 'text' && option.positionalPattern?.test(word)) return [name, word];
  }
  return undefined;
}

function matchPositionalChoice(word: string, { options }: CommandDefinition): [string, string] | undefined {
  for (const [name, option] of Object.entries(options)) {
    if (option.kind !== 'choice' || !option.isPositional) continue;
    const choice = option.choices.find((candidate) => candidate === word.toLowerCase());
    if (choice !== undefined) return [name, choice];
  }
  return undefined;
}

/** Merges options that are part of another option's text into that text, as somebody would type them. */
function mergePartOptions(command: CommandDefinition, values: OptionValues): OptionValues {
  const merged: Record<string, string | number | undefined> = { ...values };
  for (const [name, option] of Object.entries(command.options)) {
    if (option.partOf === undefined) continue;
    // Its field may hold the name too, as in a query: `since:2024`.
    const value = String(merged[name] ?? '')
      .trim()
      .replace(new RegExp(`^${name}:\\s*`, 'i'), '');
    delete merged[name];
    if (value === '') continue;
    const quoted = /\s/.test(value) ? `"${value.replace(QUOTE_PATTERN, '')}"` : value;
    merged[option.partOf] = `${merged[option.partOf] ?? ''} ${name}:${quoted}`.trim();
  }
  return merged;
}

/** Splits at spaces outside of quotes, straight or curly. */
function splitWords(text: string): string[] {
  return text.match(WORD_PATTERN) ?? [];
}
