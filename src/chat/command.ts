import type { Document } from './document.ts';
import type { Option, Options, OptionValues, Suggestion, Values } from './option.ts';
import type { CallContext } from './place.ts';
import type { PlatformTraits } from './platform-traits.ts';

/** A command as data. Registration, forms, the text grammar, help and the docs derive from it, without any service. */
export interface CommandDefinition<O extends Options = Options> {
  readonly name: string;
  readonly description: string;
  readonly options: O;
  readonly audience: 'everyone' | 'managers';
  /** What managers use it for, to complete "To …, you need …". Defaults to running the command. */
  readonly purpose?: string;
  /** Without any option it opens as a form. */
  readonly opensForm?: boolean;
  /** What a platform needs to have the command. */
  readonly requires?: 'link-previews';
  /** Only the person who runs it sees the reply. */
  readonly ephemeral: boolean;
  /** The reply is personal, so it is ephemeral even in threads, where other replies are visible to all. */
  readonly alwaysEphemeral?: boolean;
  /** It may post in the channel and open a thread, which Paperboy and the person need permissions for. */
  readonly opensThread?: boolean;
  /** As typed after `/papers`. The first is also the suggestion in error messages. */
  readonly examples: readonly [string, ...string[]];
}

type Suggester = (partial: string, call: CallContext) => readonly Suggestion[] | Promise<readonly Suggestion[]>;

interface CommandHandlers<O extends Options> {
  /** @throws UserError for what the person can fix */
  run(values: Values<O>, call: CallContext): Document | Promise<Document>;
  /** Values for the fields of its form that the call leaves empty. */
  prefill?(values: OptionValues, call: CallContext): OptionValues | Promise<OptionValues>;
  /**
   * Throws what `run` would throw for these values, without side effects. It is called when option values are invalid,
   * so that one error reports all problems.
   *
   * @param values the valid ones; even required ones may be missing
   */
  validate?(values: Partial<Values<O>>, call: CallContext, invalidOptions: readonly string[]): void | Promise<void>;
}

type AutocompletedNames<O extends Options> = {
  [Name in keyof O]: O[Name] extends { autocomplete: true } ? Name : never;
}[keyof O];

/** A suggester for each option with `autocomplete`, and for no other. */
type Suggesters<O extends Options> = [AutocompletedNames<O>] extends [never]
  ? { readonly suggest?: undefined }
  : { readonly suggest: { readonly [Name in AutocompletedNames<O>]: Suggester } };

/** A command with its services: what `CommandModule.bind` returns. */
export interface Command extends CommandDefinition {
  /** @param values validated, as `parseCommand` returns them */
  run(values: OptionValues, call: CallContext): Document | Promise<Document>;
  prefill?(values: OptionValues, call: CallContext): OptionValues | Promise<OptionValues>;
  validate?(values: OptionValues, call: CallContext, invalidOptions: readonly string[]): void | Promise<void>;
  readonly suggest?: Readonly<Record<string, Suggester>> | undefined;
}

/** A definition, and how to give it the services it needs. */
export interface CommandModule<in Needs> extends CommandDefinition {
  readonly bind: (needs: Needs) => Command;
}

/**
 * Defines a command. The options type the values of its handlers, and the parameter of `create` is what it needs.
 *
 * @example
 * export const show = defineCommand(
 *   {
 *     name: 'show',
 *     description: 'Shows a paper with its abstract and links',
 *     options: { paper: PAPER_OPTION },
 *     audience: 'everyone',
 *     ephemeral: true,
 *     examples: ['show 2401.12345'],
 *   },
 *   ({ finder, cards }: Pick<CommandServices, 'finder' | 'cards'>) => ({
 *     suggest: { paper: finder.suggest },
 *     run: async ({ paper }, call) => ({ blocks: [await cards.full(await finder.find(paper), call)] }),
 *   }),
 * );
 */
export function defineCommand<const O extends Options, Needs>(
  definition: CommandDefinition<O>,
  create: (needs: Needs) => CommandHandlers<O> & Suggesters<O>,
): CommandModule<Needs> {
  return { ...definition, bind: (needs) => ({ ...definition, ...create(needs) }) as unknown as Command };
}

/** The commands that a platform has. */
export function commandsForPlatform<C extends CommandDefinition>(
  { hasLinkPreviews }: Pick<PlatformTraits, 'hasLinkPreviews'>,
  commands: readonly C[],
): readonly C[] {
  return commands.filter(({ requires }) => requires !== 'link-previews' || hasLinkPreviews);
}

/** The option that takes all words of a typed call that belong to no other option. */
export function findRestOption({ options }: Pick<CommandDefinition, 'options'>): string | undefined {
  return Object.entries(options).find(([, option]) => option.kind === 'text' && option.isRest)?.[0];
}

/** The option that the paper of a thread fills in. */
export function findPaperOption({ options }: Pick<CommandDefinition, 'options'>): string | undefined {
  return Object.entries(options).find(([, { fromThread }]) => fromThread)?.[0];
}

/** How to type a command: `/papers search <query> [page:N]`. */
export function formatUsage(command: CommandDefinition): string {
  const bareChoices = findRestOption(command) === undefined;
  const options = Object.entries(command.options);
  const words = [
    ...options.filter(([, option]) => isPositionalChoice(option)),
    ...options.filter(([, option]) => !isPositionalChoice(option)),
  ].flatMap(([name, option]) => formatOptionUsage(name, option, bareChoices));
  return ['/papers', command.name, ...words].join(' ');
}

/** The options that are part of another one's text: the filters of a query. */
export function partOptionNames({ options }: CommandDefinition): string[] {
  return Object.entries(options).flatMap(([name, option]) => (option.partOf === undefined ? [] : [name]));
}

function isPositionalChoice(option: Option): boolean {
  return option.kind === 'choice' && option.isPositional === true;
}

function formatOptionUsage(name: string, option: Option, bareChoices: boolean): string[] {
  if (option.partOf !== undefined || option.hidden === 'always') return [];
  switch (option.kind) {
    case 'text': {
      if (option.usageText !== undefined) return [`[${option.usageText}]`];
      const canOmitName = option.isRest === true || option.positionalPattern !== undefined;
      return [option.required ? `<${name}>` : `[${name}${canOmitName ? '' : ':…'}]`];
    }
    case 'integer':
      return [`[${name}:N]`];
    case 'channel':
      return [`[${name}:#]`];
    case 'choice': {
      const choices = `${bareChoices || isPositionalChoice(option) ? '' : `${name}:`}${option.choices.join('|')}`;
      return [option.required ? `<${choices}>` : `[${choices}]`];
    }
  }
}

/** A call as typed after the slash (`papers search safe rl since:2024`), or with the options that a platform parsed. */
export type CommandCall = { readonly text: string } | { readonly command: string; readonly values: OptionValues };
