import { escapeText } from '../escape.ts';
import { frame } from './frame.ts';
import { type Json, listOf, recordOf, textOf, unknownPart } from './json.ts';
import { lines } from './parts.ts';
import { drawPicture, type Pictures } from './picture.ts';
import { drawElement } from './slack-elements.ts';
import { drawMrkdwn } from './slack-mrkdwn.ts';
import { drawRichText } from './slack-rich-text.ts';

interface Options {
  /** Which pictures the page has itself; without it there are none, and links stand in their place. */
  readonly pictures?: Pictures;
}

/**
 * A message of Slack as Slack draws it: HTML, to be styled by the page. What of Block Kit
 * (https://docs.slack.dev/reference/block-kit/blocks) is not known here is shown as its JSON. All of it is escaped, whoever wrote it.
 */
export function slackLook(payload: unknown, { pictures = () => undefined }: Options = {}): string {
  const { blocks, text } = recordOf(payload);
  const drawn = listOf(blocks).map((block) => drawBlock(recordOf(block), pictures) ?? unknownPart(block));
  if (drawn.length > 0) return frame('slack', drawn.join(''));
  return frame(
    'slack',
    typeof text === 'string' ? `<div class="slack-text">${drawMrkdwn(text)}</div>` : unknownPart(payload),
  );
}

function drawBlock(block: Json, pictures: Pictures): string | undefined {
  switch (block['type']) {
    case 'header':
      return `<h3 class="slack-header">${drawText(block['text'])}</h3>`;
    case 'rich_text':
      return `<div class="slack-text">${listOf(block['elements']).map(drawRichText).join('')}</div>`;
    case 'section':
      return drawSection(block, pictures);
    case 'context':
      return `<div class="slack-context">${listOf(block['elements'])
        .map((element) => drawBeside(element, pictures, drawText))
        .join('')}</div>`;
    case 'actions':
      return `<div class="look-row">${listOf(block['elements']).map(drawElement).join('')}</div>`;
    case 'image':
      return `<div class="slack-image">${drawTitle(block['title'])}${drawImage(block, 'look-image', pictures)}</div>`;
    case 'divider':
      return '<hr class="look-divider">';
    default:
      return undefined;
  }
}

function drawSection({ text, fields, accessory }: Json, pictures: Pictures): string {
  const pairs = listOf(fields).map((field) => `<div>${drawText(field)}</div>`);
  const words = text === undefined ? '' : `<div>${drawText(text)}</div>`;
  const table = pairs.length === 0 ? '' : `<div class="slack-fields">${pairs.join('')}</div>`;
  const beside = accessory === undefined ? '' : drawBeside(accessory, pictures, drawElement);
  return `<div class="slack-section"><div class="slack-text">${words}${table}</div>${beside}</div>`;
}

/** What may be a picture, or something else. */
function drawBeside(element: unknown, pictures: Pictures, draw: (element: unknown) => string): string {
  const inner = recordOf(element);
  return inner['type'] === 'image' ? drawImage(inner, 'look-thumbnail', pictures) : draw(element);
}

function drawImage(
  { image_url: url, slack_file: file, alt_text: alt }: Json,
  name: 'look-image' | 'look-thumbnail',
  pictures: Pictures,
): string {
  const { id, url: fileUrl } = recordOf(file);
  return drawPicture({ reference: textOf(url) || textOf(id) || textOf(fileUrl), alt: textOf(alt), name }, pictures);
}

function drawTitle(title: unknown): string {
  return title === undefined ? '' : `<p class="slack-image-title">${drawText(title)}</p>`;
}

/** A text object: plain, or with markup. */
function drawText(object: unknown): string {
  const { type, text } = recordOf(object);
  if (type === 'mrkdwn') return drawMrkdwn(textOf(text));
  return type === 'plain_text' ? `<span>${lines(textOf(text), escapeText)}</span>` : unknownPart(object);
}
