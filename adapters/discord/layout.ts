import {
  type APIComponentInContainer,
  type APIComponentInMessageActionRow,
  ButtonStyle,
  ComponentType,
} from 'discord.js';
import { type Control, type Document, fitDocument, type PaperBlock } from '../../src/chat/document.ts';
import { truncate } from '../../src/text/format.ts';
import { plainLabel } from './escape.ts';
import { LIMITS } from './limits.ts';
import { toHttpUrl } from './spans.ts';

/** Builds components from as much of a document as fits Discord's limits on components and text. */
export function fitComponents(
  document: Document,
  build: (document: Document) => APIComponentInContainer[],
): APIComponentInContainer[] {
  return fitDocument(document, { build, compact: compactComponents, fits: isWithinLimits });
}

/** Merges texts and, if that isn't enough, drops thumbnails, so that a list keeps all its papers. */
function compactComponents(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const merged = mergeAdjacentTexts(components);
  return isWithinComponentLimit(flattenComponents(merged))
    ? merged
    : mergeAdjacentTexts(merged.flatMap(withoutThumbnail));
}

function withoutThumbnail(component: APIComponentInContainer): APIComponentInContainer[] {
  return component.type === ComponentType.Section ? component.components : [component];
}

function mergeAdjacentTexts(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const merged: APIComponentInContainer[] = [];
  for (const component of components) {
    const last = merged.at(-1);
    if (component.type === ComponentType.TextDisplay && last?.type === ComponentType.TextDisplay) {
      merged[merged.length - 1] = { ...last, content: `${last.content}\n${component.content}` };
    } else merged.push(component);
  }
  return merged;
}

function isWithinLimits(components: readonly APIComponentInContainer[]): boolean {
  const all = flattenComponents(components);
  return all.length > 0 && isWithinComponentLimit(all) && textLength(all) <= LIMITS.text;
}

/** One less than the limit, because the container counts too. */
function isWithinComponentLimit(all: readonly object[]): boolean {
  return all.length < LIMITS.components;
}

function flattenComponents(components: readonly object[]): object[] {
  return components.flatMap((component) => [
    component,
    ...('components' in component ? flattenComponents(component.components as object[]) : []),
    ...('accessory' in component ? [component.accessory as object] : []),
  ]);
}

function textLength(components: readonly object[]): number {
  const contents = components.map((component) => ('content' in component ? String(component.content) : ''));
  return contents.reduce((sum, { length }) => sum + length, 0);
}

export function linkRows({ links }: PaperBlock): APIComponentInContainer[] {
  return buttonRows(
    links.flatMap(({ label, url }) => {
      const href = toHttpUrl(url);
      if (href === undefined) return [];
      return [{ type: ComponentType.Button, style: ButtonStyle.Link, label: buttonLabel(label), url: href }];
    }),
  );
}

/** Renders buttons, then menus. `nextCustomId` makes an action's id unique within the message. */
export function controlRows(
  controls: readonly Control[],
  nextCustomId: (action: string) => string,
): APIComponentInContainer[] {
  const buttons = controls.flatMap((control): APIComponentInMessageActionRow[] => {
    if (control.kind !== 'button') return [];
    const customId = nextCustomId(control.action);
    const label = buttonLabel(control.label);
    return [{ type: ComponentType.Button, style: ButtonStyle.Secondary, label, custom_id: customId }];
  });
  const menus = controls.flatMap((control) => (control.kind === 'menu' ? menuRows(control, nextCustomId) : []));
  return [...buttonRows(buttons), ...menus];
}

/** Renders a menu, as several if it has more choices than one can hold. */
function menuRows(
  menu: Extract<Control, { kind: 'menu' }>,
  nextCustomId: (action: string) => string,
): APIComponentInContainer[] {
  return chunks(menu.choices, LIMITS.selectOptions).map((choices) => ({
    type: ComponentType.ActionRow,
    components: [
      {
        type: ComponentType.StringSelect,
        custom_id: nextCustomId('menu'),
        placeholder: truncate(plainLabel(menu.label), LIMITS.placeholder),
        options: choices.map(({ label, action }) => ({
          label: truncate(plainLabel(label), LIMITS.selectText) || '…',
          value: nextCustomId(action),
        })),
      },
    ],
  }));
}

function buttonRows(buttons: readonly APIComponentInMessageActionRow[]): APIComponentInContainer[] {
  return chunks(buttons, LIMITS.buttonsInRow).map((components) => ({ type: ComponentType.ActionRow, components }));
}

function buttonLabel(label: string): string {
  return truncate(plainLabel(label), LIMITS.buttonLabel) || '…';
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
