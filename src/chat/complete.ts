import { type Command, type Option, restOf } from './command.ts';
import type { Suggestion } from './invocation.ts';

/** A text that may be typed, and what it is, in a few words; nothing where the text says it all. */
interface Offer {
  readonly text: string;
  readonly says: string;
}

/** What may stand in the place of `on`, the end of a line. */
export interface Completion {
  readonly offers: readonly Offer[];
  readonly on: string;
}

/** Asks the core what it suggests for an option of a command. */
export type Suggest = (command: string, option: string, partial: string) => Promise<readonly Suggestion[]>;

interface Known {
  readonly commands: readonly Command[];
  readonly suggest: Suggest;
  /** Other words that a line may be. */
  readonly words?: readonly string[];
}

const PREFIX: Offer = { text: '/papers ', says: 'What Paperboy can do' };

/**
 * Completes a line: `/papers`, a command (which may stand without it), the names and choices of its options, and what its option
 * suggests. Words that begin no command are searched for, so titles complete them.
 */
export async function complete(line: string, { commands, suggest, words = [] }: Known): Promise<Completion> {
  const [, prefix = '', call = ''] = /^(\/?papers +)?(.*)$/is.exec(line) ?? [];
  const [, name = '', typed = ''] = /^(\S+) (.*)$/s.exec(call) ?? [];
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command !== undefined) return completeOptions(command, typed, suggest);
  if (line === '') return { offers: [PREFIX], on: line };
  const starts = [
    ...commands.map((one) => ({ text: `${one.name} `, says: one.description })),
    ...(prefix === '' ? [PREFIX, ...words.map((text) => ({ text, says: '' }))] : []),
  ];
  const offers = starts.filter(({ text }) => text.startsWith(call.toLowerCase()));
  if (offers.length > 0 || prefix !== '' || call.startsWith('/')) return { offers, on: call };
  return titles('search', commands, call, suggest);
}

async function completeOptions(command: Command, typed: string, suggest: Suggest): Promise<Completion> {
  const word = /\S*$/.exec(typed)?.[0] ?? '';
  const isFirstWord = word === typed;
  const [, name = '', partial = ''] = /^([\w-]+):(.*)$/.exec(word) ?? [];
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  // Which channels there are, a platform knows.
  const isSuggested = option?.suggest !== undefined || option?.kind === 'channel';
  if (isSuggested && name !== restOf(command)) {
    const offers = (await suggest(command.name, name, partial)).map((one) => ({
      text: `${name}:${one.value}`,
      says: wordsBeside(one.value, one.label),
    }));
    return { offers: offers.filter(({ text }) => text !== word), on: word };
  }
  const words = wordsFor(command, word, isFirstWord).filter(
    ({ text }) => text.startsWith(word.toLowerCase()) && text !== word,
  );
  if (words.length > 0 && word.includes(':')) return { offers: words, on: word };
  if (words.length > 0 && word !== '' && !isFirstWord) return { offers: words, on: word };
  const { offers, on } = await titles(command.name, [command], behindChoice(command, typed), suggest);
  if (isFirstWord) return { offers: [...words, ...offers], on: word };
  return offers.length === 0 ? { offers: words, on: word } : { offers, on };
}

/** What is typed behind a choice that leads, such as the id in `pause 3f9a`; all of it where none does. */
function behindChoice({ options }: Command, typed: string): string {
  const [, first = '', behind = ''] = /^(\S+) +(.*)$/s.exec(typed) ?? [];
  const leads = Object.values(options).some(
    (option) => option.kind === 'choice' && option.leads && option.choices.includes(first.toLowerCase()),
  );
  return leads ? behind : typed;
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
  if (rest === undefined) return { offers: [], on: typed };
  const option = command?.options[rest];
  const offers = (await suggest(name, rest, typed)).map((one) => offered(option, one));
  return { offers: offers.filter(({ text }) => text.toLowerCase() !== typed.toLowerCase()), on: typed };
}

/**
 * What is typed for a suggestion: its value, but of a list, such as that of all papers, the title that one reads is understood too. The
 * other of the two says what it is.
 */
function offered(option: Option | undefined, { label, value }: Suggestion): Offer {
  const isRead = option === undefined || (option.kind === 'text' && option.listed === true);
  const [text, says] = isRead ? [label, value] : [value, label];
  return { text, says: wordsBeside(text, says) };
}

/** What is said of a text beside it, without saying it twice: "(UTC+1)" beside "Europe/Berlin", not "Europe/Berlin (UTC+1)". */
export function wordsBeside(text: string, says: string): string {
  return says === text ? '' : says.startsWith(`${text} `) ? says.slice(text.length + 1) : says;
}

/** The words that mean something to a command: the names of its options, and choices, by themselves or behind the name. */
function wordsFor(command: Command, word: string, isFirstWord: boolean): Offer[] {
  const rest = restOf(command);
  return Object.entries(command.options).flatMap(([name, option]) => {
    if (name === rest || option.hidden === 'always') return [];
    const says = option.description;
    const named = { text: `${name}:`, says };
    if (option.kind === 'text' && option.written !== undefined) return [];
    if (option.kind !== 'choice') return [named];
    if (word.toLowerCase().startsWith(`${name}:`)) {
      return option.choices.map((choice) => ({ text: `${name}:${choice}`, says }));
    }
    if (rest === undefined || (option.leads && isFirstWord)) return option.choices.map((text) => ({ text, says }));
    return [named];
  });
}
