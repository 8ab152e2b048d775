import { type Json, listOf, recordOf, textOf, unknownPart } from './json.ts';
import { button, menu } from './parts.ts';

/** A button, an overflow menu or a select of a message (https://docs.slack.dev/reference/block-kit/block-elements). */
export function drawElement(element: unknown): string {
  const { type, text, style, url, placeholder, options, option_groups: groups } = recordOf(element);
  switch (type) {
    case 'button':
      return button(plain(text), style === 'primary' || style === 'danger' ? style : 'default', textOf(url));
    case 'overflow':
      return menu('⋯', listOf(options).map(labelOf));
    case 'static_select':
    case 'multi_static_select':
      return menu(
        plain(placeholder),
        [...listOf(options), ...listOf(groups).flatMap((group) => listOf(recordOf(group)['options']))].map(labelOf),
      );
    default:
      return unknownPart(element);
  }
}

function labelOf(option: unknown): string {
  const { text }: Json = recordOf(option);
  return plain(text);
}

function plain(object: unknown): string {
  return textOf(recordOf(object)['text']);
}
