import type { Command, CommandCall } from './command.ts';
import type { CallContext } from './context.ts';
import { isFieldRequired, type Option, type OptionValues } from './option.ts';
import { parseUnvalidated } from './parse-command.ts';

/** A command's options as fields to fill in. What is filled in comes back as an invocation, "form submitted". */
export interface Form {
  readonly command: Command;
  readonly fields: readonly FormField[];
  /** What the call says of options that have no field: it comes back with what is filled in. */
  readonly hiddenValues: OptionValues;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly option: Option;
  /** What stands in the field at first. */
  readonly value?: string;
}

/** The form of a call: what the call says already stands in the fields. @throws UserError as `commandNamed` */
export function createForm(call: CommandCall, commands: readonly Command[]): Form {
  const { command, values } = parseUnvalidated(call, commands);
  const shown = Object.entries(command.options).filter(([, { hidden }]) => !hidden);
  const hiddenValues = Object.entries(values).filter(([name]) => command.options[name]?.hidden);
  return {
    command,
    hiddenValues: Object.fromEntries(hiddenValues),
    fields: shown.map(([name, option]) => ({
      name,
      label: option.label ?? defaultFieldLabel(name),
      required: isFieldRequired(name, command.options),
      option,
      ...(values[name] !== undefined && { value: String(values[name]) }),
    })),
  };
}

/** The same, with what the command itself would put into the fields that the call leaves empty. */
export async function createPrefilledForm(call: CommandCall, context: CallContext): Promise<Form> {
  const form = createForm(call, context.commands);
  const typed = form.fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  const given = { ...form.hiddenValues, ...Object.fromEntries(typed) };
  const prefilled = (await form.command.prefill?.(given, context)) ?? {};
  const fields = form.fields.map((field) => {
    const value = field.value ?? prefilled[field.name];
    return value === undefined ? field : { ...field, value: String(value) };
  });
  return { ...form, fields };
}

/** Whether a call says nothing of a command that asks for what it needs. @throws UserError as `commandNamed` */
export function shouldOpenForm(call: CommandCall, commands: readonly Command[]): boolean {
  const { command, values } = parseUnvalidated(call, commands);
  return command.opensForm === true && Object.values(values).every((value) => value === undefined);
}

function defaultFieldLabel(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
