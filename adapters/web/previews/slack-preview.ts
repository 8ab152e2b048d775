import { type Html, html, lines } from '../escape.ts';
import {
  asArray,
  asObject,
  asString,
  type JsonObject,
  type PreviewImage,
  type ResolveImage,
  renderMessageFrame,
  renderPreviewButton,
  renderPreviewImage,
  renderPreviewMenu,
  renderUnknown,
} from './preview-elements.ts';
import { renderMrkdwn, renderRichText } from './slack-markup.ts';

interface SlackPreviewOptions {
  /** Images that can't be resolved, by default all of them, are shown as links. */
  readonly resolveImage?: ResolveImage;
}

/**
 * A message as Slack shows it, as HTML. Blocks (https://docs.slack.dev/reference/block-kit/blocks) that the preview doesn't know are shown
 * as JSON.
 */
export function renderSlackPreview(
  payload: unknown,
  { resolveImage = () => undefined }: SlackPreviewOptions = {},
): string {
  const { blocks, text } = asObject(payload);
  const rendered = asArray(blocks).map((block) => renderBlock(asObject(block), resolveImage) ?? renderUnknown(block));
  if (rendered.length > 0) return renderMessageFrame('slack', rendered);
  return renderMessageFrame(
    'slack',
    typeof text === 'string' ? html`<div class="slack-text">${renderMrkdwn(text)}</div>` : renderUnknown(payload),
  );
}

function renderBlock(block: JsonObject, resolveImage: ResolveImage): Html | undefined {
  const elements = asArray(block['elements']);
  switch (block['type']) {
    case 'header':
      return html`<h3 class="slack-header">${renderTextObject(block['text'])}</h3>`;
    case 'rich_text':
      return html`<div class="slack-text">${elements.map(renderRichText)}</div>`;
    case 'section':
      return renderSection(block, resolveImage);
    case 'context': {
      const items = elements.map((element) => renderImageOr(element, resolveImage, renderTextObject));
      return html`<div class="slack-context">${items}</div>`;
    }
    case 'actions':
      return html`<div class="preview-row">${elements.map(renderElement)}</div>`;
    case 'image':
      return html`<div class="slack-image">${renderImageTitle(block['title'])}${renderImage(block, 'preview-image', resolveImage)}</div>`;
    case 'divider':
      return html`<hr class="preview-divider">`;
    default:
      return undefined;
  }
}

function renderSection({ text, fields, accessory }: JsonObject, resolveImage: ResolveImage): Html {
  const fieldItems = asArray(fields).map((field) => html`<div>${renderTextObject(field)}</div>`);
  const textHtml = text !== undefined && html`<div>${renderTextObject(text)}</div>`;
  const fieldsHtml = fieldItems.length > 0 && html`<div class="slack-fields">${fieldItems}</div>`;
  const accessoryHtml = accessory !== undefined && renderImageOr(accessory, resolveImage, renderElement);
  return html`<div class="slack-section"><div class="slack-text">${textHtml}${fieldsHtml}</div>${accessoryHtml}</div>`;
}

function renderImageOr(element: unknown, resolveImage: ResolveImage, renderOther: (element: unknown) => Html): Html {
  const object = asObject(element);
  return object['type'] === 'image' ? renderImage(object, 'preview-thumbnail', resolveImage) : renderOther(element);
}

function renderImage(
  { image_url: url, slack_file: slackFile, alt_text: alt }: JsonObject,
  className: PreviewImage['className'],
  resolveImage: ResolveImage,
): Html {
  const { id, url: fileUrl } = asObject(slackFile);
  const reference = asString(url) || asString(id) || asString(fileUrl);
  return renderPreviewImage({ reference, alt: asString(alt), className }, resolveImage);
}

function renderImageTitle(title: unknown): Html | undefined {
  return title === undefined ? undefined : html`<p class="slack-image-title">${renderTextObject(title)}</p>`;
}

/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
function renderTextObject(object: unknown): Html {
  const { type, text } = asObject(object);
  if (type === 'mrkdwn') return renderMrkdwn(asString(text));
  return type === 'plain_text' ? html`<span>${lines(asString(text))}</span>` : renderUnknown(object);
}

/** A button, overflow menu or select (https://docs.slack.dev/reference/block-kit/block-elements). */
function renderElement(element: unknown): Html {
  const { type, text, style, url, placeholder, options, option_groups: groups } = asObject(element);
  switch (type) {
    case 'button': {
      const styleName = style === 'primary' || style === 'danger' ? style : 'default';
      return renderPreviewButton(plainText(text), styleName, asString(url));
    }
    case 'overflow':
      return renderPreviewMenu('⋯', optionLabels(options));
    case 'static_select':
    case 'multi_static_select': {
      const grouped = asArray(groups).flatMap((group) => optionLabels(asObject(group)['options']));
      return renderPreviewMenu(plainText(placeholder), [...optionLabels(options), ...grouped]);
    }
    default:
      return renderUnknown(element);
  }
}

function optionLabels(options: unknown): string[] {
  return asArray(options).map((option) => plainText(asObject(option)['text']));
}

function plainText(textObject: unknown): string {
  return asString(asObject(textObject)['text']);
}
