import { asArray, asObject, asString, type JsonObject, renderUnknown } from './json.ts';
import { renderPreviewButton, renderPreviewMenu } from './parts.ts';

/** A button, an overflow menu or a select of a message (https://docs.slack.dev/reference/block-kit/block-elements). */
export function renderElement(element: unknown): string {
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
