import type { BlockAction, SlashCommand, types } from '@slack/bolt';
import type { Person, Place } from '../../src/chat/place.ts';
import { type ActionPayload, decodeControlAction } from './controls.ts';
import { parseViewMetadata } from './view.ts';

/** Where in a workspace something is: in a channel or a thread, or nowhere. */
interface ChannelLocation {
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
}

/** The payloads of Slack that say who did something, each in its own way. */
interface UserPayload {
  readonly user: { readonly id: string; readonly name?: string | undefined; readonly username?: string | undefined };
}

/**
 * A place in the workspace that Paperboy is in. In a channel that is shared with another organization Slack names theirs with what their
 * people do (https://docs.slack.dev/apis/slack-connect): it is one channel all the same, and never a place of another tenant.
 */
export function toPlace(tenant: string, { channel = '', thread }: ChannelLocation): Place {
  return { platform: 'slack', tenant, channel, ...(thread !== undefined && { thread }) };
}

/** Who sent a slash command. */
export function toCommandActor(command: SlashCommand, tenant: string): { place: Place; person: Person } {
  return {
    place: toPlace(tenant, { channel: command.channel_id }),
    person: { id: command.user_id, name: command.user_name },
  };
}

/** Who pressed something or used a shortcut, and where: in a channel, in a thread, or in a view that was opened from one. */
export function toActor(
  { user }: UserPayload,
  tenant: string,
  location: ChannelLocation = {},
): { place: Place; person: Person } {
  return { place: toPlace(tenant, location), person: { id: user.id, name: user.name ?? user.username ?? '' } };
}

/** Where a pressed control stands. */
export function locateAction(body: BlockAction): ChannelLocation {
  if (body.view) return parseViewMetadata(body.view);
  const container: Readonly<Record<string, unknown>> = body.container;
  const thread = container['thread_ts'];
  return { channel: body.channel?.id, ...(typeof thread === 'string' && { thread }) };
}

/** The actions of every control in the blocks of a message. */
export function collectActions(blocks: readonly types.KnownBlock[]): string[] {
  return blocks.flatMap((block) => {
    const elements: readonly object[] =
      block.type === 'actions'
        ? block.elements
        : block.type === 'section' && block.accessory !== undefined
          ? [block.accessory]
          : [];
    return elements.flatMap(possiblePayloads).flatMap((payload) => decodeControlAction(payload) ?? []);
  });
}

/** All that pressing an element could say. */
function possiblePayloads(element: object): ActionPayload[] {
  const {
    action_id = '',
    value,
    options,
  } = element as ActionPayload & { readonly options?: readonly { value?: string }[] };
  if (options === undefined) return value === undefined ? [] : [{ action_id, value }];
  return options.map((selected_option) => ({ action_id, selected_option }));
}
