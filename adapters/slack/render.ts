import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { type Block, type Document, type Fact, note, type PaperBlock } from '../../src/chat/document.ts';
import type { Chart } from '../../src/runtime/charts/chart.ts';
import { unreachable } from '../../src/runtime/errors.ts';
import { truncate } from '../../src/text/format.ts';
import type { Span } from '../../src/text/spans.ts';
import { controlElements, linkButton, type NextId, overflowMenu } from './controls.ts';
import { escapeMrkdwn, plainTextObject, plainTextString } from './escape.ts';
import { actionRows, fitBlocks, type Surface } from './layout.ts';
import { LIMITS } from './limits.ts';
import { richText, spansToPlainText, toHttpUrl, writeLink, writeSpans } from './spans.ts';

/** The content of a Slack message, for replies and posts alike. */
export interface SlackMessage {
  /** Shown in notifications and read by screen readers. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  /** Keeps `chat.update` from linking names and URLs in the text. */
  readonly parse: 'none';
  readonly link_names: false;
}

/** An image, as a block or as an accessory. */
interface SlackImage {
  readonly type: 'image';
  readonly image_url: string;
  readonly alt_text: string;
}

const NO_FILES: ChartFileIds = new Map();

/** Slack rejects messages without text. */
const EMPTY_DOCUMENT: Document = { blocks: [note('Nothing to show.')] };

/**
 * A document as a Block Kit message (https://docs.slack.dev/reference/block-kit), shortened to Slack's limits and
 * without markup.
 *
 * @param files the uploaded charts (`AttachCharts`); a chart without one gets its `chartKey` in place of a file id
 */
export function render(document: Document, files: ChartFileIds = NO_FILES): SlackMessage {
  return {
    text: writeFallbackText(document) || writeFallbackText(EMPTY_DOCUMENT),
    blocks: renderBlocks(document, 'message', files),
    unfurl_links: false,
    unfurl_media: false,
    parse: 'none',
    link_names: false,
  };
}

export function renderBlocks(document: Document, surface: Surface, files: ChartFileIds = NO_FILES): types.KnownBlock[] {
  const blocks = fitBlocks(document, surface, (fitted) => buildBlocks(fitted, files));
  return blocks.length === 0 ? buildBlocks(EMPTY_DOCUMENT, files) : blocks;
}

/** A single paper gets a row of buttons; papers in a list get an overflow menu each. */
function buildBlocks({ blocks }: Document, files: ChartFileIds): types.KnownBlock[] {
  const isPaperList = blocks.filter(({ kind }) => kind === 'paper').length > 1;
  let ids = 0;
  const nextId = (): number => ids++;
  return blocks.flatMap((block) =>
    block.kind === 'chart' ? [chartBlock(block.chart, files)] : buildBlock(block, isPaperList, nextId),
  );
}

function chartBlock(chart: Chart, files: ChartFileIds): types.KnownBlock {
  const key = chartKey(chart);
  return {
    type: 'image',
    slack_file: { id: files.get(key) ?? key },
    alt_text: plainTextString(chart.alt, LIMITS.altText),
  };
}

function buildBlock(
  block: Exclude<Block, { kind: 'chart' }>,
  isPaperList: boolean,
  nextId: NextId,
): types.KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return headingBlocks(block.spans);
    case 'prose':
      return richText([writeSpans(block.spans)]);
    case 'note':
      return noteBlocks(block.spans);
    case 'paper':
      return isPaperList ? paperListItem(block, nextId) : paperCardBlocks(block, nextId);
    case 'facts':
      return richText(block.facts.map(factLine));
    case 'image': {
      const image = toImage(block);
      return image ? [image] : contextBlocks([block.alt]);
    }
    case 'divider':
      return [{ type: 'divider' }];
    case 'actions':
      return actionRows(controlElements(block.controls, nextId));
    default:
      return unreachable(block);
  }
}

/** Headers and context blocks can't hold links or local times, so spans with these become rich text. */
function headingBlocks(spans: readonly Span[]): types.KnownBlock[] {
  if (needsRichText(spans)) return richText([writeSpans(spans, { bold: true })]);
  const text = spansToPlainText(spans);
  return text.trim() === '' ? [] : [{ type: 'header', text: plainTextObject(text, LIMITS.header) }];
}

function noteBlocks(spans: readonly Span[]): types.KnownBlock[] {
  return needsRichText(spans) ? richText([writeSpans(spans)]) : contextBlocks([spansToPlainText(spans)]);
}

function needsRichText(spans: readonly Span[]): boolean {
  return spans.some(({ kind }) => kind === 'link' || kind === 'time');
}

function paperCardBlocks(paper: PaperBlock, nextId: NextId): types.KnownBlock[] {
  const links = paper.links.flatMap(({ label, url }) => {
    const href = toHttpUrl(url);
    return href === undefined ? [] : [linkButton(label, href, nextId)];
  });
  return [
    ...paperTextBlocks(paper, paper.thumbnail && toImage(paper.thumbnail)),
    ...richText([writeSpans(paper.abstract ?? [])]),
    ...actionRows([...links, ...controlElements(paper.controls, nextId)]),
  ];
}

