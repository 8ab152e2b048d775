import type { types } from '@slack/bolt';
import type { Chart } from '../../src/charts/chart.ts';
import type { Block, Document, Fact, PaperBlock } from '../../src/chat/document.ts';
import { note } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import type { Span } from '../../src/text/span.ts';
import { chartKey, type FileIds } from './chart-file.ts';
import { controlElements, linkButton, type NextId, overflow } from './controls.ts';
import { plainString, plainText } from './escape.ts';
import { fitBlocks, type Surface } from './fit.ts';
import { LIMITS } from './limits.ts';
import { paperDetails, writeFallback, writePlain } from './plain.ts';
import { openable, richText, writeLink, writeSpans } from './rich-text.ts';

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
interface Picture {
  readonly type: 'image';
  readonly image_url: string;
  readonly alt_text: string;
}

const NO_FILES: FileIds = new Map();

/** Slack takes no message without text. */
const NOTHING: Document = { blocks: [note('Nothing to show.')] };

/**
 * A document as a message of Block Kit (https://docs.slack.dev/reference/block-kit). What does not fit is shortened and says so. No
 * text of a document is ever read as markup, so nobody is pinged by it.
 *
 * @param files the files of its charts, which Slack has (`createIllustrate`); without them, `chartKey` stands in their place
 */
export function render(document: Document, files: FileIds = NO_FILES): SlackMessage {
  return {
    text: writeFallback(document) || writeFallback(NOTHING),
    blocks: renderBlocks(document, 'message', files),
    unfurl_links: false,
    unfurl_media: false,
    parse: 'none',
    link_names: false,
  };
}

/** A document as the blocks of a message, or of a modal or App Home, which hold more. */
export function renderBlocks(document: Document, surface: Surface, files: FileIds = NO_FILES): types.KnownBlock[] {
  const blocks = fitBlocks(document, surface, (one) => buildBlocks(one, files));
  return blocks.length === 0 ? buildBlocks(NOTHING, files) : blocks;
}

/** One paper has its own buttons. Several have a small menu each, which keeps the list a list. */
function buildBlocks({ blocks }: Document, files: FileIds): types.KnownBlock[] {
  const areListed = blocks.filter(({ kind }) => kind === 'paper').length > 1;
  let ids = 0;
  const nextId = (): number => ids++;
  return blocks.flatMap((block) =>
    block.kind === 'chart' ? [chartBlock(block.chart, files)] : buildBlock(block, areListed, nextId),
  );
}

function chartBlock(chart: Chart, files: FileIds): types.KnownBlock {
  const key = chartKey(chart);
  return {
    type: 'image',
    slack_file: { id: files.get(key) ?? key },
    alt_text: plainString(chart.alt, LIMITS.altText),
  };
}

function buildBlock(block: Exclude<Block, { kind: 'chart' }>, areListed: boolean, nextId: NextId): types.KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return headingBlocks(block.spans);
    case 'prose':
      return richText([writeSpans(block.spans)]);
    case 'note':
      return noteBlocks(block.spans);
    case 'paper':
      return areListed ? listedPaper(block, nextId) : paperCard(block, nextId);
    case 'facts':
      return richText(block.facts.map(factLine));
    case 'image': {
      const picture = pictureOf(block);
      return picture ? [picture] : context([block.alt]);
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
  const text = writePlain(spans);
  return text.trim() === '' ? [] : [{ type: 'header', text: plainText(text, LIMITS.header) }];
}

function noteBlocks(spans: readonly Span[]): types.KnownBlock[] {
  return needsRichText(spans) ? richText([writeSpans(spans)]) : context([writePlain(spans)]);
}

function needsRichText(spans: readonly Span[]): boolean {
  return spans.some(({ kind }) => kind === 'link' || kind === 'time');
}

function paperCard(paper: PaperBlock, nextId: NextId): types.KnownBlock[] {
  const links = paper.links.flatMap(({ label, url }) => {
    const address = openable(url);
    return address === undefined ? [] : [linkButton(label, address, nextId)];
  });
  return [
    ...paperText(paper, paper.thumbnail && pictureOf(paper.thumbnail)),
    ...richText([writeSpans(paper.abstract ?? [])]),
    ...actionRows([...links, ...controlElements(paper.controls, nextId)]),
  ];
}

/** A section has room for one thing beside its text: in a list that is the menu, and a picture only where there is none. */
function listedPaper(paper: PaperBlock, nextId: NextId): types.KnownBlock[] {
  const menu = overflow(paper.controls, nextId);
  const links = paper.links.flatMap(({ label, url }, at): types.RichTextElement[] => [
    ...(at === 0 ? [] : [{ type: 'text' as const, text: ' · ' }]),
    ...writeSpans([{ kind: 'link', text: label, url }]),
  ]);
  return [
    ...paperText(paper, menu ?? (paper.thumbnail && pictureOf(paper.thumbnail))),
    ...richText([writeSpans(paper.abstract ?? []), links]),
    ...(menu ? [] : actionRows(controlElements(paper.controls, nextId))),
  ];
}

function paperText(paper: PaperBlock, beside: types.Overflow | types.Button | Picture | undefined): types.KnownBlock[] {
  const text = richText([writeLink(paper.title, paper.url), writeSpans(paper.lead)]);
  const { why = [] } = paper;
  // Small type holds no link, such as the way to a discussion.
  const [small, linked] = needsRichText(why) ? ['', richText([writeSpans(why)])] : [writePlain(why), []];
  const [first, ...others] = [paperDetails(paper), small].filter((line) => line.trim() !== '');
  if (beside === undefined) return [...text, ...context([first ?? '', ...others]), ...linked];
  if (first === undefined) {
    return [...text, beside.type === 'image' ? beside : { type: 'actions', elements: [beside] }, ...linked];
  }
  const section = { type: 'section' as const, text: plainText(first, LIMITS.text), accessory: beside };
  return [...text, section, ...context(others), ...linked];
}

function pictureOf({ url, alt }: { readonly url: string; readonly alt: string }): Picture | undefined {
  const address = openable(url);
  return address === undefined
    ? undefined
    : { type: 'image', image_url: address, alt_text: plainString(alt, LIMITS.altText) };
}

function context(texts: readonly string[]): types.KnownBlock[] {
  const elements = texts.filter((text) => text.trim() !== '').map((text) => plainText(text, LIMITS.contextText));
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

function factLine({ label, spans }: Fact): types.RichTextElement[] {
  const value = writeSpans(spans);
  return value.length === 0 ? [] : [...writeSpans([{ kind: 'strong', text: `${label}: ` }]), ...value];
}

function actionRows(elements: readonly types.ActionsBlockElement[]): types.KnownBlock[] {
  const rows = Math.ceil(elements.length / LIMITS.actionElements);
  return Array.from({ length: rows }, (_, at) => ({
    type: 'actions',
    elements: elements.slice(at * LIMITS.actionElements, (at + 1) * LIMITS.actionElements),
  }));
}
