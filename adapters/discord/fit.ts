import { type APIComponentInContainer, ComponentType } from 'discord.js';
import type { Document } from '../../src/chat/document.ts';
import { fitDocument } from '../../src/chat/fit-document.ts';
import { LIMITS } from './limits.ts';

/** Builds the components of a message that Discord takes: at most so many, and so much text in them. */
export function fitComponents(
  document: Document,
  build: (document: Document) => APIComponentInContainer[],
): APIComponentInContainer[] {
  return fitDocument(document, { build, join, fits });
}

/** The same with fewer components: texts as one, and where that is not enough, no pictures, so that no paper of a list has to go for them. */
function join(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const joined = withTextsJoined(components);
  return isFew(flatten(joined)) ? joined : withTextsJoined(joined.flatMap(withoutPicture));
}

function withoutPicture(component: APIComponentInContainer): APIComponentInContainer[] {
  return component.type === ComponentType.Section ? component.components : [component];
}

/** Texts that stand one below the other as one text with several lines. */
function withTextsJoined(components: readonly APIComponentInContainer[]): APIComponentInContainer[] {
  const joined: APIComponentInContainer[] = [];
  for (const component of components) {
    const last = joined.at(-1);
    if (component.type === ComponentType.TextDisplay && last?.type === ComponentType.TextDisplay) {
      joined[joined.length - 1] = { ...last, content: `${last.content}\n${component.content}` };
    } else joined.push(component);
  }
  return joined;
}

/** Whether components, all together, are within Discord's numbers. */
function fits(components: readonly APIComponentInContainer[]): boolean {
  const all = flatten(components);
  return all.length > 0 && isFew(all) && textOf(all) <= LIMITS.text;
}

/** Whether these are not too many; the container around them is a component too. */
function isFew(all: readonly object[]): boolean {
  return all.length < LIMITS.components;
}

function flatten(components: readonly object[]): object[] {
  return components.flatMap((component) => [
    component,
    ...('components' in component ? flatten(component.components as object[]) : []),
    ...('accessory' in component ? [component.accessory as object] : []),
  ]);
}

function textOf(components: readonly object[]): number {
  return components.reduce(
    (sum, component) => sum + ('content' in component ? String(component.content).length : 0),
    0,
  );
}
