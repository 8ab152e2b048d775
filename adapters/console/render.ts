import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { Block, Control, Document, Fact, PaperBlock } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import type { Span } from '../../src/text/span.ts';
import { escapeText } from './escape.ts';

interface Terminal {
  readonly width: number;
  readonly color: boolean;
}

/** A document as text for a terminal. The buttons are numbered from 1; `actions` holds what each does, in that order. */
export interface Rendered {
  readonly text: string;
  readonly actions: readonly string[];
}

type Style = Parameters<typeof styleText>[0];

/** Renders a document for a terminal of this width. Without colour, what is strong stands between asterisks. */
export function render(document: Document, { width, color }: Terminal): Rendered {
  const actions: string[] = [];
  const paint = (style: Style, text: string): string => (color && text !== '' ? styleText(style, text) : text);
  const wrap = (text: string, indent = ''): string =>
    wrapAnsi(text, width - indent.length, { hard: true })
      .replace(/^/gm, indent)
      .replace(/[ \t]+$/gm, '');

  const span = (part: Span): string => {
    switch (part.kind) {
      case 'text':
        return escapeText(part.text);
      case 'strong':
        return color ? paint('bold', escapeText(part.text)) : `*${escapeText(part.text)}*`;
      case 'emphasis':
        return paint('italic', escapeText(part.text));
      case 'code':
        return paint('cyan', escapeText(part.text));
      case 'link':
        return `${escapeText(part.text)} (${escapeText(part.url)})`;
      case 'time':
        return new Date(part.at).toISOString().replace('T', ' ').slice(0, 16).concat(' UTC');
      default:
        return unreachable(part);
    }
  };
  const spans = (parts: readonly Span[]): string => parts.map(span).join('');

  const press = (label: string, action: string): string => {
    actions.push(action);
    return paint('cyan', `[${actions.length}] ${escapeText(label)}`);
  };
  const controls = (all: readonly Control[]): string =>
    all
      .flatMap((control) =>
        control.kind === 'button'
          ? [press(control.label, control.action)]
          : [`${escapeText(control.label)}:`, ...control.choices.map(({ label, action }) => press(label, action))],
      )
      .join('  ');

  const facts = (all: readonly Fact[]): string =>
    all.map(({ label, spans: value }) => wrap(`${paint('bold', escapeText(label))}: ${spans(value)}`, '  ')).join('\n');

  const paper = (block: PaperBlock): string => {
    const counts = block.facts.map(({ label, spans: value }) => `${escapeText(label).toLowerCase()} ${spans(value)}`);
    return [
      wrap(paint(['bold', 'underline'], spans(block.title))),
      wrap(paint('dim', [spans(block.byline), ...counts].filter(Boolean).join(' · '))),
      wrap(spans(block.lead), '  '),
      block.abstract && `\n${wrap(spans(block.abstract), '  ')}\n`,
      block.why && wrap(paint('dim', spans(block.why)), '  '),
      ...block.links.map(({ label, url }) =>
        wrap(`${escapeText(label)}: ${paint('underline', escapeText(url))}`, '  '),
      ),
      wrap(controls(block.controls), '  '),
    ]
      .filter(Boolean)
      .join('\n');
  };

  const renderBlock = (block: Block): string => {
    switch (block.kind) {
      case 'heading':
        return wrap(paint('bold', spans(block.spans)));
      case 'prose':
        return wrap(spans(block.spans));
      case 'paper':
        return paper(block);
      case 'facts':
        return facts(block.facts);
      case 'image':
        return wrap(`[${escapeText(block.alt)}] ${escapeText(block.url)}`);
      case 'divider':
        return paint('dim', '─'.repeat(width));
      case 'actions':
        return wrap(controls(block.controls));
      case 'note':
        return wrap(paint('dim', spans(block.spans)));
      default:
        return unreachable(block);
    }
  };

  const text = document.blocks.map(renderBlock).filter(Boolean).join('\n\n');
  return { text: `${text}\n`, actions };
}
