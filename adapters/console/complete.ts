import type { Command } from '../../src/chat/command.ts';
import type { Suggestion } from '../../src/chat/invocation.ts';

/** What Tab offers: texts that may stand in the place of `on`, the end of the line. */
export interface Completion {
  readonly offers: readonly string[];
  readonly on: string;
}

/** Asks the core what it suggests for an option of a command. */
export type Suggest = (command: string, option: string, partial: string) => Promise<readonly Suggestion[]>;

/** Completes a line: `/papers`, a command, the names and choices of its options, and what its option suggests. */
export async function complete(line: string, commands: readonly Command[], suggest: Suggest): Promise<Completion> {
  const match = /^\/papers (\S+) (.*)$/s.exec(line);
  if (!match) {
    const starts = ['/papers ', ...commands.map(({ name }) => `/papers ${name} `), 'quit'];
    return {
      offers: starts.filter((start) => start.startsWith(line) && start !== line).slice(0, line === '' ? 1 : undefined),
      on: line,
    };
  }
  const [, name = '', typed = ''] = match;
  const command = commands.find((one) => one.name === name);
  if (command === undefined) return { offers: [], on: line };
  const word = /\S*$/.exec(typed)?.[0] ?? '';
  const words = wordsFor(command).filter((offer) => offer.startsWith(word));
  const rest = Object.entries(command.options).find(([, option]) => option.kind === 'text' && option.takesTheRest);
  if ((word !== '' && words.length > 0) || rest === undefined) return { offers: words, on: word };
  const suggestions = typed === '' ? [] : await suggest(name, rest[0], typed);
  return { offers: suggestions.map(({ label }) => sameStart(label, typed)), on: typed };
}

/** The words that mean something to a command: choices as they are, other options by name. */
function wordsFor({ options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) => {
    if (option.kind === 'choice') return [...option.choices];
    return option.kind === 'text' && option.takesTheRest ? [] : [`${name}:`];
  });
}

/** What was typed stays as it was typed, so that the line only grows. */
function sameStart(label: string, typed: string): string {
  return label.toLowerCase().startsWith(typed.toLowerCase()) ? typed + label.slice(typed.length) : label;
}
