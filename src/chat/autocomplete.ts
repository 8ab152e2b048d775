import { type Command, findRestOption } from './command.ts';
import type { Option, Suggestion } from './option.ts';

/** A text that may be typed, and what it is, in a few words; nothing where the text says it all. */
interface CompletionItem {
  readonly text: string;
  readonly says: string;
}

/** What may stand in the place of `on`, the end of a line. */
export interface Completion {
  readonly items: readonly CompletionItem[];
  readonly replacedText: string;
}

/** Asks the core what it suggests for an option of a command. */
export type FetchSuggestions = (command: string, option: string, partial: string) => Promise<readonly Suggestion[]>;

interface CompletionDeps {
  readonly commands: readonly Command[];
  readonly suggest: FetchSuggestions;
  /** Other words that a line may be. */
  readonly words?: readonly string[];
}

const PREFIX_ITEM: CompletionItem = { text: '/papers ', says: 'What Paperboy can do' };

/**
 * Completes a line: `/papers`, a command (which may stand without it), the names and choices of its options, and what its option
 * suggests. Words that begin no command are searched for, so titles complete them.
 */
export async function completeInput(
  line: string,
  { commands, suggest, words = [] }: CompletionDeps,
): Promise<Completion> {
  const [, prefix = '', call = ''] = /^(\/?papers +)?(.*)$/is.exec(line) ?? [];
  const [, name = '', typed = ''] = /^(\S+) (.*)$/s.exec(call) ?? [];
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (command !== undefined) return completeOptions(command, typed, suggest);
  if (line === '') return { items: [PREFIX_ITEM], replacedText: line };
  const starts = [
    ...commands.map((one) => ({ text: `${one.name} `, says: one.description })),
    ...(prefix === '' ? [PREFIX_ITEM, ...words.map((text) => ({ text, says: '' }))] : []),
  ];
  const items = starts.filter(({ text }) => text.startsWith(call.toLowerCase()));
  if (items.length > 0 || prefix !== '' || call.startsWith('/')) return { items, replacedText: call };
  return completeRestOption('search', commands, call, suggest);
}

async function completeOptions(command: Command, typed: string, suggest: FetchSuggestions): Promise<Completion> {
  const word = /\S*$/.exec(typed)?.[0] ?? '';
  const isFirstWord = word === typed;
  const [, name = '', partial = ''] = /^([\w-]+):(.*)$/.exec(word) ?? [];
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  // Which channels there are, a platform knows.
  const isSuggested = option?.suggest !== undefined || option?.kind === 'channel';
  if (isSuggested && name !== findRestOption(command)) {
    const items = (await suggest(command.name, name, partial)).map((one) => ({
      text: `${name}:${one.value}`,
      says: withoutRepeatedText(one.value, one.label),
    }));
    return { items: items.filter(({ text }) => text !== word), replacedText: word };
  }
  const words = optionItems(command, word, isFirstWord).filter(
    ({ text }) => text.startsWith(word.toLowerCase()) && text !== word,
  );
  if (words.length > 0 && word.includes(':')) return { items: words, replacedText: word };
  if (words.length > 0 && word !== '' && !isFirstWord) return { items: words, replacedText: word };
  const { items, replacedText } = await completeRestOption(
    command.name,
    [command],
    textAfterPositionalChoice(command, typed),
    suggest,
  );
  if (isFirstWord) return { items: [...words, ...items], replacedText: word };
  return items.length === 0 ? { items: words, replacedText: word } : { items, replacedText };
}

/** What is typed behind a choice that leads, such as the id in `pause 3f9a`; all of it where none does. */
function textAfterPositionalChoice({ options }: Command, typed: string): string {
  const [, first = '', rest = ''] = /^(\S+) +(.*)$/s.exec(typed) ?? [];
  const hasPositionalChoice = Object.values(options).some(
    (option) => option.kind === 'choice' && option.isPositional && option.choices.includes(first.toLowerCase()),
  );
  return hasPositionalChoice ? rest : typed;
}

/** What the option that takes the rest of a call suggests for it. */
async function completeRestOption(
  name: string,
  commands: readonly Command[],
  typed: string,
  suggest: FetchSuggestions,
): Promise<Completion> {
  const command = commands.find((one) => one.name === name);
  const restOption = command && findRestOption(command);
  if (restOption === undefined) return { items: [], replacedText: typed };
  const option = command?.options[restOption];
  const items = (await suggest(name, restOption, typed)).map((one) => toCompletionItem(option, one));
  return { items: items.filter(({ text }) => text.toLowerCase() !== typed.toLowerCase()), replacedText: typed };
}

/**
 * What is typed for a suggestion: its value, but of a list, such as that of all papers, the title that one reads is understood too. The
 * other of the two says what it is.
 */
function toCompletionItem(option: Option | undefined, { label, value }: Suggestion): CompletionItem {
  const showsLabel = option === undefined || (option.kind === 'text' && option.isRestrictedToSuggestions === true);
  const [text, says] = showsLabel ? [label, value] : [value, label];
  return { text, says: withoutRepeatedText(text, says) };
}

/** What is said of a text beside it, without saying it twice: "(UTC+1)" beside "Europe/Berlin", not "Europe/Berlin (UTC+1)". */
export function withoutRepeatedText(text: string, says: string): string {
  return says === text ? '' : says.startsWith(`${text} `) ? says.slice(text.length + 1) : says;
}

/** The words that mean something to a command: the names of its options, and choices, by themselves or behind the name. */
function optionItems(command: Command, word: string, isFirstWord: boolean): CompletionItem[] {
  const restOption = findRestOption(command);
  return Object.entries(command.options).flatMap(([name, option]) => {
    if (name === restOption || option.hidden === 'always') return [];
    const says = option.description;
    const nameItem = { text: `${name}:`, says };
    if (option.kind === 'text' && option.usageText !== undefined) return [];
    if (option.kind !== 'choice') return [nameItem];
    if (word.toLowerCase().startsWith(`${name}:`)) {
      return option.choices.map((choice) => ({ text: `${name}:${choice}`, says }));
    }
    if (restOption === undefined || (option.isPositional && isFirstWord))
      return option.choices.map((text) => ({ text, says }));
    return [nameItem];
  });
}
