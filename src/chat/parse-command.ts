import { UserError } from '../runtime/errors.ts';
import { closestMatch, truncate } from '../text/format.ts';
import { type Command, type CommandCall, findRestOption } from './command.ts';
import { type OptionProblem, type OptionValues, pickValidValues, validateOptionValues } from './option.ts';

interface ParsedCommand {
  readonly command: Command;
  readonly values: OptionValues;
}

interface ParseResult extends ParsedCommand {
  readonly problems: readonly OptionProblem[];
}

/** Longer than any name of a command: no slip of the finger makes one of it. */
const MAX_COMMAND_NAME_LENGTH = 40;

const QUOTE_CHARS = '"\u201c-\u201f\u00ab\u00bb\u2033\uff02';
const WORD_PATTERN = new RegExp(
  `(?:[${QUOTE_CHARS}][^${QUOTE_CHARS}]*[${QUOTE_CHARS}]|[^\\s${QUOTE_CHARS}]|[${QUOTE_CHARS}])+`,
  'g',
);
const QUOTED_PATTERN = new RegExp(`^[${QUOTE_CHARS}](.*)[${QUOTE_CHARS}]$`, 's');
const QUOTE_PATTERN = new RegExp(`[${QUOTE_CHARS}]`, 'g');

/**
 * Reads a call, typed or taken apart by the platform, and checks it against the command's options.
 *
 * The text grammar: `/papers`, the command, then `name:value` for its options (quotes around a value with spaces). All other words are
 * the option that takes the rest; where a command has none, a bare word that is a choice of an option, or looks like its value
 * (`standsBare`), is that option's value. A choice
 * that leads may stand bare as the first or the last of these words.
 * `/papers` alone asks for help.
 *
 * @throws UserError that says all that is wrong at once, with a call that works. Where the command has to be asked for that (`check`),
 * it is thrown by the command that is given, when it is run
 */
export function parseCommand(call: CommandCall, commands: readonly Command[]): ParsedCommand {
  const { command, values, problems } = parseAndValidate(call, commands);
  if (problems.length === 0) return { command, values };
  if (command.validate === undefined) throw invalidOptionsError(command, problems);
  return { command: rejectingCommand(command, problems), values };
}

/** The command of a call, whatever its values. @throws UserError as `commandNamed` */
export function resolveCommand(call: CommandCall, commands: readonly Command[]): Command {
  return parseUnvalidated(call, commands).command;
}

/** A call taken apart, its values not checked yet. @throws UserError as `commandNamed` */
export function parseUnvalidated(call: CommandCall, commands: readonly Command[]): ParsedCommand {
  return 'text' in call ? parseText(call.text, commands) : wrapOptionValues(call, commands);
}

/**
 * What somebody asks for who writes to Paperboy in words of their own: text that begins with `/papers` or with a command is that call,
 * all other words are searched for, and a greeting, thanks, or nothing at all asks for help.
 */
export function parseFreeText(text: string, commands: readonly Command[]): CommandCall {
  if (SMALL_TALK_PATTERN.test(text.trim())) return { text: 'help' };
  const [first = '', second] = text.trim().split(/\s+/, 2);
  const isCommand = (word: string): boolean => commands.some(({ name }) => name === word.toLowerCase());
  const isPrefixed =
    /^\/papers$/i.test(first) || (/^papers$/i.test(first) && (second === undefined || isCommand(second)));
  return { text: first === '' || isPrefixed || isCommand(first) ? text : `search ${text}` };
}

/** What people say to somebody, and look for in no paper. */
const SMALL_TALK_PATTERN =
  /^(hi|hello|hey|thanks?|thank you|thx)( there| paperboy| all)?[\s!.,:)\p{Extended_Pictographic}]*$/iu;