/** A section has room for one accessory: the menu, or the thumbnail if there is no menu. */
function paperListItem(paper: PaperBlock, nextId: NextId): types.KnownBlock[] {
  const menu = overflowMenu(paper.controls, nextId);
  const links = paper.links.flatMap(({ label, url }, index): types.RichTextElement[] => [
    ...(index === 0 ? [] : [{ type: 'text' as const, text: ' · ' }]),
    ...writeSpans([{ kind: 'link', text: label, url }]),
  ]);
  return [
    ...paperTextBlocks(paper, menu ?? (paper.thumbnail && toImage(paper.thumbnail))),
    ...richText([writeSpans(paper.abstract ?? []), links]),
    ...(menu ? [] : actionRows(controlElements(paper.controls, nextId))),
  ];
}

function paperTextBlocks(
  paper: PaperBlock,
  accessory: types.Overflow | types.Button | SlackImage | undefined,
): types.KnownBlock[] {
  const text = richText([writeLink(paper.title, paper.url), writeSpans(paper.lead)]);
  const { why = [] } = paper;
  const [whyText, whyBlocks] = needsRichText(why) ? ['', richText([writeSpans(why)])] : [spansToPlainText(why), []];
  const [first, ...others] = [paperDetailsLine(paper), whyText].filter((line) => line.trim() !== '');
  if (accessory === undefined) return [...text, ...contextBlocks([first ?? '', ...others]), ...whyBlocks];
  if (first === undefined) {
    return [...text, accessory.type === 'image' ? accessory : { type: 'actions', elements: [accessory] }, ...whyBlocks];
  }
  const section = { type: 'section' as const, text: plainTextObject(first, LIMITS.text), accessory };
  return [...text, section, ...contextBlocks(others), ...whyBlocks];
}

function toImage({ url, alt }: { readonly url: string; readonly alt: string }): SlackImage | undefined {
  const href = toHttpUrl(url);
  return href === undefined
    ? undefined
    : { type: 'image', image_url: href, alt_text: plainTextString(alt, LIMITS.altText) };
}

function contextBlocks(texts: readonly string[]): types.KnownBlock[] {
  const elements = texts.filter((text) => text.trim() !== '').map((text) => plainTextObject(text, LIMITS.contextText));
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

function factLine({ label, spans }: Fact): types.RichTextElement[] {
  const value = writeSpans(spans);
  return value.length === 0 ? [] : [...writeSpans([{ kind: 'strong', text: `${label}: ` }]), ...value];
}

/** The text that notifications and screen readers use in place of the blocks. */
function writeFallbackText({ blocks }: Document): string {
  const lines = blocks.flatMap(blockLines).filter((line) => line.trim() !== '');
  const keptLines: string[] = [];
  let remaining: number = LIMITS.fallback;
  for (const line of lines) {
    if (remaining < 2) break;
    keptLines.push(truncate(line, remaining));
    remaining -= line.length + 1;
  }
  return keptLines.map(escapeMrkdwn).join('\n');
}

/** A paper's byline and facts as one line. */
function paperDetailsLine({ byline, facts }: PaperBlock): string {
  const factTexts = facts.map(({ label, spans }) => `${label}: ${spansToPlainText(spans)}`);
  return [spansToPlainText(byline), ...factTexts].filter((part) => part.trim() !== '').join(' · ');
}

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
    case 'prose':
    case 'note':
      return [spansToPlainText(block.spans)];
    case 'paper':
      return [
        spansToPlainText(block.title),
        paperDetailsLine(block),
        spansToPlainText(block.lead),
        spansToPlainText(block.abstract ?? []),
        spansToPlainText(block.why ?? []),
      ];
    case 'facts':
      return block.facts.map(({ label, spans }) => `${label}: ${spansToPlainText(spans)}`);
    case 'image':
      return [block.alt];
    case 'chart':
      return [block.chart.alt];
    case 'divider':
    case 'actions':
      return [];
    default:
      return unreachable(block);
  }
}

/** File ids of uploaded charts, by `chartKey`. */
export type ChartFileIds = ReadonlyMap<string, string>;

/** A stable key for a chart that looks like a file id, for messages that are rendered but not sent. */
export function chartKey(chart: Chart): string {
  return `F${createHash('sha256').update(JSON.stringify(chart)).digest('hex').slice(0, 12).toUpperCase()}`;
}

/**
 * A link that opens blocks in Slack's Block Kit Builder. They're in the fragment, which isn't sent to the server and so
 * can't be too long for it (yhatt/jsx-slack#172). Chromium accepts 2,097,152 characters.
 */
export function blockKitBuilderUrl(blocks: readonly types.KnownBlock[]): string {
  return `https://app.slack.com/block-kit-builder#${encodeURIComponent(JSON.stringify({ blocks }))}`;
}
