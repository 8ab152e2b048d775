import { asArray, asObject, asString, type JsonObject, renderUnknown } from './json.ts';
import { renderPreviewButton, renderPreviewMenu } from './parts.ts';

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
export function renderControl(component: unknown): string {
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
