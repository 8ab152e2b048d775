import { createHash } from 'node:crypto';
import {
  type APIComponentInContainer,
  type APIMessage,
  type APIMessageTopLevelComponent,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { type Block, type Control, type Document, type Fact, note, type PaperBlock } from '../../src/chat/document.ts';
import type { Chart } from '../../src/runtime/charts/chart.ts';
import { unreachable } from '../../src/runtime/errors.ts';
import { truncate } from '../../src/text/format.ts';
import { type Span, spansToText as spansText } from '../../src/text/spans.ts';
import { escapeText, plainLabel } from './escape.ts';
import { controlRows, fitComponents, linkRows } from './layout.ts';
import { LIMITS } from './limits.ts';
import { toHttpUrl, writeLink, writeSpans } from './spans.ts';

/** A message as Discord takes it, for replies and for posts alike. */
export interface DiscordMessage {
  readonly flags: number;
  readonly components: APIMessageTopLevelComponent[];
  readonly allowed_mentions: { readonly parse: [] };
}

/** Discord takes no message without anything to see. */
const EMPTY_DOCUMENT: Document = { blocks: [note('Nothing to show.')] };

const ACCENT_COLOR = 0xffb000;

/**
 * A document as a message of Components V2 (https://discord.com/developers/docs/components/reference). What does not fit is shortened
 * and says so. Nobody is pinged by it. A chart is a picture whose file goes along with the message (`chartFileName`).
 */
export function render(document: Document): DiscordMessage {
  const components = fitComponents(document.blocks.length === 0 ? EMPTY_DOCUMENT : document, buildComponents);
  return {
    flags: MessageFlags.IsComponentsV2,
    components: [{ type: ComponentType.Container, accent_color: ACCENT_COLOR, components }],
    allowed_mentions: { parse: [] },
  };
}

/** The action of a button or a choice, from what Discord sends when it is pressed. */
export function decodeControlAction(customId: string): string {
  return customId.replace(/^\d+~/, '');
}

/** One paper has its own buttons. Several share a menu for each thing that can be done, which is shorter on a phone. */
function buildComponents({ blocks }: Document): APIComponentInContainer[] {
  const papers = blocks.filter((block) => block.kind === 'paper');
  const isPaperList = papers.length > 1;
  let idCount = 0;
  /** Two buttons of a message may do the same, but not have the same id. */
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
          : [
              {
                type: ComponentType.MediaGallery,
                items: [{ media: { url: block.url }, description: altText(block.alt) }],
              },
            ];
      case 'chart':
        return [
          {
            type: ComponentType.MediaGallery,
            items: [
              { media: { url: `attachment://${chartFileName(block.chart)}` }, description: altText(block.chart.alt) },
            ],
          },
        ];
      case 'divider':
        return [{ type: ComponentType.Separator }];
      case 'actions':
        return controlRows(block.controls, nextCustomId);
      default:
        return unreachable(block);
    }
  };

  const [last] = blocks.slice(-1);
  const footerLength = isPaperList && last?.kind === 'actions' ? 1 : 0;
  return [
    ...blocks.slice(0, blocks.length - footerLength).flatMap(buildBlock),
    ...(isPaperList ? controlRows(paperMenus(papers), nextCustomId) : []),
    ...blocks.slice(blocks.length - footerLength).flatMap(buildBlock),
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
  const thumbnailUrl = paper.thumbnail && toHttpUrl(paper.thumbnail.url);
  if (paper.thumbnail === undefined || thumbnailUrl === undefined) return textDisplay(content);
  return [
    {
      type: ComponentType.Section,
      components: [{ type: ComponentType.TextDisplay, content }],
      accessory: {
        type: ComponentType.Thumbnail,
        media: { url: thumbnailUrl },
        description: altText(paper.thumbnail.alt),
      },
    },
  ];
}

/** A menu for each label that the papers' buttons have: the papers are its choices. */
function paperMenus(papers: readonly PaperBlock[]): Control[] {
  const labels = new Set(
    papers.flatMap(({ controls }) => controls.flatMap((control) => (control.kind === 'button' ? [control.label] : []))),
  );
  return [...labels].map((label) => ({
    kind: 'menu',
    label: `${label} …`,
    choices: papers.flatMap(({ title, controls }) =>
      controls.flatMap((control) =>
        control.kind === 'button' && control.label === label
          ? [{ label: spansText(title), action: control.action }]
          : [],
      ),
    ),
  }));
}

/** Text with what marks its line, unless there is nothing to say. */
function textLine(line: string, spans: readonly Span[]): APIComponentInContainer[] {
  return writeSpans(spans).trim() === '' ? [] : textDisplay(line);
}

function textDisplay(content: string): APIComponentInContainer[] {
  return content.trim() === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
}

function formatFact({ label, spans }: Fact): string {
  const value = writeSpans(spans);
  return value === '' ? '' : `**${escapeText(label)}:** ${value}`;
}

/** A document as discord.js takes it for an answer. Whether it is private is said here only where that was not settled before. */
export function renderReply(document: Document, visibility?: 'ephemeral') {
  const { components, flags } = render(document);
  return {
    components,
    flags: visibility === 'ephemeral' ? flags | MessageFlags.Ephemeral : flags,
    allowedMentions: { parse: [] },
  };
}

/** The name by which a message refers to the file of a chart: the same chart, the same name. */
export function chartFileName(chart: Chart): string {
  return `trends-${createHash('sha256').update(JSON.stringify(chart)).digest('hex').slice(0, 16)}.png`;
}

/** A description of a picture, as Discord takes it. */
export function altText(alt: string): string {
  return truncate(plainLabel(alt), LIMITS.altText) || '…';
}

/** For some minutes Discord gives the same message back for the same nonce, instead of posting a second one. */
export function nonceFor(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, LIMITS.nonce);
}

/** Puts a delivery's mark on its message, which is still there when the nonce is forgotten: the id of the first component. */
export function withDeliveryMarker(message: DiscordMessage, key: string): DiscordMessage {
  const [first, ...rest] = message.components;
  return first === undefined ? message : { ...message, components: [{ ...first, id: deliveryMarkerId(key) }, ...rest] };
}

/** Whether a message is the bot's own and bears the mark of a delivery. */
export function hasDeliveryMarker({ author, components }: APIMessage, key: string, botId: string): boolean {
  return author.id === botId && components?.[0]?.id === deliveryMarkerId(key);
}

/** 31 bits of the key, above the small numbers that Discord gives to components without an id. */
function deliveryMarkerId(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE(0) % 0x7fff_0000) + 0xffff;
}
