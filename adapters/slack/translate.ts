import type { BlockAction, SlashCommand, types } from '@slack/bolt';
import type { Person, Place } from '../../src/chat/place.ts';
import { actionOf, type Pressed } from './controls.ts';
import { noteIn } from './view.ts';

/** The payloads of Slack that say who did something, each in its own way. */
interface Somebody {
  readonly team?: { readonly id: string } | null | undefined;
  readonly enterprise?: { readonly id: string } | null | undefined;
  readonly user: { readonly id: string; readonly name?: string | undefined; readonly username?: string | undefined };
}

/** Who sent a slash command. */
export function callerOf(command: SlashCommand): { place: Place; person: Person } {
  return {
    place: placeFor(command.team_id ?? command.enterprise_id, command.channel_id),
    person: { id: command.user_id, name: command.user_name },
  };
}

/** Who pressed something or used a shortcut, and where: in a channel, in a thread, or in a view that was opened from one. */
export function actorOf(
  body: Somebody,
  where: { readonly channel?: string | undefined; readonly thread?: string | undefined } = {},
): { place: Place; person: Person } {
  const { id, name, username } = body.user;
  const place = placeFor(body.team?.id ?? body.enterprise?.id, where.channel ?? '');
  return {
    place: { ...place, ...(where.thread !== undefined && { thread: where.thread }) },
    person: { id, name: name ?? username ?? '' },
  };
}

/** Where a pressed control stands. */
export function whereOf(body: BlockAction): { channel?: string | undefined; thread?: string | undefined } {
  if (body.view) return noteIn(body.view);
  const container: Readonly<Record<string, unknown>> = body.container;
  const thread = container['thread_ts'];
  return { channel: body.channel?.id, ...(typeof thread === 'string' && { thread }) };
}

/** The actions of every control in the blocks of a message. */
export function actionsIn(blocks: readonly types.KnownBlock[]): string[] {
  return blocks.flatMap((block) => {
    const elements: readonly object[] =
      block.type === 'actions'
        ? block.elements
        : block.type === 'section' && block.accessory !== undefined
          ? [block.accessory]
          : [];
    return elements.flatMap(pressedAs).flatMap((pressed) => actionOf(pressed) ?? []);
  });
}

function placeFor(tenant: string | undefined, channel: string): Place {
  return { platform: 'slack', tenant: tenant ?? '', channel };
}

/** All that pressing an element could say. */
function pressedAs(element: object): Pressed[] {
  const { action_id = '', value, options } = element as Pressed & { readonly options?: readonly { value?: string }[] };
  if (options === undefined) return value === undefined ? [] : [{ action_id, value }];
  return options.map((selected_option) => ({ action_id, selected_option }));
}
