import { drawControl } from './discord-controls.ts';
import { drawMarkdown } from './discord-markdown.ts';
import { frame } from './frame.ts';
import { type Json, listOf, recordOf, textOf, unknownPart } from './json.ts';
import { drawPicture, type Pictures } from './picture.ts';

interface Options {
  /** Which pictures the page has itself; without it there are none, and links stand in their place. */
  readonly pictures?: Pictures;
}

/** The types of components that a message is made of (https://discord.com/developers/docs/components/reference#component-object-component-types). */
const TYPE = {
  actionRow: 1,
  section: 9,
  textDisplay: 10,
  thumbnail: 11,
  mediaGallery: 12,
  separator: 14,
  container: 17,
} as const;

const LARGE = 2;

/**
 * A message of Discord as Discord draws it: HTML, to be styled by the page. What of its components is not known here is shown as its
 * JSON. All of it is escaped, whoever wrote it.
 */
export function discordLook(payload: unknown, { pictures = () => undefined }: Options = {}): string {
  const { components, content } = recordOf(payload);
  const drawn = listOf(components).map((component) => draw(component, pictures));
  if (drawn.length > 0) return frame('discord', drawn.join(''));
  return frame('discord', typeof content === 'string' ? textDisplay(content) : unknownPart(payload));
}

function draw(value: unknown, pictures: Pictures): string {
  const component = recordOf(value);
  const inner = listOf(component['components']);
  switch (component['type']) {
    case TYPE.container:
      return `<div class="discord-container">${accent(component)}${inner.map((one) => draw(one, pictures)).join('')}</div>`;
    case TYPE.textDisplay:
      return textDisplay(textOf(component['content']));
    case TYPE.section:
      return section(inner, component['accessory'], pictures);
    case TYPE.mediaGallery:
      return `<div class="discord-gallery">${listOf(component['items'])
        .map((item) => media(recordOf(item), 'look-image', pictures))
        .join('')}</div>`;
    case TYPE.separator:
      return separator(component);
    case TYPE.actionRow:
      return `<div class="look-row">${inner.map(drawControl).join('')}</div>`;
    default:
      return unknownPart(value);
  }
}

/** A strip of colour. An image of one rectangle, as no page of ours takes styles from within it. */
function accent({ accent_color: colour }: Json): string {
  if (!Number.isInteger(colour) || Number(colour) < 0 || Number(colour) > 0xffffff) return '';
  const fill = Number(colour).toString(16).padStart(6, '0');
  return `<svg class="discord-accent" aria-hidden="true"><rect width="100%" height="100%" fill="#${fill}"/></svg>`;
}

function textDisplay(content: string): string {
  return `<div class="discord-text">${drawMarkdown(content)}</div>`;
}

function section(inner: readonly unknown[], accessory: unknown, pictures: Pictures): string {
  const beside = recordOf(accessory);
  const drawn = beside['type'] === TYPE.thumbnail ? media(beside, 'look-thumbnail', pictures) : drawControl(accessory);
  return `<div class="discord-section"><div>${inner.map((one) => draw(one, pictures)).join('')}</div>${drawn}</div>`;
}

function media({ media: file, description }: Json, name: 'look-image' | 'look-thumbnail', pictures: Pictures): string {
  return drawPicture({ reference: textOf(recordOf(file)['url']), alt: textOf(description), name }, pictures);
}

function separator({ divider, spacing }: Json): string {
  const space = spacing === LARGE ? ' discord-large' : '';
  return divider === false ? `<div class="discord-space${space}"></div>` : `<hr class="look-divider${space}">`;
}
