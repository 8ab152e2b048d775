import { UserError } from '../errors.ts';
import { nearest } from '../search/filters.ts';
import { shorten } from '../text/shorten.ts';
import { type Command, checkValues, type Problem, restOf, rightValues } from './command.ts';
import type { CommandCall, OptionValues } from './invocation.ts';

interface Call {
  readonly command: Command;
  readonly values: OptionValues;
}

interface TypedCall extends Call {
  readonly problems: readonly Problem[];
}

/** Longer than any name of a command: no slip of the finger makes one of it. */
const LONGEST_NAME = 40;

const QUOTE = '"\u201c-\u201f\u00ab\u00bb\u2033\uff02';
const WORD = new RegExp(`(?:[${QUOTE}][^${QUOTE}]*[${QUOTE}]|[^\\s${QUOTE}]|[${QUOTE}])+`, 'g');
const QUOTED = new RegExp(`^[${QUOTE}](.*)[${QUOTE}]$`, 's');
const QUOTES = new RegExp(`[${QUOTE}]`, 'g');

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
export function readCall(call: CommandCall, commands: readonly Command[]): Call {
  const { command, values, problems } = readOptions(call, commands);
  if (problems.length === 0) return { command, values };
  if (command.check === undefined) throw refusal(command, problems);
  return { command: refusing(command, problems), values };
}

/** The command of a call, whatever its values. @throws UserError as `commandNamed` */
export function calledCommand(call: CommandCall, commands: readonly Command[]): Command {
  return calledValues(call, commands).command;
}

/** A call taken apart, its values not checked yet. @throws UserError as `commandNamed` */
export function calledValues(call: CommandCall, commands: readonly Command[]): Call {
  return 'text' in call ? readText(call.text, commands) : readValues(call, commands);
}

/**
 * What somebody asks for who writes to Paperboy in words of their own: text that begins with `/papers` or with a command is that call,
 * all other words are searched for, and a greeting, thanks, or nothing at all asks for help.
 */
export function callFrom(text: string, commands: readonly Command[]): CommandCall {
  if (SMALL_TALK.test(text.trim())) return { text: 'help' };
  const [first = '', second] = text.trim().split(/\s+/, 2);
  const isCommand = (word: string): boolean => commands.some(({ name }) => name === word.toLowerCase());
  const isPrefixed =
    /^\/papers$/i.test(first) || (/^papers$/i.test(first) && (second === undefined || isCommand(second)));
  return { text: first === '' || isPrefixed || isCommand(first) ? text : `search ${text}` };
}

/** What people say to somebody, and look for in no paper. */
const SMALL_TALK =
  /^(hi|hello|hey|thanks?|thank you|thx)( there| paperboy| all)?[\s!.,:)\p{Extended_Pictographic}]*$/iu;

