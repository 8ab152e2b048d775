import { type Command, hasToBeGiven, type Option } from './command.ts';
import type { CommandCall } from './invocation.ts';
import { calledValues } from './read-call.ts';

/** A command's options as fields to fill in. What is filled in comes back as an invocation, "form submitted". */
export interface Form {
  readonly command: Command;
  readonly fields: readonly Field[];
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly option: Option;
  /** What stands in the field at first. */
  readonly value?: string;
}

/** The form of a call: what the call says already stands in the fields. @throws UserError as `commandNamed` */
export function formOf(call: CommandCall, commands: readonly Command[]): Form {
  const { command, values } = calledValues(call, commands);
  const shown = Object.entries(command.options).filter(([, { hidden }]) => !hidden);
  return {
    command,
    fields: shown.map(([name, option]) => ({
      name,
      label: labelOf(name),
      required: hasToBeGiven(name, command.options),
      option,
      ...(values[name] !== undefined && { value: String(values[name]) }),
    })),
  };
}

function labelOf(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
