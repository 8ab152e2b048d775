import { createHash } from 'node:crypto';
import {
  type APIComponentInContainer,
  type APIMessage,
  type APIMessageTopLevelComponent,
  type APITextDisplayComponent,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { type Block, type Control, type Document, type Fact, note, type PaperBlock } from '../../src/chat/document.ts';
import type { Chart } from '../../src/runtime/charts/chart.ts';
import { groupBy } from '../../src/runtime/collections.ts';
import { unreachable } from '../../src/runtime/errors.ts';
import { truncate } from '../../src/text/format.ts';
import { type Span, spansToText } from '../../src/text/spans.ts';
import { escapeText, plainLabel } from './escape.ts';
import { controlRows, fitComponents, linkRows } from './layout.ts';
import { LIMITS } from './limits.ts';
import { toHttpUrl, writeLink, writeSpans } from './spans.ts';

/** The body of a message, for replies and posts. */
export interface DiscordMessage {
  readonly flags: number;
  readonly components: APIMessageTopLevelComponent[];
  readonly allowed_mentions: { readonly parse: [] };
}

/** Discord rejects empty messages. */
const EMPTY_DOCUMENT: Document = { blocks: [note('Nothing to show.')] };

const ACCENT_COLOR = 0xffb000;

/**
 * Renders a document with Components V2 (https://discord.com/developers/docs/components/reference), without mentions.
 * Content over Discord's limits is shortened, with a note saying so. Charts refer to attachments named by
 * `chartFileName`.
 */
export function render(document: Document): DiscordMessage {
  const components = fitComponents(document.blocks.length === 0 ? EMPTY_DOCUMENT : document, buildComponents);
  return {
    flags: MessageFlags.IsComponentsV2,
    components: [{ type: ComponentType.Container, accent_color: ACCENT_COLOR, components }],
    allowed_mentions: { parse: [] },
  };
}

/** Returns the action in the custom id of a button or the value of a menu choice. */
export function decodeControlAction(customId: string): string {
  return customId.replace(/^\d+~/, '');
}

/** A single paper has buttons. Several papers share one menu per action, which takes less room on a phone. */
function buildComponents({ blocks }: Document): APIComponentInContainer[] {
  const papers = blocks.filter((block) => block.kind === 'paper');
  const isPaperList = papers.length > 1;
  let idCount = 0;
  /** Custom ids must be unique within a message, but two buttons may have the same action. */
  const nextCustomId = (action: string): string => `${idCount++}~${action}`;

  const buildBlock = (block: Block): APIComponentInContainer[] => {
    switch (block.kind) {
      case 'heading':
        return textLine(`## ${writeSpans(block.spans)}`, block.spans);
      case 'prose':
        return textLine(writeSpans(block.spans), block.spans);
      case 'note':
        return textLine(`-# ${writeSpans(block.spans)}`, block.spans);
      case 'paper':
        return [
          ...paperComponents(block, isPaperList),
          ...(isPaperList ? [] : [...linkRows(block), ...controlRows(block.controls, nextCustomId)]),
        ];
      case 'facts':
        return textDisplay(block.facts.map(formatFact).filter(Boolean).join('\n'));
      case 'image':
        return toHttpUrl(block.url) === undefined
          ? textDisplay(`-# ${escapeText(block.alt)}`)
          : [mediaGallery(block.url, block.alt)];
      case 'chart':
        return [mediaGallery(`attachment://${chartFileName(block.chart)}`, block.chart.alt)];
      case 'divider':
        return [{ type: ComponentType.Separator }];
      case 'actions':
        return controlRows(block.controls, nextCustomId);
      default:
        return unreachable(block);
    }
  };

  if (!isPaperList) return blocks.flatMap(buildBlock);
  const footerStart = blocks.at(-1)?.kind === 'actions' ? blocks.length - 1 : blocks.length;
  return [
    ...blocks.slice(0, footerStart).flatMap(buildBlock),
    ...controlRows(paperMenus(papers), nextCustomId),
    ...blocks.slice(footerStart).flatMap(buildBlock),
  ];
}

function paperComponents(paper: PaperBlock, isListed: boolean): APIComponentInContainer[] {
  const links = paper.links.map(({ label, url }) => writeLink([{ kind: 'text', text: label }], url)).join(' · ');
  const lines = [
    `### ${writeLink(paper.title, paper.url)}`,
    paper.byline.length > 0 && writeSpans(paper.byline) && `-# ${writeSpans(paper.byline)}`,
    writeSpans(paper.lead),
    paper.abstract && `\n${writeSpans(paper.abstract)}`,
    ...paper.facts.map(formatFact),
    paper.why && paper.why.length > 0 && `-# ${writeSpans(paper.why)}`,
    isListed && links && `-# ${links}`,
  ];
  const content = lines.filter(Boolean).join('\n');
  const { thumbnail } = paper;
  const url = thumbnail && toHttpUrl(thumbnail.url);
  if (thumbnail === undefined || url === undefined) return textDisplay(content);
  const components: [APITextDisplayComponent] = [{ type: ComponentType.TextDisplay, content }];
  const accessory = { type: ComponentType.Thumbnail, media: { url }, description: altText(thumbnail.alt) } as const;
  return [{ type: ComponentType.Section, components, accessory }];
}

/** One menu per button label, with the papers as choices. */
function paperMenus(papers: readonly PaperBlock[]): Control[] {
  const buttons = papers.flatMap(({ title, controls }) =>
    controls.flatMap((control) => (control.kind === 'button' ? [{ ...control, title: spansToText(title) }] : [])),
  );
  return [...groupBy(buttons, ({ label }) => label)].map(([label, group]) => ({
    kind: 'menu',
    label: `${label} …`,
    choices: group.map(({ title, action }) => ({ label: title, action })),
  }));
}

/** A text display, unless the spans in the line are blank. */
function textLine(line: string, spans: readonly Span[]): APIComponentInContainer[] {
  return writeSpans(spans).trim() === '' ? [] : textDisplay(line);
}

function mediaGallery(url: string, alt: string): APIComponentInContainer {
  return { type: ComponentType.MediaGallery, items: [{ media: { url }, description: altText(alt) }] };
}

function textDisplay(content: string): APIComponentInContainer[] {
  return content.trim() === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
}

function formatFact({ label, spans }: Fact): string {
  const value = writeSpans(spans);
  return value === '' ? '' : `**${escapeText(label)}:** ${value}`;
}

/** Renders a discord.js reply. `visibility` only applies to replies that weren't deferred. */
export function renderReply(document: Document, visibility?: 'ephemeral') {
  const { components, flags } = render(document);
  return {
    components,
    flags: visibility === 'ephemeral' ? flags | MessageFlags.Ephemeral : flags,
    allowedMentions: { parse: [] },
  };
}

/** The name of a chart's attachment, the same for equal charts. */
export function chartFileName(chart: Chart): string {
  return `trends-${createHash('sha256').update(JSON.stringify(chart)).digest('hex').slice(0, 16)}.png`;
}

export function altText(alt: string): string {
  return truncate(plainLabel(alt), LIMITS.altText) || '…';
}

/** A nonce, for which Discord deduplicates messages for a few minutes if `enforce_nonce` is set. */
export function nonceFor(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, LIMITS.nonce);
}

/** Marks a message with its delivery, as the id of the first component: a nonce only lasts for minutes. */
export function withDeliveryMarker(message: DiscordMessage, key: string): DiscordMessage {
  const [first, ...rest] = message.components;
  return first === undefined ? message : { ...message, components: [{ ...first, id: deliveryMarkerId(key) }, ...rest] };
}

/** Whether the bot sent this message for this delivery. */
export function hasDeliveryMarker({ author, components }: APIMessage, key: string, botId: string): boolean {
  return author.id === botId && components?.[0]?.id === deliveryMarkerId(key);
}

/** A 31-bit hash of the key, above the small ids that Discord assigns by default. */
function deliveryMarkerId(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE(0) % 0x7fff_0000) + 0xffff;
}