/** @throws UserError when there is no command of this name, with the one that was probably meant */
export function findCommand(name: string, commands: readonly Command[]): Command {
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command !== undefined) return command;
  const names = commands.map((one) => one.name);
  const closest = name.length > MAX_COMMAND_NAME_LENGTH ? undefined : closestMatch(name.toLowerCase(), names);
  const hint = closest === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean /papers ${closest}?`;
  throw new UserError(
    `There is no command "${truncate(name, MAX_COMMAND_NAME_LENGTH)}". ${hint} To look for papers: /papers search and your words.`,
  );
}

/** A call with what is wrong with its options. Its values are those that are right. */
function parseAndValidate(call: CommandCall, commands: readonly Command[]): ParseResult {
  const {
    command,
    values: given,
    problems,
  } = 'text' in call ? parseText(call.text, commands) : wrapOptionValues(call, commands);
  const values = mergePartOptions(command, given);
  const checked = validateOptionValues(command.options, values);
  if ('values' in checked) return { command, values: checked.values, problems };
  return { command, values: pickValidValues(command.options, values), problems: [...problems, ...checked.problems] };
}

/** A command that refuses a call for these problems, and for what it has against the other values itself. */
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

/** @param commandError what else is wrong, with a call that works */
function invalidOptionsError(
  command: Command,
  problems: readonly OptionProblem[],
  commandError?: UserError,
): UserError {
  const messages = problems.map(({ option, message: words }) => [option, words].filter(Boolean).join(' '));
  const fields = problems.flatMap(({ option, message: words }) =>
    option === undefined ? [] : [[option, `It ${words}.`]],
  );
  const hint = commandError?.message ?? `Try: /papers ${command.examples[0]}`;
  return new UserError(`/papers ${command.name}: ${messages.join('; ')}. ${hint}`, {
    fields: { ...commandError?.fields, ...Object.fromEntries(fields) },
  });
}

function wrapOptionValues(call: { command: string; values: OptionValues }, commands: readonly Command[]): ParseResult {
  return { command: findCommand(call.command, commands), values: call.values, problems: [] };
}

function parseText(text: string, commands: readonly Command[]): ParseResult {
  const [name = 'help', ...words] = splitWords(text.trim().replace(/^\/?papers(?=\s|$)/i, ''));
  const command = findCommand(name, commands);
  const values: Record<string, string> = {};
  const rest: string[] = [];
  const problems: OptionProblem[] = [];
  for (const [at, word] of words.entries()) {
    const [option, value] =
      parseOptionWord(word, command) ?? (at === 0 ? matchPositionalChoice(word, command) : undefined) ?? [];
    if (option === undefined || value === undefined) rest.push(word);
    else if (Object.hasOwn(values, option)) problems.push({ option, message: 'is there twice' });
    else values[option] = value;
  }
  const [trailingOption, choice = ''] = matchPositionalChoice(rest.at(-1) ?? '', command) ?? [];
  if (trailingOption !== undefined && !Object.hasOwn(values, trailingOption)) {
    values[trailingOption] = choice;
    rest.pop();
  }
  const restOption = findRestOption(command);
  if (restOption === undefined) {
    if (rest.length > 0)
      problems.push({ message: `"${truncate(rest.join(' '), 80)}" is not understood${describeChoices(command)}` });
    return { command, values, problems };
  }
  // Its own name before the words is read too: `/papers show paper:2401.12345`.
  const all = [values[restOption], ...rest].filter((word) => word !== undefined).join(' ');
  return { command, values: all === '' ? values : { ...values, [restOption]: all }, problems };
}

/** What else could have stood there: "; period takes day, week". */
function describeChoices({ options }: Command): string {
  return Object.entries(options)
    .flatMap(([name, option]) => (option.kind === 'choice' ? [`; ${name} takes ${option.choices.join(', ')}`] : []))
    .join('');
}

/** The option that a word sets. Parts of a query stay in the query, where they mean the same. */
function parseOptionWord(word: string, command: Command): [string, string] | undefined {
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

/** The option whose choice may stand bare, first or last. */
function matchPositionalChoice(word: string, { options }: Command): [string, string] | undefined {
  for (const [name, option] of Object.entries(options)) {
    if (option.kind !== 'choice' || !option.isPositional) continue;
    const choice = option.choices.find((one) => one === word.toLowerCase());
    if (choice !== undefined) return [name, choice];
  }
  return undefined;
}

/** Puts the options that are part of another option's text into that text, as one would have typed them. */
function mergePartOptions(command: Command, values: OptionValues): OptionValues {
  const joined: Record<string, string | number | undefined> = { ...values };
  for (const [name, option] of Object.entries(command.options)) {
    if (option.partOf === undefined) continue;
    // In a field of its own somebody may write it as in a query: `since:2024`.
    const value = String(joined[name] ?? '')
      .trim()
      .replace(new RegExp(`^${name}:\\s*`, 'i'), '');
    delete joined[name];
    if (value === '') continue;
    const quoted = /\s/.test(value) ? `"${value.replace(QUOTE_PATTERN, '')}"` : value;
    joined[option.partOf] = `${joined[option.partOf] ?? ''} ${name}:${quoted}`.trim();
  }
  return joined;
}

/** The words of a text; what stands within quotes, straight or curly, is of one word. */
function splitWords(text: string): string[] {
  return text.match(WORD_PATTERN) ?? [];
}
