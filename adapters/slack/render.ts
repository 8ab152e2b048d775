import type { types } from '@slack/bolt';
import type { Chart } from '../../src/charts/chart.ts';
import type { Block, Document, Fact, PaperBlock } from '../../src/chat/document.ts';
import { note } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import type { Span } from '../../src/text/span.ts';
import { type ChartFileIds, chartKey } from './chart-file.ts';
import { controlElements, linkButton, type NextId, overflowMenu } from './controls.ts';
import { plainTextObject, plainTextString } from './escape.ts';
import { fitBlocks, type Surface } from './fit.ts';
import { LIMITS } from './limits.ts';
import { paperDetailsLine, spansToPlainText, writeFallbackText } from './plain.ts';
import { richText, toHttpUrl, writeLink, writeSpans } from './rich-text.ts';

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

function actionRows(elements: readonly types.ActionsBlockElement[]): types.KnownBlock[] {
  const rows = Math.ceil(elements.length / LIMITS.actionElements);
  return Array.from({ length: rows }, (_, row) => ({
    type: 'actions',
    elements: elements.slice(row * LIMITS.actionElements, (row + 1) * LIMITS.actionElements),
  }));
}
