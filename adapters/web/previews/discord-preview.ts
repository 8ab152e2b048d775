import { renderMarkdown } from './discord-markdown.ts';
import {
  asArray,
  asObject,
  asString,
  type JsonObject,
  type ResolveImage,
  renderMessageFrame,
  renderPreviewButton,
  renderPreviewImage,
  renderPreviewMenu,
  renderUnknown,
} from './preview-elements.ts';

interface DiscordPreviewOptions {
  /** Which pictures the page has itself; without it there are none, and links stand in their place. */
  readonly resolveImage?: ResolveImage;
}

/** The types of components that a message is made of (https://discord.com/developers/docs/components/reference#component-object-component-types). */
const COMPONENT_TYPE = {
  actionRow: 1,
  section: 9,
  textDisplay: 10,
  thumbnail: 11,
  mediaGallery: 12,
  separator: 14,
  container: 17,
} as const;

const LARGE_SPACING = 2;

/**
 * A message of Discord as Discord draws it: HTML, to be styled by the page. What of its components is not known here is shown as its
 * JSON. All of it is escaped, whoever wrote it.
 */
export function renderDiscordPreview(
  payload: unknown,
  { resolveImage = () => undefined }: DiscordPreviewOptions = {},
): string {
  const { components, content } = asObject(payload);
  const rendered = asArray(components).map((component) => renderComponent(component, resolveImage));
  if (rendered.length > 0) return renderMessageFrame('discord', rendered.join(''));
  return renderMessageFrame(
    'discord',
    typeof content === 'string' ? renderTextDisplay(content) : renderUnknown(payload),
  );
}

function renderComponent(value: unknown, resolveImage: ResolveImage): string {
  const component = asObject(value);
  const children = asArray(component['components']);
  switch (component['type']) {
    case COMPONENT_TYPE.container:
      return `<div class="discord-container">${renderAccent(component)}${children.map((one) => renderComponent(one, resolveImage)).join('')}</div>`;
    case COMPONENT_TYPE.textDisplay:
      return renderTextDisplay(asString(component['content']));
    case COMPONENT_TYPE.section:
      return renderSection(children, component['accessory'], resolveImage);
    case COMPONENT_TYPE.mediaGallery:
      return `<div class="discord-gallery">${asArray(component['items'])
        .map((item) => renderMedia(asObject(item), 'look-image', resolveImage))
        .join('')}</div>`;
    case COMPONENT_TYPE.separator:
      return renderSeparator(component);
    case COMPONENT_TYPE.actionRow:
      return `<div class="look-row">${children.map(renderControl).join('')}</div>`;
    default:
      return renderUnknown(value);
  }
}

/** A strip of colour. An image of one rectangle, as no page of ours takes styles from within it. */
function renderAccent({ accent_color: accentColor }: JsonObject): string {
  if (!Number.isInteger(accentColor) || Number(accentColor) < 0 || Number(accentColor) > 0xffffff) return '';
  const fill = Number(accentColor).toString(16).padStart(6, '0');
  return `<svg class="discord-accent" aria-hidden="true"><rect width="100%" height="100%" fill="#${fill}"/></svg>`;
}

function renderTextDisplay(content: string): string {
  return `<div class="discord-text">${renderMarkdown(content)}</div>`;
}

function renderSection(children: readonly unknown[], accessory: unknown, resolveImage: ResolveImage): string {
  const accessoryObject = asObject(accessory);
  const rendered =
    accessoryObject['type'] === COMPONENT_TYPE.thumbnail
      ? renderMedia(accessoryObject, 'look-thumbnail', resolveImage)
      : renderControl(accessory);
  return `<div class="discord-section"><div>${children.map((one) => renderComponent(one, resolveImage)).join('')}</div>${rendered}</div>`;
}

function renderMedia(
  { media: file, description }: JsonObject,
  className: 'look-image' | 'look-thumbnail',
  resolveImage: ResolveImage,
): string {
  return renderPreviewImage(
    { reference: asString(asObject(file)['url']), alt: asString(description), className },
    resolveImage,
  );
}

function renderSeparator({ divider, spacing }: JsonObject): string {
  const spacingClass = spacing === LARGE_SPACING ? ' discord-large' : '';
  return divider === false
    ? `<div class="discord-space${spacingClass}"></div>`
    : `<hr class="look-divider${spacingClass}">`;
}

/** The types of components that can be used (https://discord.com/developers/docs/components/reference#component-object-component-types). */
const BUTTON = 2;
const STRING_SELECT = 3;

/** https://discord.com/developers/docs/components/reference#button-button-styles */
const BUTTON_STYLES: Readonly<Record<number, string>> = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'danger',
  5: 'link',
};

/** A button or a select of a message. */
function renderControl(component: unknown): string {
  const control = asObject(component);
  switch (control['type']) {
    case BUTTON:
      return renderPreviewButton(
        controlLabel(control),
        BUTTON_STYLES[Number(control['style'])] ?? 'secondary',
        asString(control['url']),
      );
    case STRING_SELECT:
      return renderPreviewMenu(
        asString(control['placeholder']) || 'Make a selection',
        asArray(control['options']).map((option) => asString(asObject(option)['label'])),
      );
    default:
      return renderUnknown(component);
  }
}

function controlLabel({ label, emoji }: JsonObject): string {
  return [asString(asObject(emoji)['name']), asString(label)].filter(Boolean).join(' ');
}
