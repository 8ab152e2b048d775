import { type Command, type Option, restOf } from '../../src/chat/command.ts';
import type { Suggestion } from '../../src/chat/invocation.ts';

/** What Tab offers: texts that may stand in the place of `on`, the end of the line. */
export interface Completion {
  readonly offers: readonly string[];
  readonly on: string;
}

/** Asks the core what it suggests for an option of a command. */
export type Suggest = (command: string, option: string, partial: string) => Promise<readonly Suggestion[]>;

/**
 * Completes a line: `/papers`, a command (which may stand without it), the names and choices of its options, and what its option
 * suggests. Words that begin no command are searched for, so titles complete them.
 */
export async function complete(line: string, commands: readonly Command[], suggest: Suggest): Promise<Completion> {
  const [, prefix = '', call = ''] = /^(\/?papers +)?(.*)$/is.exec(line) ?? [];
  const [, name = '', typed = ''] = /^(\S+) (.*)$/s.exec(call) ?? [];
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command !== undefined) return completeOptions(command, typed, suggest);
  if (line === '') return { offers: ['/papers '], on: line };
  const starts = [...commands.map((one) => `${one.name} `), ...(prefix === '' ? ['/papers ', 'quit'] : [])];
  const offers = starts.filter((start) => start.startsWith(call.toLowerCase()));
  if (offers.length > 0 || prefix !== '' || call.startsWith('/')) return { offers, on: call };
  return titles('search', commands, call, suggest);
}

async function completeOptions(command: Command, typed: string, suggest: Suggest): Promise<Completion> {
  const word = /\S*$/.exec(typed)?.[0] ?? '';
  const isFirstWord = word === typed;
  const [, name = '', partial = ''] = /^([\w-]+):(.*)$/.exec(word) ?? [];
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  if (option?.suggest !== undefined && name !== restOf(command)) {
    const offers = (await suggest(command.name, name, partial)).map(({ value }) => `${name}:${value}`);
    return { offers: offers.filter((offer) => offer !== word), on: word };
  }
  const words = wordsFor(command, word, isFirstWord).filter(
    (offer) => offer.startsWith(word.toLowerCase()) && offer !== word,
  );
  if (words.length > 0 && word.includes(':')) return { offers: words, on: word };
  if (words.length > 0 && word !== '' && !isFirstWord) return { offers: words, on: word };
  const { offers, on } = await titles(command.name, [command], typed, suggest);
  if (isFirstWord) return { offers: [...words, ...offers], on: word };
  return restOf(command) === undefined ? { offers: words, on: word } : { offers, on };
}

/** What the option that takes the rest of a call suggests for it. */
async function titles(
  name: string,
  commands: readonly Command[],
  typed: string,
  suggest: Suggest,
): Promise<Completion> {
  const command = commands.find((one) => one.name === name);
  const rest = command && restOf(command);
  const option = rest && command.options[rest];
  const suggestions = option ? await suggest(name, rest, typed) : [];
  const offers = suggestions.map((one) => sameStart(option ? offered(option, one) : one.label, typed));
  return { offers: offers.filter((offer) => offer !== typed), on: typed };
}

/** What is typed for a suggestion: its value, but of a list, such as that of all papers, the title that one reads is understood too. */
function offered(option: Option, { label, value }: Suggestion): string {
  return option.kind === 'text' && option.listed ? label : value;
}

/** The words that mean something to a command: the names of its options, and choices, by themselves or behind the name. */
function wordsFor(command: Command, word: string, isFirstWord: boolean): string[] {
  const rest = restOf(command);
  return Object.entries(command.options).flatMap(([name, option]) => {
    if (name === rest || option.hidden === 'always') return [];
    if (option.kind !== 'choice') return [`${name}:`];
    const named = option.choices.map((choice) => `${name}:${choice}`);
    if (word.toLowerCase().startsWith(`${name}:`)) return named;
    if (rest === undefined || (option.leads && isFirstWord)) return [...option.choices];
    return [`${name}:`];
  });
}

/** What was typed stays as it was typed, so that the line only grows. */
function sameStart(label: string, typed: string): string {
  return label.toLowerCase().startsWith(typed.toLowerCase()) ? typed + label.slice(typed.length) : label;
}
