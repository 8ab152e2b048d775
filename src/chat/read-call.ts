import { UserError } from '../errors.ts';
import { nearest } from '../search/filters.ts';
import { shorten } from '../text/shorten.ts';
import { type Command, checkValues } from './command.ts';
import type { CommandCall, OptionValues } from './invocation.ts';

interface Call {
  readonly command: Command;
  readonly values: OptionValues;
}

interface TypedCall extends Call {
  readonly problems: readonly string[];
}

/**
 * Reads a call, typed or taken apart by the platform, and checks it against the command's options.
 *
 * The text grammar: `/papers`, the command, then `name:value` for its options (quotes around a value with spaces); a bare word that
 * is a choice of an option is that option's value; all other words are the option that takes the rest. `/papers` alone asks for help.
 *
 * @throws UserError that says all that is wrong at once, with a call that works
 */
export function readCall(call: CommandCall, commands: readonly Command[]): Call {
  const { command, values, problems } = 'text' in call ? readText(call.text, commands) : readValues(call, commands);
  const checked = checkValues(command.options, joinParts(command, values));
  const wrong = [...problems, ...('problems' in checked ? checked.problems : [])];
  if ('problems' in checked || wrong.length > 0) {
    throw new UserError(`/papers ${command.name}: ${wrong.join('; ')}. Try: /papers ${command.examples[0]}`);
  }
  return { command, values: checked.values };
}

/** @throws UserError when there is no command of this name, with the one that was probably meant */
export function commandNamed(name: string, commands: readonly Command[]): Command {
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command !== undefined) return command;
  const names = commands.map((one) => one.name);
  const meant = nearest(name.toLowerCase(), names);
  const hint = meant === undefined ? `The commands are ${names.join(', ')}.` : `Did you mean /papers ${meant}?`;
  throw new UserError(
    `There is no command "${shorten(name, 40)}". ${hint} To look for papers: /papers search and your words.`,
  );
}

function readValues(call: { command: string; values: OptionValues }, commands: readonly Command[]): TypedCall {
  return { command: commandNamed(call.command, commands), values: call.values, problems: [] };
}

function readText(text: string, commands: readonly Command[]): TypedCall {
  const [name = 'help', ...words] = wordsOf(text.trim().replace(/^\/?papers(?=\s|$)/i, ''));
  const command = commandNamed(name, commands);
  const values: Record<string, string> = {};
  const rest: string[] = [];
  for (const word of words) {
    const [option, value] = optionOf(word, command) ?? [];
    if (option === undefined || value === undefined || option in values) rest.push(word);
    else values[option] = value;
  }
  const takesTheRest = Object.keys(command.options).find((option) => isRest(command, option));
  if (takesTheRest === undefined) {
    return { command, values, problems: rest.map((word) => `"${word}" is not understood`) };
  }
  // Its own name before the words is read too: `/papers show paper:2401.12345`.
  const words_ = [values[takesTheRest], ...rest].filter((word) => word !== undefined).join(' ');
  return { command, values: words_ === '' ? values : { ...values, [takesTheRest]: words_ }, problems: [] };
}

/** The option that a word sets. Parts of a query stay in the query, where they mean the same. */
function optionOf(word: string, { options }: Command): [string, string] | undefined {
  const [, name = '', value = ''] = /^(\w+):(.+)$/s.exec(word) ?? [];
  if (Object.hasOwn(options, name)) return options[name]?.partOf === undefined ? [name, unquoted(value)] : undefined;
  const choice = word.toLowerCase();
  const chosen = Object.entries(options).find(
    ([, option]) => option.kind === 'choice' && option.partOf === undefined && option.choices.includes(choice),
  );
  return chosen && [chosen[0], choice];
}

function isRest(command: Command, name: string): boolean {
  const option = command.options[name];
  return option?.kind === 'text' && option.takesTheRest === true;
}

/** Puts the options that are part of another option's text into that text, as one would have typed them. */
function joinParts(command: Command, values: OptionValues): OptionValues {
  const joined: Record<string, string | number | undefined> = { ...values };
  for (const [name, option] of Object.entries(command.options)) {
    const value = joined[name];
    if (option.partOf === undefined || value === undefined) continue;
    const written = /\s/.test(String(value)) ? `"${String(value).replaceAll('"', '')}"` : value;
    joined[option.partOf] = `${joined[option.partOf] ?? ''} ${name}:${written}`.trim();
    delete joined[name];
  }
  return joined;
}

/** The words of a text; what stands within quotes, straight or curly, is of one word. */
function wordsOf(text: string): string[] {
  return text.match(/(?:["“”][^"“”]*["“”]|[^\s"“”]|["“”])+/g) ?? [];
}

function unquoted(value: string): string {
  return value.replace(/^["“”](.*)["“”]$/s, '$1');
}
