import { type Json, listOf, recordOf, textOf, unknownPart } from './json.ts';
import { button, menu } from './parts.ts';

/** The types of components that can be used (https://discord.com/developers/docs/components/reference#component-object-component-types). */
const BUTTON = 2;
const STRING_SELECT = 3;

/** https://discord.com/developers/docs/components/reference#button-button-styles */
const STYLES: Readonly<Record<number, string>> = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'danger', 5: 'link' };

/** A button or a select of a message. */
export function drawControl(component: unknown): string {
  const control = recordOf(component);
  switch (control['type']) {
    case BUTTON:
      return button(labelOf(control), STYLES[Number(control['style'])] ?? 'secondary', textOf(control['url']));
    case STRING_SELECT:
      return menu(
        textOf(control['placeholder']) || 'Make a selection',
        listOf(control['options']).map((option) => textOf(recordOf(option)['label'])),
      );
    default:
      return unknownPart(component);
  }
}

function labelOf({ label, emoji }: Json): string {
  return [textOf(recordOf(emoji)['name']), textOf(label)].filter(Boolean).join(' ');
}
