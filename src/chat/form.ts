import type { Command, CommandCall, CommandDefinition } from './command.ts';
import { isFieldRequired, type Option, type OptionValues } from './option.ts';
import { parseUnvalidated } from './parse-command.ts';
import type { CallContext } from './place.ts';

/** A command's options as form fields. Submitting it is the interaction `form-submitted`. */
export interface Form {
  readonly command: CommandDefinition;
  readonly fields: readonly FormField[];
  /** Values of the call without a field. They are submitted with the others. */
  readonly hiddenValues: OptionValues;
}

export interface FormField {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly option: Option;
  readonly value?: string;
}

/** The form of a call, with the values of the call filled in. @throws UserError like `findCommand` */
export function createForm(call: CommandCall, commands: readonly CommandDefinition[]): Form {
  const { command, values } = parseUnvalidated(call, commands);
  const hiddenValues = Object.entries(values).filter(([name]) => command.options[name]?.hidden);
  const visible = Object.entries(command.options).filter(([, { hidden }]) => !hidden);
  return {
    command,
    hiddenValues: Object.fromEntries(hiddenValues),
    fields: visible.map(([name, option]) => ({
      name,
      label: option.label ?? name.charAt(0).toUpperCase() + name.slice(1),
      required: isFieldRequired(name, command.options),
      option,
      ...(values[name] !== undefined && { value: String(values[name]) }),
    })),
  };
}

/** The same, with the command's own values in the fields that the call leaves empty. */
export async function createPrefilledForm(
  call: CommandCall,
  commands: readonly Command[],
  context: CallContext,
): Promise<Form> {
  const { command, values } = parseUnvalidated(call, commands);
  const form = createForm(call, commands);
  const prefilled = (await command.prefill?.(values, context)) ?? {};
  const fields = form.fields.map((field) => {
    const value = field.value ?? prefilled[field.name];
    return value === undefined ? field : { ...field, value: String(value) };
  });
  return { ...form, fields };
}

/** Whether the call gives no option of a command that then opens as a form. @throws UserError like `findCommand` */
export function shouldOpenForm(call: CommandCall, commands: readonly CommandDefinition[]): boolean {
  const { command, values } = parseUnvalidated(call, commands);
  return command.opensForm === true && Object.values(values).every((value) => value === undefined);
}
