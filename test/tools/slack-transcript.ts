import type { types } from '@slack/bolt';
import wrapAnsi from 'wrap-ansi';
import type { SlackMessage } from '../../adapters/slack/render.ts';

type Beside = NonNullable<types.SectionBlock['accessory']> | types.ActionsBlockElement;

const WIDTH = 72;

/** A Slack message as text: what a person reads, with buttons in brackets, menus with their arrow, and what stands beside a text at the right. */
export function slackTranscript({ blocks }: Pick<SlackMessage, 'blocks'>): string {
  return blocks
    .flatMap((block) => [...linesOf(block), ''])
    .map((line) => `  ┃ ${line}`.trimEnd())
    .join('\n');
}

function linesOf(block: types.KnownBlock): string[] {
  switch (block.type) {
    case 'header':
      return wrapped(block.text.text);
    case 'rich_text':
      return wrapped(block.elements.flatMap(({ elements }) => elements.map(spoken)).join(''));
    case 'section':
      return withBeside(block.text?.text ?? '', block.accessory);
    case 'context':
      return block.elements.flatMap((element) => wrapped('text' in element ? element.text : element.alt_text));
    case 'actions':
      return wrapped(block.elements.map(control).join('  '));
    case 'image':
      return wrapped(`(${block.alt_text})`);
    case 'divider':
      return ['─'.repeat(WIDTH)];
    default:
      throw new Error(`a transcript can't show a ${block.type}`);
  }
}

function spoken(element: types.RichTextElement | types.RichTextSection): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return element.text ?? element.url;
    case 'date':
      return element.fallback ?? '';
    default:
      throw new Error(`a transcript can't show a ${element.type}`);
  }
}

/** What stands beside a text ends the first of its lines. */
function withBeside(text: string, beside: Beside | undefined): string[] {
  if (beside === undefined) return wrapped(text);
  const shown = control(beside);
  const room = WIDTH - shown.length - 2;
  const [first = '', ...others] = wrapped(text, room);
  return [`${first.padEnd(room)}  ${shown}`, ...others];
}

function control(element: Beside): string {
  switch (element.type) {
    case 'button':
      return element.url === undefined ? `[ ${element.text.text} ]` : `[ ${element.text.text} ↗ ]`;
    case 'overflow':
      return '[ ⋯ ]';
    case 'image':
      return `(${element.alt_text})`;
    case 'static_select':
      return `[ ${element.placeholder?.text} ▾ ]`;
    default:
      throw new Error(`a transcript can't show a ${element.type}`);
  }
}

/** Lines as a person reads them, without the joiners that keep Slack from reading more into them. */
function wrapped(text: string, width = WIDTH): string[] {
  return wrapAnsi(text.replaceAll('\u2060', ''), width).split('\n');
}
