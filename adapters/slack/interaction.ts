import type { BlockAction, SlashCommand, types, webApi } from '@slack/bolt';
import type { ActionStore } from '../../src/chat/action.ts';
import type { Command } from '../../src/chat/command.ts';
import type { InteractionHandler } from '../../src/chat/interaction.ts';
import type { Person, Place } from '../../src/chat/place.ts';
import type { Log } from '../../src/runtime/log.ts';
import type { AttachCharts } from './charts.ts';
import { type ActionPayload, decodeControlAction } from './controls.ts';
import { parseViewMetadata } from './views.ts';

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

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** What somebody typed after a slash command: Slack escapes three characters in it. */
export function unescapeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
}

/**
 * What a text of a message says, with addresses in place of links, and names in place of what Slack writes for channels and dates. People
 * who are called in it are left out (https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages).
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

/** What holds text in blocks and attachments. An app often says little in the text of a message, and the rest in these. */
const TEXT_PROPERTIES: ReadonlySet<string> = new Set(['text', 'url', 'title', 'title_link', 'from_url', 'fallback']);

/** All that a message of anybody says, each text once: its own, and those in its blocks and cards. */
export function messageToText(message: Readonly<Record<string, unknown>>): string {
  const { text, blocks, attachments } = message;
  return [...new Set(collectTexts({ text, blocks, attachments }).map(mrkdwnToText))].join('\n');
}

function collectTexts(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(collectTexts);
  if (typeof part !== 'object' || part === null) return [];
  // What a button says is no part of the message, but where it leads is.
  if ('action_id' in part) return 'url' in part ? collectTexts({ url: part.url }) : [];
  return Object.entries(part).flatMap(([key, value]) =>
    typeof value === 'string' ? (TEXT_PROPERTIES.has(key) ? [value] : []) : collectTexts(value),
  );
}

/** What every answer needs. */
export interface SlackHandlerDeps {
  readonly dispatch: InteractionHandler;
  /** The workspace whose token this is: every place is in it. */
  readonly tenant: string;
  readonly commands: readonly Command[];
  readonly actionStore: ActionStore;
  /** Without retries: an answer said twice is worse than one that is missing. */
  readonly web: webApi.WebClient;
  readonly log: Log;
  readonly attachCharts: AttachCharts;
  /** How long an answer may take before a modal shows something without it. */
  readonly loadingAfterMs: number;
}
