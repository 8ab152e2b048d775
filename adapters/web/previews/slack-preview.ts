import { escapeText } from '../escape.ts';
import {
  asArray,
  asObject,
  asString,
  type JsonObject,
  type ResolveImage,
  renderLines,
  renderMessageFrame,
  renderPreviewButton,
  renderPreviewImage,
  renderPreviewMenu,
  renderUnknown,
} from './preview-elements.ts';
import { renderMrkdwn, renderRichText } from './slack-markup.ts';

interface SlackPreviewOptions {
  /** Which pictures the page has itself; without it there are none, and links stand in their place. */
  readonly resolveImage?: ResolveImage;
}

/**
 * A message of Slack as Slack draws it: HTML, to be styled by the page. What of Block Kit
 * (https://docs.slack.dev/reference/block-kit/blocks) is not known here is shown as its JSON. All of it is escaped, whoever wrote it.
 */
export function renderSlackPreview(
  payload: unknown,
  { resolveImage = () => undefined }: SlackPreviewOptions = {},
): string {
  const { blocks, text } = asObject(payload);
  const rendered = asArray(blocks).map((block) => renderBlock(asObject(block), resolveImage) ?? renderUnknown(block));
  if (rendered.length > 0) return renderMessageFrame('slack', rendered.join(''));
  return renderMessageFrame(
    'slack',
    typeof text === 'string' ? `<div class="slack-text">${renderMrkdwn(text)}</div>` : renderUnknown(payload),
  );
}

function renderBlock(block: JsonObject, resolveImage: ResolveImage): string | undefined {
  switch (block['type']) {
    case 'header':
      return `<h3 class="slack-header">${renderTextObject(block['text'])}</h3>`;
    case 'rich_text':
      return `<div class="slack-text">${asArray(block['elements']).map(renderRichText).join('')}</div>`;
    case 'section':
      return renderSection(block, resolveImage);
    case 'context':
      return `<div class="slack-context">${asArray(block['elements'])
        .map((element) => renderImageOr(element, resolveImage, renderTextObject))
        .join('')}</div>`;
    case 'actions':
      return `<div class="look-row">${asArray(block['elements']).map(renderElement).join('')}</div>`;
    case 'image':
      return `<div class="slack-image">${renderImageTitle(block['title'])}${renderSlackImage(block, 'look-image', resolveImage)}</div>`;
    case 'divider':
      return '<hr class="look-divider">';
    default:
      return undefined;
  }
}

function renderSection({ text, fields, accessory }: JsonObject, resolveImage: ResolveImage): string {
  const fieldHtml = asArray(fields).map((field) => `<div>${renderTextObject(field)}</div>`);
  const textHtml = text === undefined ? '' : `<div>${renderTextObject(text)}</div>`;
  const fieldsHtml = fieldHtml.length === 0 ? '' : `<div class="slack-fields">${fieldHtml.join('')}</div>`;
  const accessoryHtml = accessory === undefined ? '' : renderImageOr(accessory, resolveImage, renderElement);
  return `<div class="slack-section"><div class="slack-text">${textHtml}${fieldsHtml}</div>${accessoryHtml}</div>`;
}

/** What may be a picture, or something else. */
function renderImageOr(
  element: unknown,
  resolveImage: ResolveImage,
  renderOther: (element: unknown) => string,
): string {
  const object = asObject(element);
  return object['type'] === 'image' ? renderSlackImage(object, 'look-thumbnail', resolveImage) : renderOther(element);
}

function renderSlackImage(
  { image_url: url, slack_file: slackFile, alt_text: alt }: JsonObject,
  className: 'look-image' | 'look-thumbnail',
  resolveImage: ResolveImage,
): string {
  const { id, url: fileUrl } = asObject(slackFile);
  return renderPreviewImage(
    { reference: asString(url) || asString(id) || asString(fileUrl), alt: asString(alt), className },
    resolveImage,
  );
}

function renderImageTitle(title: unknown): string {
  return title === undefined ? '' : `<p class="slack-image-title">${renderTextObject(title)}</p>`;
}

/** A text object: plain, or with markup. */
function renderTextObject(object: unknown): string {
  const { type, text } = asObject(object);
  if (type === 'mrkdwn') return renderMrkdwn(asString(text));
  return type === 'plain_text' ? `<span>${renderLines(asString(text), escapeText)}</span>` : renderUnknown(object);
}

/** A button, an overflow menu or a select of a message (https://docs.slack.dev/reference/block-kit/block-elements). */
function renderElement(element: unknown): string {
  const { type, text, style, url, placeholder, options, option_groups: groups } = asObject(element);
  switch (type) {
    case 'button':
      return renderPreviewButton(
        textOfTextObject(text),
        style === 'primary' || style === 'danger' ? style : 'default',
        asString(url),
      );
    case 'overflow':
      return renderPreviewMenu('⋯', asArray(options).map(optionLabel));
    case 'static_select':
    case 'multi_static_select':
      return renderPreviewMenu(
        textOfTextObject(placeholder),
        [...asArray(options), ...asArray(groups).flatMap((group) => asArray(asObject(group)['options']))].map(
          optionLabel,
        ),
      );
    default:
      return renderUnknown(element);
  }
}

function optionLabel(option: unknown): string {
  const { text }: JsonObject = asObject(option);
  return textOfTextObject(text);
}

function textOfTextObject(object: unknown): string {
  return asString(asObject(object)['text']);
}
