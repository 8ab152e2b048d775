import { type Html, html } from '../escape.ts';
import { renderMarkdown } from './discord-markdown.ts';
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

interface DiscordPreviewOptions {
  /** Images that can't be resolved, by default all of them, are shown as links. */
  readonly resolveImage?: ResolveImage;
}

/** https://discord.com/developers/docs/components/reference#component-object-component-types */
const COMPONENT_TYPE = {
  actionRow: 1,
  button: 2,
  stringSelect: 3,
  section: 9,
  textDisplay: 10,
  thumbnail: 11,
  mediaGallery: 12,
  separator: 14,
  container: 17,
} as const;

/** https://discord.com/developers/docs/components/reference#button-button-styles */
const BUTTON_STYLES: Readonly<Record<number, string>> = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'danger',
  5: 'link',
};

const LARGE_SPACING = 2;

/** A message as Discord shows it, as HTML. Components that the preview doesn't know are shown as JSON. */
export function renderDiscordPreview(
  payload: unknown,
  { resolveImage = () => undefined }: DiscordPreviewOptions = {},
): string {
  const { components, content } = asObject(payload);
  const rendered = asArray(components).map((component) => renderComponent(component, resolveImage));
  if (rendered.length > 0) return renderMessageFrame('discord', rendered);
  return renderMessageFrame(
    'discord',
    typeof content === 'string' ? renderTextDisplay(content) : renderUnknown(payload),
  );
}

function renderComponent(value: unknown, resolveImage: ResolveImage): Html {
  const component = asObject(value);
  const children = asArray(component['components']);
  switch (component['type']) {
    case COMPONENT_TYPE.container: {
      const content = children.map((child) => renderComponent(child, resolveImage));
      return html`<div class="discord-container">${renderAccent(component)}${content}</div>`;
    }
    case COMPONENT_TYPE.textDisplay:
      return renderTextDisplay(asString(component['content']));
    case COMPONENT_TYPE.section:
      return renderSection(children, component['accessory'], resolveImage);
    case COMPONENT_TYPE.mediaGallery: {
      const items = asArray(component['items']).map((item) =>
        renderMedia(asObject(item), 'preview-image', resolveImage),
      );
      return html`<div class="discord-gallery">${items}</div>`;
    }
    case COMPONENT_TYPE.separator:
      return renderSeparator(component);
    case COMPONENT_TYPE.actionRow:
      return html`<div class="preview-row">${children.map(renderControl)}</div>`;
    default:
      return renderUnknown(value);
  }
}

/** A strip of color, as an image, because the content security policy allows no inline styles. */
function renderAccent({ accent_color: accentColor }: JsonObject): Html | undefined {
  if (!Number.isInteger(accentColor) || Number(accentColor) < 0 || Number(accentColor) > 0xffffff) return undefined;
  const fill = Number(accentColor).toString(16).padStart(6, '0');
  return html`<svg class="discord-accent" aria-hidden="true"><rect width="100%" height="100%" fill="#${fill}"/></svg>`;
}

function renderTextDisplay(content: string): Html {
  return html`<div class="discord-text">${renderMarkdown(content)}</div>`;
}

function renderSection(children: readonly unknown[], accessory: unknown, resolveImage: ResolveImage): Html {
  const accessoryObject = asObject(accessory);
  const rendered =
    accessoryObject['type'] === COMPONENT_TYPE.thumbnail
      ? renderMedia(accessoryObject, 'preview-thumbnail', resolveImage)
      : renderControl(accessory);
  const content = children.map((child) => renderComponent(child, resolveImage));
  return html`<div class="discord-section"><div>${content}</div>${rendered}</div>`;
}

function renderMedia(
  { media, description }: JsonObject,
  className: PreviewImage['className'],
  resolveImage: ResolveImage,
): Html {
  const reference = asString(asObject(media)['url']);
  return renderPreviewImage({ reference, alt: asString(description), className }, resolveImage);
}

function renderSeparator({ divider, spacing }: JsonObject): Html {
  const spacingClass = spacing === LARGE_SPACING ? ' discord-large' : '';
  return divider === false
    ? html`<div class="discord-space${spacingClass}"></div>`
    : html`<hr class="preview-divider${spacingClass}">`;
}

function renderControl(component: unknown): Html {
  const control = asObject(component);
  const { type, style, url, placeholder, options } = control;
  switch (type) {
    case COMPONENT_TYPE.button:
      return renderPreviewButton(buttonLabel(control), BUTTON_STYLES[Number(style)] ?? 'secondary', asString(url));
    case COMPONENT_TYPE.stringSelect:
      return renderPreviewMenu(
        asString(placeholder) || 'Make a selection',
        asArray(options).map((option) => asString(asObject(option)['label'])),
      );
    default:
      return renderUnknown(component);
  }
}

function buttonLabel({ label, emoji }: JsonObject): string {
  return [asString(asObject(emoji)['name']), asString(label)].filter(Boolean).join(' ');
}
