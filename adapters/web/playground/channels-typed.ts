import type { Command } from '../../../src/chat/command.ts';
import type { Suggestion } from '../../../src/chat/invocation.ts';
import { CHANNELS } from './channels.ts';

const CALLED = /^(?:\/?papers\s+)?(\S+)/i;
const OPTION = /(?<!\S)([\w-]+):"?([^\s"]+)"?/g;

/**
 * A call in which the channels that it names stand as their ids, as Slack and Discord put them by themselves: `channel:#papers`, without
 * the mark, or as a link to the channel.
 */
export function withChannelIds(text: string, commands: readonly Command[]): string {
  const [, name = ''] = CALLED.exec(text) ?? [];
  return text.replace(OPTION, (typed, option: string, value: string) => {
    const id = takesChannel(name, option, commands) ? idOf(value) : undefined;
    return id === undefined ? typed : `${option}:${id}`;
  });
}

/** Whether an option of a command takes a channel, both as they were typed. */
export function takesChannel(command: string, option: string, commands: readonly Command[]): boolean {
  const { options = {} } = commands.find(({ name }) => name === command.toLowerCase()) ?? {};
  const name = option.toLowerCase();
  return Object.hasOwn(options, name) && options[name]?.kind === 'channel';
}

/** The channels whose names begin so, with their mark or without it. */
export function channelsLike(partial: string): readonly Suggestion[] {
  const begun = partial.replace(/^#/, '').toLowerCase();
  return CHANNELS.filter(({ name }) => name.startsWith(begun)).map(({ name }) => ({
    label: `#${name}`,
    value: `#${name}`,
  }));
}

/** The channel that is called so, or that a link leads to: `…/#C00PAPERS`, with or without a thread in it. */
function idOf(typed: string): string | undefined {
  const named = typed
    .replace(/^[^#]*#/, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return CHANNELS.find(({ id, name }) => name === named || id.toLowerCase() === named)?.id;
}
