import type { Command } from '../../../src/chat/command.ts';
import type { Suggestion } from '../../../src/chat/invocation.ts';
import { CHANNELS } from './channels.ts';

const COMMAND_NAME_PATTERN = /^(?:\/?papers\s+)?(\S+)/i;
const CHANNEL_OPTION_PATTERN = /(?<!\S)([\w-]+):"?([^\s"]+)"?/g;

/**
 * A call in which the channels that it names stand as their ids, as Slack and Discord put them by themselves: `channel:#papers`, without
 * the mark, or as a link to the channel.
 */
export function resolveChannelNames(text: string, commands: readonly Command[]): string {
  const [, name = ''] = COMMAND_NAME_PATTERN.exec(text) ?? [];
  return text.replace(CHANNEL_OPTION_PATTERN, (match, option: string, value: string) => {
    const id = isChannelOption(name, option, commands) ? findChannelId(value) : undefined;
    return id === undefined ? match : `${option}:${id}`;
  });
}

/** Whether an option of a command takes a channel, both as they were typed. */
export function isChannelOption(command: string, option: string, commands: readonly Command[]): boolean {
  const { options = {} } = commands.find(({ name }) => name === command.toLowerCase()) ?? {};
  const name = option.toLowerCase();
  return Object.hasOwn(options, name) && options[name]?.kind === 'channel';
}

/** The channels whose names begin so, with their mark or without it. */
export function suggestChannels(partial: string): readonly Suggestion[] {
  const prefix = partial.replace(/^#/, '').toLowerCase();
  return CHANNELS.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => ({
    label: `#${name}`,
    value: `#${name}`,
  }));
}

/** The channel that is called so, or that a link leads to: `…/#C00PAPERS`, with or without a thread in it. */
function findChannelId(input: string): string | undefined {
  const normalized = input
    .replace(/^[^#]*#/, '')
    .replace(/\/.*$/, '')
    .toLowerCase();
  return CHANNELS.find(({ id, name }) => name === normalized || id.toLowerCase() === normalized)?.id;
}
