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

/** A message as Slack takes it, for replies and for posts alike. */
export interface SlackMessage {
  /** What notifications show and screen readers read. */
  readonly text: string;
  readonly blocks: types.KnownBlock[];
  readonly unfurl_links: false;
  readonly unfurl_media: false;
  /** Slack looks for no names and addresses in the text: `chat.update` would, unless told. */
  readonly parse: 'none';
  readonly link_names: false;
}

/** A picture, which can stand by itself and beside a text. */
interface SlackImage {
  readonly type: 'image';
  readonly image_url: string;
  readonly alt_text: string;
}

const NO_FILES: ChartFileIds = new Map();

/** Slack takes no message without text. */
const EMPTY_DOCUMENT: Document = { blocks: [note('Nothing to show.')] };

/**
 * A document as a message of Block Kit (https://docs.slack.dev/reference/block-kit). What does not fit is shortened and says so. No
 * text of a document is ever read as markup, so nobody is pinged by it.
 *
 * @param files the files of its charts, which Slack has (`createIllustrate`); without them, `chartKey` stands in their place
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

/** A document as the blocks of a message, or of a modal or App Home, which hold more. */
export function renderBlocks(document: Document, surface: Surface, files: ChartFileIds = NO_FILES): types.KnownBlock[] {
  const blocks = fitBlocks(document, surface, (fitted) => buildBlocks(fitted, files));
  return blocks.length === 0 ? buildBlocks(EMPTY_DOCUMENT, files) : blocks;
}

/** One paper has its own buttons. Several have a small menu each, which keeps the list a list. */
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

/** Headers and context blocks hold no link and no time in the reader's zone: what has one is a line of text. */
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

/** A section has room for one thing beside its text: in a list that is the menu, and a picture only where there is none. */
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
  // Small type holds no link, such as the way to a discussion.
  const [whyText, whyBlocks] = needsRichText(why) ? ['', richText([writeSpans(why)])] : [spansToPlainText(why), []];
  const [first, ...others] = [paperDetailsLine(paper), whyText].filter((line) => line.trim() !== '');
  if (accessory === undefined) return [...text, ...contextBlocks([first ?? '', ...others]), ...whyBlocks];
  if (first === undefined) {
    return [...text, accessory.type === 'image' ? accessory : { type: 'actions', elements: [accessory] }, ...whyBlocks];
  }
  const section = { type: 'section' as const, text: plainTextObject(first, LIMITS.text), accessory: accessory };
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

/** A document as the text that notifications show and screen readers read in place of its blocks. */
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

/** A paper's byline and what else is known of it, as one line. */
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

/** The ids of the files of charts, by `chartKey`. */
export type ChartFileIds = ReadonlyMap<string, string>;

/**
 * A name for a chart, the same for the same one. It has the form of a file's id, so that it may stand for one where nothing is sent: in what
 * a command would answer.
 */
export function chartKey(chart: Chart): string {
  return `F${createHash('sha256').update(JSON.stringify(chart)).digest('hex').slice(0, 12).toUpperCase()}`;
}

/**
 * A link that shows blocks in Slack's Block Kit Builder, in the form of the "View in Block Kit Builder" links of its reference
 * (https://docs.slack.dev/reference/block-kit/blocks).
 *
 * The blocks stand behind the `#`, which never reaches a server, so no server finds the address too long (yhatt/jsx-slack#172). Browsers
 * take far more than a message holds: Chromium 2,097,152 characters (`kMaxURLChars` in its `url/mojom/url.mojom`). So the link always has
 * all of them: half of a JSON text would show nothing, and fewer blocks would show something else than was rendered. Where a terminal or
 * a chat cuts such an address, paste the blocks into the builder instead.
 */
export function blockKitBuilderUrl(blocks: readonly types.KnownBlock[]): string {
  return `https://app.slack.com/block-kit-builder#${encodeURIComponent(JSON.stringify({ blocks }))}`;
}
