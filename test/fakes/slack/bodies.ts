import { randomBytes } from 'node:crypto';

interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
}

export interface Option {
  readonly text: TextObject;
  readonly value: string;
  readonly description?: TextObject;
}

export interface Element {
  readonly type: string;
  readonly action_id?: string;
  readonly text?: TextObject;
  readonly value?: string;
  readonly url?: string;
  readonly options?: readonly Option[];
  readonly option_groups?: readonly { readonly options: readonly Option[] }[];
  readonly [field: string]: unknown;
}

export interface Block {
  readonly type: string;
  readonly block_id?: string;
  readonly accessory?: Element;
  readonly element?: Element;
  readonly elements?: readonly Element[];
  readonly actions?: readonly Element[];
  readonly child_blocks?: readonly Block[];
  readonly optional?: boolean;
  readonly [field: string]: unknown;
}

export interface MessageBody {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly { readonly blocks?: readonly Block[]; readonly [field: string]: unknown }[];
  readonly metadata?: { readonly event_type: string; readonly event_payload: Readonly<Record<string, unknown>> };
}

export interface ViewBody {
  readonly type: 'modal' | 'home';
  readonly blocks: readonly Block[];
  readonly title?: TextObject;
  readonly submit?: TextObject;
  readonly close?: TextObject;
  readonly callback_id?: string;
  readonly external_id?: string;
  readonly private_metadata?: string;
  readonly clear_on_close?: boolean;
  readonly notify_on_close?: boolean;
}

/** Adds missing block and action ids, as Slack does. */
function nameBlocks(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => ({
    ...block,
    block_id: block.block_id ?? randomName(),
    ...(block.accessory && { accessory: nameElement(block.accessory) }),
    ...(block.element && { element: nameElement(block.element) }),
    ...(block.elements && {
      elements:
        block.type === 'carousel' ? nameBlocks(block.elements as readonly Block[]) : block.elements.map(nameElement),
    }),
    ...(block.actions && { actions: block.actions.map(nameElement) }),
    ...(block.child_blocks && { child_blocks: nameBlocks(block.child_blocks) }),
  }));
}

/** All interactive elements with their blocks. */
export function interactiveElements(
  blocks: readonly Block[] = [],
): { readonly block: Block; readonly element: Element }[] {
  return blocks.flatMap((block) => {
    const { accessory, element, elements = [], actions = [], child_blocks: children } = block;
    const cards = block.type === 'carousel' ? interactiveElements(elements as readonly Block[]) : [];
    const own = [accessory, element, ...elements, ...actions].flatMap((one) => one ?? []);
    const usable = own.filter(({ action_id }) => action_id !== undefined);
    return [...usable.map((one) => ({ block, element: one })), ...cards, ...interactiveElements(children)];
  });
}

/** The body with all block and action ids. */
export function withNames<Body extends { readonly blocks?: readonly Block[] }>(body: Body): Body {
  return body.blocks ? { ...body, blocks: nameBlocks(body.blocks) } : body;
}

const PASSIVE_TYPES = ['image', 'plain_text', 'mrkdwn'];

function nameElement(element: Element): Element {
  if (PASSIVE_TYPES.includes(element.type) || element.type.startsWith('rich_text_')) {
    return element.type === 'rich_text_input' ? { action_id: randomName(), ...element } : element;
  }
  return { action_id: randomName(), ...element };
}

function randomName(): string {
  return randomBytes(4).toString('base64url').slice(0, 5);
}
