import { z } from 'zod';

interface OptionBase {
  /** Its label in a form. Defaults to its name. */
  readonly label?: string;
  /**
   * At most 100 characters, Discord's limit (https://discord.com/developers/docs/interactions/application-commands).
   */
  readonly description: string;
  readonly required?: boolean;
  /**
   * The option whose text may contain this one too, like `since:2024` in a query. Before the command runs, the value is
   * merged into that text, so the command reads one text whichever way it came.
   */
  readonly partOf?: string;
  /** Left out of forms. `'always'`: left out of completion and help too, because only buttons use it. */
  readonly hidden?: boolean | 'always';
  /** The command suggests values while somebody types (`CommandHandlers.suggest`). Other values are accepted too. */
  readonly autocomplete?: boolean;
  /**
   * Filled in with the paper of the discussion when somebody mentions Paperboy in its thread without naming a paper.
   */
  readonly fromThread?: boolean;
}

/** One option of a command. */
export type Option =
  | (OptionBase & {
      readonly kind: 'text';
      /** In typed text, takes all words that belong to no other option. */
      readonly isRest?: boolean;
      /** Only the suggested values make sense, so a form offers nothing else. */
      readonly isRestrictedToSuggestions?: boolean;
      /** How to type it, if the command finds it in the words of another option. */
      readonly usageText?: string;
      /**
       * In the typed text of a command without a rest option, a word that matches sets this option without its name.
       */
      readonly positionalPattern?: RegExp;
    })
  | (OptionBase & { readonly kind: 'integer'; readonly min: number; readonly max: number })
  | (OptionBase & {
      readonly kind: 'choice';
      readonly choices: readonly string[];
      /**
       * In typed text, a choice as the first or last word sets this option without its name, even if the command has a
       * rest option.
       */
      readonly isPositional?: boolean;
    })
  /** A channel of the tenant, by its id. */
  | (OptionBase & { readonly kind: 'channel' });

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends { kind: 'integer' }
  ? number
  : O extends { kind: 'choice'; choices: readonly (infer C)[] }
    ? C
    : string;

/** The validated values of a command's options. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { required: true } ? ValueOf<O[Name]> : ValueOf<O[Name]> | undefined;
};

/** Option values as they come from outside, not validated yet. */
export type OptionValues = Readonly<Record<string, string | number | undefined>>;

export interface Suggestion {
  readonly label: string;
  readonly value: string;
}

/**
 * Whether a form must require this option. One that others are part of can consist of those alone: a search needs no
 * words if it has filters.
 */
export function isFieldRequired(name: string, options: Options): boolean {
  const hasParts = Object.values(options).some(({ partOf }) => partOf === name);
  return (options[name]?.required ?? false) && !hasParts;
}

export interface OptionProblem {
  readonly option?: string;
  /** What is wrong with the value, as a predicate: "is missing", "must be …". */
  readonly message: string;
}

/**
 * Validates values and converts numbers. A blank value counts as missing, because forms send one for every empty field.
 */
export function validateOptionValues(
  options: Options,
  values: OptionValues,
): { readonly values: OptionValues } | { readonly problems: readonly OptionProblem[] } {
  const fields = Object.fromEntries(Object.entries(options).map(([name, option]) => [name, optionSchema(option)]));
  const given = Object.entries(values).filter(([, value]) => value !== undefined && String(value).trim() !== '');
  const result = z.strictObject(fields).safeParse(Object.fromEntries(given));
  return result.success ? { values: result.data } : { problems: result.error.issues.map(toOptionProblem) };
}

/** The values that are valid each on its own. */
export function pickValidValues(options: Options, values: OptionValues): OptionValues {
  const valid = Object.entries(options).flatMap(([name, option]) => {
    const checked = validateOptionValues({ [name]: option }, { [name]: values[name] });
    return 'values' in checked ? Object.entries(checked.values) : [];
  });
  return Object.fromEntries(valid);
}

function toOptionProblem(issue: z.core.$ZodIssue): OptionProblem {
  if (issue.code === 'unrecognized_keys') return { message: `there is no option ${issue.keys.join(', ')}` };
  return { option: issue.path.join('.'), message: issue.message };
}

function optionSchema(option: Option): z.ZodType<string | number | undefined> {
  const schema = optionKindSchema(option);
  return option.required ? schema : schema.optional();
}

/** A channel id, alone, as Slack and Discord write it in a text (`<#C024BE7LR|papers>`), or at the end of a link. */
const CHANNEL_PATTERN = /^(?:<#|https:\/\/\S+\/)?([A-Z0-9]{9,20})(?:\|[^>]*)?>?$/;

function optionKindSchema(option: Option): z.ZodType<string | number> {
  const text = z.string({ error: 'is missing' });
  switch (option.kind) {
    case 'text':
      return text.trim();
    case 'integer': {
      const error = `must be a whole number from ${option.min} to ${option.max}`;
      return z.coerce
        .string()
        .regex(/^-?\d+$/, { error })
        .transform(Number)
        .pipe(z.int({ error }).min(option.min, { error }).max(option.max, { error }));
    }
    case 'channel':
      return text
        .transform((typed) => CHANNEL_PATTERN.exec(typed.trim())?.[1] ?? '')
        .pipe(z.string().min(1, { error: 'must be a channel: choose one, or paste its id or link' }));
    case 'choice':
      return text
        .transform((typed) => option.choices.find((choice) => choice.toLowerCase() === typed.toLowerCase()))
        .pipe(z.enum(option.choices, { error: `must be ${formatChoices(option.choices)}` }));
  }
}

/** "day, week or month" */
export function formatChoices(choices: readonly string[]): string {
  return [choices.slice(0, -1).join(', '), choices.at(-1)].filter(Boolean).join(' or ');
}

/** The channel id in a value of a channel option; `undefined` for other options and invalid values. */
export function parseChannelId(option: Option, value: string | number | undefined): string | undefined {
  if (option.kind !== 'channel') return undefined;
  const checked = validateOptionValues({ channel: option }, { channel: value });
  return 'values' in checked && checked.values['channel'] !== undefined ? String(checked.values['channel']) : undefined;
}
