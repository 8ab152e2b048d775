import { type CommandDefinition, findRestOption } from './command.ts';
import type { Option, Suggestion } from './option.ts';

interface CompletionItem {
  readonly text: string;
  /** What the text means in a few words, or empty if it says everything. */
  readonly says: string;
}

/** The texts that can replace `replacedText`, the end of the line. */
export interface Completion {
  readonly items: readonly CompletionItem[];
  readonly replacedText: string;
}

/** Fetches the suggestions for an option of a command. */
export type FetchSuggestions = (command: string, option: string, partial: string) => Promise<readonly Suggestion[]>;

interface CompletionDeps {
  readonly commands: readonly CommandDefinition[];
  readonly suggest: FetchSuggestions;
  /** Other words that a line may consist of. */
  readonly words?: readonly string[];
}

const PREFIX_ITEM: CompletionItem = { text: '/papers ', says: 'What Paperboy can do' };

/**
 * Completes a line: `/papers`, which is optional, a command, the names and choices of its options, and what the option
 * suggests. Other words start a search, so they are completed as one.
 */
export async function completeInput(
  line: string,
  { commands, suggest, words = [] }: CompletionDeps,
): Promise<Completion> {
  const [, prefix = '', call = ''] = /^(\/?papers +)?(.*)$/is.exec(line) ?? [];
  const [, name = '', typed = ''] = /^(\S+) (.*)$/s.exec(call) ?? [];
  const command = commands.find((candidate) => candidate.name === name.toLowerCase());
  if (command !== undefined) return completeOptions(command, typed, suggest);
  if (line === '') return { items: [PREFIX_ITEM], replacedText: line };
  const starts = [
    ...commands.map(({ name, description }) => ({ text: `${name} `, says: description })),
    ...(prefix === '' ? [PREFIX_ITEM, ...words.map((text) => ({ text, says: '' }))] : []),
  ];
  const items = starts.filter(({ text }) => text.startsWith(call.toLowerCase()));
  if (items.length > 0 || prefix !== '' || call.startsWith('/')) return { items, replacedText: call };
  const search = commands.find(({ name }) => name === 'search');
  return search === undefined ? { items: [], replacedText: call } : completeRestOption(search, call, suggest);
}

async function completeOptions(
  command: CommandDefinition,
  typed: string,
  suggest: FetchSuggestions,
): Promise<Completion> {
  const word = /\S*$/.exec(typed)?.[0] ?? '';
  const isFirstWord = word === typed;
  const [, name = '', partial = ''] = /^([\w-]+):(.*)$/.exec(word) ?? [];
  const option = Object.hasOwn(command.options, name) ? command.options[name] : undefined;
  // The platform suggests channels.
  const isSuggested = option?.autocomplete === true || option?.kind === 'channel';
  if (isSuggested && name !== findRestOption(command)) {
    const items = (await suggest(command.name, name, partial)).map(({ label, value }) => ({
      text: `${name}:${value}`,
      says: withoutRepeatedText(value, label),
    }));
    return { items: items.filter(({ text }) => text !== word), replacedText: word };
  }
  const words = optionItems(command, word, isFirstWord).filter(
    ({ text }) => text.startsWith(word.toLowerCase()) && text !== word,
  );
  const isOption = words.length > 0 && (word.includes(':') || (word !== '' && !isFirstWord));
  if (isOption) return { items: words, replacedText: word };
  const rest = await completeRestOption(command, textAfterPositionalChoice(command, typed), suggest);
  if (isFirstWord) return { items: [...words, ...rest.items], replacedText: word };
  return rest.items.length === 0 ? { items: words, replacedText: word } : rest;
}

/** The text after a leading positional choice, such as the id in `pause 3f9a`; all of it if there is no such choice. */
function textAfterPositionalChoice({ options }: CommandDefinition, typed: string): string {
  const [, first = '', rest = ''] = /^(\S+) +(.*)$/s.exec(typed) ?? [];
  const hasPositionalChoice = Object.values(options).some(
    (option) => option.kind === 'choice' && option.isPositional && option.choices.includes(first.toLowerCase()),
  );
  return hasPositionalChoice ? rest : typed;
}

async function completeRestOption(
  command: CommandDefinition,
  typed: string,
  suggest: FetchSuggestions,
): Promise<Completion> {
  const name = findRestOption(command);
  if (name === undefined) return { items: [], replacedText: typed };
  const suggestions = await suggest(command.name, name, typed);
  const items = suggestions.map((suggestion) => toCompletionItem(command.options[name], suggestion));
  return { items: items.filter(({ text }) => text.toLowerCase() !== typed.toLowerCase()), replacedText: typed };
}

/** Completes to the value, or to the label where the command understands both, as a title stands for a paper's id. */
function toCompletionItem(option: Option | undefined, { label, value }: Suggestion): CompletionItem {
  const usesLabel = option?.kind === 'text' && option.isRestrictedToSuggestions === true;
  const [text, says] = usesLabel ? [label, value] : [value, label];
  return { text, says: withoutRepeatedText(text, says) };
}

/** What `says` adds to a text: "(UTC+1)" for "Europe/Berlin (UTC+1)" beside "Europe/Berlin". */
export function withoutRepeatedText(text: string, says: string): string {
  return says === text ? '' : says.startsWith(`${text} `) ? says.slice(text.length + 1) : says;
}

/** The names of the options, and their choices, alone or after the name. */
function optionItems(command: CommandDefinition, word: string, isFirstWord: boolean): CompletionItem[] {
  const restOption = findRestOption(command);
  return Object.entries(command.options).flatMap(([name, option]) => {
    if (name === restOption || option.hidden === 'always') return [];
    if (option.kind === 'text' && option.usageText !== undefined) return [];
    const says = option.description;
    const nameItem = { text: `${name}:`, says };
    if (option.kind !== 'choice') return [nameItem];
    if (word.toLowerCase().startsWith(`${name}:`)) {
      return option.choices.map((choice) => ({ text: `${name}:${choice}`, says }));
    }
    const isBare = restOption === undefined || (option.isPositional && isFirstWord);
    return isBare ? option.choices.map((text) => ({ text, says })) : [nameItem];
  });
}
