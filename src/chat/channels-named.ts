import { UserError } from '../errors.ts';
import { decodeAction } from './action.ts';
import { checkValues, type Option } from './command.ts';
import type { Core } from './context.ts';
import type { CommandCall, Deed } from './invocation.ts';
import { calledValues } from './read-call.ts';

/** The channels that a call is about in place of the one where it is made. One that can't be read is about none. */
export function channelsNamedBy(deed: Deed, { commands, keepsakes }: Pick<Core, 'commands' | 'keepsakes'>): string[] {
  try {
    const call = callOf(deed, keepsakes);
    if (call === undefined) return [];
    const { command, values } = calledValues(call, commands);
    return Object.entries(command.options).flatMap(([name, option]) => channelIdIn(option, values[name]) ?? []);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

/** The channel that a value means to an option: what the command will get. */
export function channelIdIn(option: Option, value: string | number | undefined): string | undefined {
  if (option.kind !== 'channel') return undefined;
  const checked = checkValues({ channel: option }, { channel: value });
  return 'values' in checked && checked.values['channel'] !== undefined ? String(checked.values['channel']) : undefined;
}

function callOf(deed: Deed, keepsakes: Core['keepsakes']): CommandCall | undefined {
  switch (deed.kind) {
    case 'command':
      return deed.call;
    case 'action':
      return { text: decodeAction(deed.action, keepsakes).text };
    case 'form submitted':
      return deed;
    default:
      return undefined;
  }
}
