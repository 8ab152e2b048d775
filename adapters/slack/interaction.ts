import type { BlockAction, SlashCommand, types } from '@slack/bolt';
import type { ActionStore } from '../../src/chat/action.ts';
import type { CommandDefinition } from '../../src/chat/command.ts';
import type { ChatInteraction, InteractionHandler } from '../../src/chat/interaction.ts';
import type { Place } from '../../src/chat/place.ts';
import type { Log } from '../../src/runtime/log.ts';
import type { AttachCharts } from './charts.ts';
import { type ActionPayload, decodeControlAction } from './controls.ts';
import type { SlackClients } from './requests.ts';
import { parseViewMetadata } from './views.ts';

/** What the handlers of Slack's payloads choose their dependencies from. */
export interface HandlerDeps extends SlackClients {
  readonly dispatch: InteractionHandler;
  /** The id of the workspace that the token is for. */
  readonly tenant: string;
  readonly commands: readonly CommandDefinition[];
  readonly actionStore: ActionStore;
  readonly attachCharts: AttachCharts;
  /** How long to wait for a response before a modal shows that it's loading. */
  readonly loadingAfterMs: number;
  readonly log: Log;
  readonly now: () => Date;
}

/** Where an interaction comes from, and whose it is. */
export type Actor = Pick<ChatInteraction, 'place' | 'person'>;

/** A channel or a thread of the workspace, or neither. */
interface ChannelLocation {
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
}

/** A payload with the user who caused it. */
interface UserPayload {
  readonly user: { readonly id: string; readonly name?: string | undefined; readonly username?: string | undefined };
}

/**
 * A place in our workspace. Payloads from shared channels name the user's workspace, which may be another one
 * (https://docs.slack.dev/apis/slack-connect).
 */
export function toPlace(tenant: string, { channel = '', thread }: ChannelLocation): Place {
  return { platform: 'slack', tenant, channel, ...(thread !== undefined && { thread }) };
}

export function toCommandActor(command: SlashCommand, tenant: string): Actor {
  return {
    place: toPlace(tenant, { channel: command.channel_id }),
    person: { id: command.user_id, name: command.user_name },
  };
}

export function toActor({ user }: UserPayload, tenant: string, location: ChannelLocation = {}): Actor {
  return { place: toPlace(tenant, location), person: { id: user.id, name: user.name ?? user.username ?? '' } };
}

/** Where a control was used. For a control in a view, that's where the view was opened. */
export function locateAction(body: BlockAction): ChannelLocation {
  if (body.view) return parseViewMetadata(body.view);
  const container: Readonly<Record<string, unknown>> = body.container;
  const thread = container['thread_ts'];
  return { channel: body.channel?.id, ...(typeof thread === 'string' && { thread }) };
}

/** The actions of all controls in a message's blocks. */
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

/** The payloads that using an element can send. */
function possiblePayloads(element: object): ActionPayload[] {
  const { action_id = '', value, options } = element as ActionPayload & { options?: readonly { value?: string }[] };
  if (options === undefined) return value === undefined ? [] : [{ action_id, value }];
  return options.map((selected_option) => ({ action_id, selected_option }));
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Text that a user typed, in which Slack escapes `&<>`. */
export function unescapeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * A message's text with URLs in place of links, labels in place of channels and dates, and without mentions of people
 * (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages).
 */
export function mrkdwnToText(text: string): string {
  const plain = text.replace(/<([^<>]*)>/g, (_, inside: string) => {
    const [target = '', label] = inside.split('|', 2);
    if (/^(?:@|!subteam)/.test(target)) return '';
    if (/^[#!]/.test(target)) return label ?? '';
    return target;
  });
  return unescapeEntities(plain).trim();
}

/** Properties of blocks and attachments with text. Many apps put little into a message's `text`. */
const TEXT_PROPERTIES: ReadonlySet<string> = new Set(['text', 'url', 'title', 'title_link', 'from_url', 'fallback']);

/** The distinct texts of a message, its blocks and its attachments, one per line. */
export function messageToText(message: Readonly<Record<string, unknown>>): string {
  const { text, blocks, attachments } = message;
  return [...new Set(collectTexts({ text, blocks, attachments }).map(mrkdwnToText))].join('\n');
}

function collectTexts(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(collectTexts);
  if (typeof part !== 'object' || part === null) return [];
  // The labels of controls aren't part of the message, but the URLs of link buttons are.
  if ('action_id' in part) return 'url' in part ? collectTexts({ url: part.url }) : [];
  return Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'string' ? (TEXT_PROPERTIES.has(key) ? [value] : []) : collectTexts(value),
  );
}
