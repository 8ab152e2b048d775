import { z } from 'zod';
import type { CallContext } from './context.ts';

interface OptionBase {
  /** What a form calls it; its name, unless told. */
  readonly label?: string;
  /** At most 100 characters, as Discord allows (https://discord.com/developers/docs/interactions/application-commands). */
  readonly description: string;
  readonly required?: boolean;
  /**
   * Names the option whose text may hold this one too (`since:2024` in a query). As an option of its own it is joined to that text
   * before the command runs, so the command reads one text whichever way it came.
   */
  readonly partOf?: string;
  /** Whether a form has no field for it. `'always'`: it is offered and explained nowhere either, as only buttons say it. */
  readonly hidden?: boolean | 'always';
  /** Offers values while somebody types. What is typed may still be something else. */
  readonly suggest?: (partial: string, context: CallContext) => readonly Suggestion[] | Promise<readonly Suggestion[]>;
}

/** One option of a command. */
export type Option =
  | (OptionBase & {
      readonly kind: 'text';
      /** In typed text, takes all words that are no other option's. */
      readonly isRest?: boolean;
      /** What is meant is one of the suggested values: a form offers those, and nothing else. */
      readonly isRestrictedToSuggestions?: boolean;
      /** How it is typed, where the command finds it in the words of another option. */
      readonly usageText?: string;
      /** In typed text, a bare word that looks so is this option's, where no option takes the rest. */
      readonly positionalPattern?: RegExp;
    })
  | (OptionBase & { readonly kind: 'integer'; readonly min: number; readonly max: number })
  | (OptionBase & {
      readonly kind: 'choice';
      readonly choices: readonly string[];
      /** In typed text, the first or the last word may be one of the choices as it stands, whatever the rest is. */
      readonly isPositional?: boolean;
    })
  /** Another channel of the tenant, by its id. */
  | (OptionBase & { readonly kind: 'channel' });

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O extends { kind: 'integer' }
  ? number
  : O extends { kind: 'choice'; choices: readonly (infer C)[] }
    ? C
    : string;

/** The values of a command's options, checked and typed. */
export type Values<O extends Options> = {
  readonly [Name in keyof O]: O[Name] extends { required: true } ? ValueOf<O[Name]> : ValueOf<O[Name]> | undefined;
};

/**
 * Whether a platform with a field for each option should insist on this one. An option that others are parts of may be made of them
 * alone: a search needs no words when it has filters.
 */
export function isFieldRequired(name: string, options: Options): boolean {
  const hasParts = Object.values(options).some(({ partOf }) => partOf === name);
  return (options[name]?.required ?? false) && !hasParts;
}

/** What is wrong with the value of an option, in words that go on after the option's name. */
export interface OptionProblem {
  readonly option?: string;
  readonly message: string;
}

/**
 * What is wrong with values for these options, all of it; or the values, numbers made of what was typed. A blank value is none: a form
 * sends one for every field that was left empty.
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

/** Those of the values that are right by themselves, whatever is wrong with the others. */
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

/** An id by itself, as a platform writes a channel in a text (`<#C024BE7LR|papers>`), or at the end of a link to it. */
const CHANNEL_PATTERN = /^(?:<#|https:\/\/\S+\/)?([A-Z0-9]{9,20})(?:\|[^>]*)?>?$/;

function optionKindSchema(option: Option): z.ZodType<string | number> {
  switch (option.kind) {
    case 'text':
      return z.string({ error: 'is missing' }).trim();
    case 'integer': {
      const error = `takes a whole number from ${option.min} to ${option.max}`;
      return z.coerce
        .string()
        .regex(/^-?\d+$/, { error })
        .transform(Number)
        .pipe(z.int({ error }).min(option.min, { error }).max(option.max, { error }));
    }
    case 'channel':
      return z
        .string({ error: 'is missing' })
        .transform((typed) => CHANNEL_PATTERN.exec(typed.trim())?.[1] ?? '')
        .pipe(z.string().min(1, { error: 'takes a channel: choose it, or paste its id or a link to it' }));
    case 'choice':
      return z
        .string({ error: 'is missing' })
        .transform((typed) => option.choices.find((choice) => choice.toLowerCase() === typed.toLowerCase()))
        .pipe(z.enum(option.choices, { error: `takes ${option.choices.join(', ')}` }));
  }
}

/** The channel that a value means to an option: what the command will get. */
export function parseChannelId(option: Option, value: string | number | undefined): string | undefined {
  if (option.kind !== 'channel') return undefined;
  const checked = validateOptionValues({ channel: option }, { channel: value });
  return 'values' in checked && checked.values['channel'] !== undefined ? String(checked.values['channel']) : undefined;
}

/** Option values as they come from outside, not checked yet. */
export type OptionValues = Readonly<Record<string, string | number | undefined>>;

export interface Suggestion {
  readonly label: string;
  readonly value: string;
}
