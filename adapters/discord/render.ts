import {
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  type APIMessageTopLevelComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { type Block, type Control, type Document, type Fact, note, type PaperBlock } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import { shorten } from '../../src/text/shorten.ts';
import { type Span, plainText as spansText } from '../../src/text/span.ts';
import { altText, chartFileName } from './chart-file.ts';
import { escapeText, plainText } from './escape.ts';
import { fitComponents } from './fit.ts';
import { LIMITS } from './limits.ts';
import { openable, writeLink, writeSpans } from './markdown.ts';

/** A message as Discord takes it, for replies and for posts alike. */
export interface DiscordMessage {
  readonly flags: number;
  readonly components: APIMessageTopLevelComponent[];
  readonly allowed_mentions: { readonly parse: [] };
}

/** Discord takes no message without anything to see. */
const NOTHING: Document = { blocks: [note('Nothing to show.')] };

const ACCENT = 0xffb000;

/**
 * A document as a message of Components V2 (https://discord.com/developers/docs/components/reference). What does not fit is shortened
 * and says so. Nobody is pinged by it. A chart is a picture whose file goes along with the message (`chartFileName`).
 */
export function render(document: Document): DiscordMessage {
  const components = fitComponents(document.blocks.length === 0 ? NOTHING : document, buildBlocks);
  return {
    flags: MessageFlags.IsComponentsV2,
    components: [{ type: ComponentType.Container, accent_color: ACCENT, components }],
    allowed_mentions: { parse: [] },
  };
}

/** The action of a button or a choice, from what Discord sends when it is pressed. */
export function actionOf(pressed: string): string {
  return pressed.replace(/^\d+~/, '');
}

/** One paper has its own buttons. Several share a menu for each thing that can be done, which is shorter on a phone. */
function buildBlocks({ blocks }: Document): APIComponentInContainer[] {
  const papers = blocks.filter((block) => block.kind === 'paper');
  const areListed = papers.length > 1;
  let ids = 0;
  /** Two buttons of a message may do the same, but not have the same id. */
  const nextId = (action: string): string => `${ids++}~${action}`;

  const build = (block: Block): APIComponentInContainer[] => {
    switch (block.kind) {
      case 'heading':
        return text(`## ${writeSpans(block.spans)}`, block.spans);
      case 'prose':
        return text(writeSpans(block.spans), block.spans);
      case 'note':
        return text(`-# ${writeSpans(block.spans)}`, block.spans);
      case 'paper':
        return [
          ...paperText(block, areListed),
          ...(areListed ? [] : [...linkRows(block), ...controlRows(block.controls, nextId)]),
        ];
      case 'facts':
        return display(block.facts.map(writeFact).filter(Boolean).join('\n'));
      case 'image':
        return openable(block.url) === undefined
          ? display(`-# ${escapeText(block.alt)}`)
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
        return controlRows(block.controls, nextId);
      default:
        return unreachable(block);
    }
  };

  const [last] = blocks.slice(-1);
  const footer = areListed && last?.kind === 'actions' ? 1 : 0;
  return [
    ...blocks.slice(0, blocks.length - footer).flatMap(build),
    ...(areListed ? controlRows(paperMenus(papers), nextId) : []),
    ...blocks.slice(blocks.length - footer).flatMap(build),
  ];
}

function paperText(paper: PaperBlock, isListed: boolean): APIComponentInContainer[] {
  const links = paper.links.map(({ label, url }) => writeLink([{ kind: 'text', text: label }], url)).join(' · ');
  const lines = [
    `### ${writeLink(paper.title, paper.url)}`,
    paper.byline.length > 0 && writeSpans(paper.byline) && `-# ${writeSpans(paper.byline)}`,
    writeSpans(paper.lead),
    paper.abstract && `\n${writeSpans(paper.abstract)}`,
    ...paper.facts.map(writeFact),
    paper.why && paper.why.length > 0 && `-# ${writeSpans(paper.why)}`,
    isListed && links && `-# ${links}`,
  ];
  const content = lines.filter(Boolean).join('\n');
  const picture = paper.thumbnail && openable(paper.thumbnail.url);
  if (paper.thumbnail === undefined || picture === undefined) return display(content);
  return [
    {
      type: ComponentType.Section,
      components: [{ type: ComponentType.TextDisplay, content }],
      accessory: { type: ComponentType.Thumbnail, media: { url: picture }, description: altText(paper.thumbnail.alt) },
    },
  ];
}

/** A menu for each label that the papers' buttons have: the papers are its choices. */
function paperMenus(papers: readonly PaperBlock[]): Control[] {
  const labels = new Set(
    papers.flatMap(({ controls }) => controls.flatMap((one) => (one.kind === 'button' ? [one.label] : []))),
  );
  return [...labels].map((label) => ({
    kind: 'menu',
    label: `${label} …`,
    choices: papers.flatMap(({ title, controls }) =>
      controls.flatMap((one) =>
        one.kind === 'button' && one.label === label ? [{ label: spansText(title), action: one.action }] : [],
      ),
    ),
  }));
}

function linkRows({ links }: PaperBlock): APIComponentInContainer[] {
  return rows(
    links.flatMap(({ label, url }) => {
      const address = openable(url);
      return address === undefined
        ? []
        : [{ type: ComponentType.Button, style: ButtonStyle.Link, label: labelText(label), url: address }];
    }),
  );
}

function controlRows(controls: readonly Control[], nextId: (action: string) => string): APIComponentInContainer[] {
  const buttons = controls.flatMap((control): APIComponentInMessageActionRow[] =>
    control.kind === 'button'
      ? [
          {
            type: ComponentType.Button,
            style: ButtonStyle.Secondary,
            label: labelText(control.label),
            custom_id: nextId(control.action),
          },
        ]
      : [],
  );
  const menus = controls.flatMap((control) => (control.kind === 'menu' ? menuRows(control, nextId) : []));
  return [...rows(buttons), ...menus];
}

/** A menu, or several where one can't hold all choices. */
function menuRows(
  menu: Extract<Control, { kind: 'menu' }>,
  nextId: (action: string) => string,
): APIComponentInContainer[] {
  return chunks(menu.choices, LIMITS.selectOptions).map((choices) => ({
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: nextId('menu'),
        placeholder: shorten(plainText(menu.label), LIMITS.placeholder),
        options: choices.map(({ label, action }) => ({
          label: shorten(plainText(label), LIMITS.selectText) || '…',
          value: nextId(action),
        })),
      },
    ],
  }));
}

function rows(buttons: readonly APIComponentInMessageActionRow[]): APIComponentInContainer[] {
  return chunks(buttons, LIMITS.buttonsInRow).map((components) => ({ type: ComponentType.ActionRow, components }));
}

/** Text with what marks its line, unless there is nothing to say. */
function text(line: string, spans: readonly Span[]): APIComponentInContainer[] {
  return writeSpans(spans).trim() === '' ? [] : display(line);
}

function display(content: string): APIComponentInContainer[] {
  return content.trim() === '' ? [] : [{ type: ComponentType.TextDisplay, content }];
}

function writeFact({ label, spans }: Fact): string {
  const value = writeSpans(spans);
  return value === '' ? '' : `**${escapeText(label)}:** ${value}`;
}

function labelText(label: string): string {
  return shorten(plainText(label), LIMITS.buttonLabel) || '…';
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
}