/** @throws UserError when there is no command of this name, with the one that was probably meant */
export function commandNamed(name: string, commands: readonly Command[]): Command {
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command !== undefined) return command;
  const names = commands.map((one) => one.name);
  const meant = name.length > LONGEST_NAME ? undefined : nearest(name.toLowerCase(), names);
  const hint = meant === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean /papers ${meant}?`;
  throw new UserError(
    `There is no command "${shorten(name, LONGEST_NAME)}". ${hint} To look for papers: /papers search and your words.`,
  );
}

/** A call with what is wrong with its options. Its values are those that are right. */
function readOptions(call: CommandCall, commands: readonly Command[]): TypedCall {
  const {
    command,
    values: given,
    problems,
  } = 'text' in call ? readText(call.text, commands) : readValues(call, commands);
  const values = joinParts(command, given);
  const checked = checkValues(command.options, values);
  if ('values' in checked) return { command, values: checked.values, problems };
  return { command, values: rightValues(command.options, values), problems: [...problems, ...checked.problems] };
}

/** A command that refuses a call for these problems, and for what it has against the other values itself. */
function refusing(command: Command, problems: readonly Problem[]): Command {
  const wrong = problems.flatMap(({ option }) => option ?? []);
  return {
    ...command,
    async run(values, context) {
      try {
        await command.check?.(values, context, wrong);
      } catch (error) {
        throw error instanceof UserError ? refusal(command, problems, error) : error;
      }
      throw refusal(command, problems);
    },
  };
}

/** @param further what else is wrong, with a call that works */
function refusal(command: Command, wrong: readonly Problem[], further?: UserError): UserError {
  const said = wrong.map(({ option, words }) => [option, words].filter(Boolean).join(' '));
  const fields = wrong.flatMap(({ option, words }) => (option === undefined ? [] : [[option, `It ${words}.`]]));
  const hint = further?.message ?? `Try: /papers ${command.examples[0]}`;
  return new UserError(`/papers ${command.name}: ${said.join('; ')}. ${hint}`, {
    fields: { ...further?.fields, ...Object.fromEntries(fields) },
  });
}

function readValues(call: { command: string; values: OptionValues }, commands: readonly Command[]): TypedCall {
  return { command: commandNamed(call.command, commands), values: call.values, problems: [] };
}

function readText(text: string, commands: readonly Command[]): TypedCall {
  const [name = 'help', ...words] = wordsOf(text.trim().replace(/^\/?papers(?=\s|$)/i, ''));
  const command = commandNamed(name, commands);
  const values: Record<string, string> = {};
  const rest: string[] = [];
  const problems: Problem[] = [];
  for (const [at, word] of words.entries()) {
    const [option, value] = optionOf(word, command) ?? (at === 0 ? leadingChoice(word, command) : undefined) ?? [];
    if (option === undefined || value === undefined) rest.push(word);
    else if (Object.hasOwn(values, option)) problems.push({ option, words: 'is there twice' });
    else values[option] = value;
  }
  const [trailing, choice = ''] = leadingChoice(rest.at(-1) ?? '', command) ?? [];
  if (trailing !== undefined && !Object.hasOwn(values, trailing)) {
    values[trailing] = choice;
    rest.pop();
  }
  const takesTheRest = restOf(command);
  if (takesTheRest === undefined) {
    if (rest.length > 0)
      problems.push({ words: `"${shorten(rest.join(' '), 80)}" is not understood${choicesOf(command)}` });
    return { command, values, problems };
  }
  // Its own name before the words is read too: `/papers show paper:2401.12345`.
  const all = [values[takesTheRest], ...rest].filter((word) => word !== undefined).join(' ');
  return { command, values: all === '' ? values : { ...values, [takesTheRest]: all }, problems };
}

/** What else could have stood there: "; period takes day, week". */
function choicesOf({ options }: Command): string {
  return Object.entries(options)
    .flatMap(([name, option]) => (option.kind === 'choice' ? [`; ${name} takes ${option.choices.join(', ')}`] : []))
    .join('');
}

/** The option that a word sets. Parts of a query stay in the query, where they mean the same. */
function optionOf(word: string, command: Command): [string, string] | undefined {
  const [, typed = '', value = ''] = /^([\w-]+):(.+)$/s.exec(word) ?? [];
  const name = typed.toLowerCase();
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (option !== undefined) {
    return option.partOf === undefined ? [name, value.replace(QUOTED, '$1')] : undefined;
  }
  if (restOf(command) !== undefined) return undefined;
  for (const [name, option] of Object.entries(command.options)) {
    if (option.kind === 'choice' && option.choices.includes(word.toLowerCase())) return [name, word.toLowerCase()];
    if (option.kind === 'text' && option.standsBare?.test(word)) return [name, word];
  }
  return undefined;
}

/** The option whose choice may stand bare, first or last. */
function leadingChoice(word: string, { options }: Command): [string, string] | undefined {
  for (const [name, option] of Object.entries(options)) {
    if (option.kind !== 'choice' || !option.leads) continue;
    const choice = option.choices.find((one) => one === word.toLowerCase());
    if (choice !== undefined) return [name, choice];
  }
  return undefined;
}

/** Puts the options that are part of another option's text into that text, as one would have typed them. */
function joinParts(command: Command, values: OptionValues): OptionValues {
  const joined: Record<string, string | number | undefined> = { ...values };
  for (const [name, option] of Object.entries(command.options)) {
    if (option.partOf === undefined) continue;
    // In a field of its own somebody may write it as in a query: `since:2024`.
    const value = String(joined[name] ?? '')
      .trim()
      .replace(new RegExp(`^${name}:\\s*`, 'i'), '');
    delete joined[name];
    if (value === '') continue;
    const written = /\s/.test(value) ? `"${value.replace(QUOTES, '')}"` : value;
    joined[option.partOf] = `${joined[option.partOf] ?? ''} ${name}:${written}`.trim();
  }
  return joined;
}

/** The words of a text; what stands within quotes, straight or curly, is of one word. */
function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}
