import type { CallContext } from './context.ts';
import type { Document } from './document.ts';
import type { Option, Options, OptionValues, Values } from './option.ts';

interface CommandBase<O extends Options> {
  readonly name: string;
  readonly description: string;
  readonly options: O;
  readonly audience: 'everyone' | 'managers';
  /** What managers do with it, as the refusal of everybody else says it ("To see what was posted when, you need …"): to call it, unless told. */
  readonly purpose?: string;
  /** Called without any option, it is asked for as a form. */
  readonly opensForm?: boolean;
  /** The platforms that have it; all of them, unless told. */
  readonly platforms?: readonly string[];
  /** Whether the reply is for the one who asked alone. */
  readonly ephemeral: boolean;
  /** Its reply is about the one who asks, so nobody else sees it, not even where all other answers are for everybody. */
  readonly alwaysEphemeral?: boolean;
  /** It may say something to everybody in the channel and open a thread on it: whoever calls it has to be allowed to then, and so has Paperboy. */
  readonly opensThread?: boolean;
  /** Calls that work as they stand, without `/papers`. The first also serves as the corrected example in a refusal. */
  readonly examples: readonly [string, ...string[]];
}

/** A command as a platform sees it: everything derives from this one object. */
export interface Command extends CommandBase<Options> {
  /** Answers a call whose values were checked (`readCall`). Throws a `UserError` for what the person can put right. */
  run(values: OptionValues, context: CallContext): Document | Promise<Document>;
  /** What stands in the fields of its form at first, where the call does not say it. */
  prefill?(values: OptionValues, context: CallContext): OptionValues | Promise<OptionValues>;
  /**
   * Throws the `UserError` with which `run` would refuse values, and changes nothing. It is asked of a call that is refused for its options,
   * so that all that is wrong is said at once.
   *
   * @param values those that are right by themselves; even a required one may be missing
   * @param invalidOptions the options whose values are not
   */
  validate?(values: OptionValues, context: CallContext, invalidOptions: readonly string[]): void | Promise<void>;
}

/**
 * Types a command: the registration, the text grammar, the help and the README's table derive from this object, and so does the schema
 * that checks the values before `run` sees them.
 *
 * @example
 * defineCommand({
 *   name: 'show',
 *   description: 'Shows one paper',
 *   options: { paper: { kind: 'text', description: 'Title, id or link', required: true, takesTheRest: true } },
 *   audience: 'everyone',
 *   private: true,
 *   examples: ['show 2401.12345'],
 *   run: ({ paper }, context) => ...,
 * });
 */
export function defineCommand<const O extends Options>(
  command: CommandBase<O> &
    Pick<Command, 'prefill'> & {
      run(values: Values<O>, context: CallContext): Document | Promise<Document>;
      validate?(
        values: Partial<Values<O>>,
        context: CallContext,
        invalidOptions: readonly string[],
      ): void | Promise<void>;
    },
): Command {
  return command as CommandBase<Options> & Pick<Command, 'run' | 'prefill' | 'validate'>;
}

/** The commands that a platform has. */
export function commandsForPlatform(platform: string, commands: readonly Command[]): readonly Command[] {
  return commands.filter(({ platforms }) => platforms?.includes(platform) ?? true);
}

/** The option that takes all words of a typed call that are no other option's. */
export function findRestOption({ options }: Pick<Command, 'options'>): string | undefined {
  return Object.entries(options).find(([, option]) => option.kind === 'text' && option.isRest)?.[0];
}

/** How a command is written: `/papers search <query> [page:N]`. */
export function formatUsage(command: Command): string {
  const bareChoices = findRestOption(command) === undefined;
  const options = Object.entries(command.options);
  const words = [
    ...options.filter(([, option]) => isPositionalChoice(option)),
    ...options.filter(([, option]) => !isPositionalChoice(option)),
  ].flatMap(([name, option]) => formatOptionUsage(name, option, bareChoices));
  return ['/papers', command.name, ...words].join(' ');
}

/** The options of a command that are part of another one's text: the filters of a query. */
export function partOptionNames({ options }: Command): string[] {
  return Object.entries(options).flatMap(([name, option]) => (option.partOf === undefined ? [] : [name]));
}

function isPositionalChoice(option: Option): boolean {
  return option.kind === 'choice' && option.isPositional === true;
}

function formatOptionUsage(name: string, option: Option, bareChoices: boolean): string[] {
  if (option.partOf !== undefined || option.hidden === 'always') return [];
  switch (option.kind) {
    case 'text':
      if (option.usageText !== undefined) return [`[${option.usageText}]`];
      return [option.required ? `<${name}>` : `[${name}${canOmitName(option) ? '' : ':…'}]`];
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

/** Whether a text is known without its option's name. */
function canOmitName({ isRest, positionalPattern }: Option & { readonly kind: 'text' }): boolean {
  return isRest === true || positionalPattern !== undefined;
}

/** A command as somebody typed it after the slash (`papers search safe rl since:2024`), or with the options that a platform took apart. */
export type CommandCall = { readonly text: string } | { readonly command: string; readonly values: OptionValues };
