import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { Chart } from '../../src/charts/chart.ts';
import type { Block, Control, Document, Fact, PaperBlock } from '../../src/chat/document.ts';
import { unreachable } from '../../src/errors.ts';
import type { Span } from '../../src/text/span.ts';
import { chartText } from './chart.ts';
import { escapeText } from './escape.ts';
import { LIMITS } from './limits.ts';

interface Look {
  readonly width: number;
  readonly color: boolean;
  /** The number of the first button, 1 unless said. */
  readonly firstButton?: number;
  /** The time zone in which instants are told, UTC unless said. */
  readonly zone?: string;
}

/** A document as text for a terminal. The buttons are numbered; `actions` holds what each does, in that order. */
export interface Rendered {
  readonly text: string;
  readonly actions: readonly string[];
}

type Style = Extract<Parameters<typeof styleText>[0], string>;

/** What a word is called out with; within a title it has to stand out of bold text. */
const STRONG: readonly Style[] = ['bold', 'yellow'];

/** A space at which no line ends, so that a number stands beside what it presses. */
const UNBROKEN = '\u00a0';

const CHART_INDENT = '  ';

/** Renders a document for a terminal of this width. Without colour, what is strong stands between asterisks. */
export function render(document: Document, { width, color, firstButton = 1, zone = 'UTC' }: Look): Rendered {
  const actions: string[] = [];
  // Whether there are colours is the caller's to say: by itself styleText asks the process's standard output.
  const paint = (styles: readonly Style[], text: string): string =>
    color && styles.length > 0 && text !== '' ? styleText([...styles], text, { validateStream: false }) : text;
  // An address that is broken over two lines can be neither opened nor copied.
  const wrap = (text: string, indent = ''): string =>
    wrapAnsi(text, width - indent.length, { hard: !/https?:\/\//.test(text) })
      .replace(/^/gm, indent)
      .replace(/[ \t]+$/gm, '');

  /** Styles do not nest: the end of bold within bold ends both. So each span has all of its own. */
  const span = (part: Span, styles: readonly Style[]): string => {
    switch (part.kind) {
      case 'text':
        return paint(styles, escapeText(part.text));
      case 'strong':
        return color ? paint([...styles, ...STRONG], escapeText(part.text)) : `*${escapeText(part.text)}*`;
      case 'emphasis':
        return paint([...styles, 'italic'], escapeText(part.text));
      case 'code':
        return paint([...styles, 'cyan'], escapeText(part.text));
      case 'link':
        return paint(styles, linked(escapeText(part.text), escapeText(part.url)));
      case 'time':
        return paint(styles, timeIn(zone, part.at));
      default:
        return unreachable(part);
    }
  };
  const spans = (parts: readonly Span[], ...styles: readonly Style[]): string =>
    parts.map((part) => span(part, styles)).join('');

  const press = (label: string, action: string): string => {
    actions.push(action);
    return paint(['cyan'], `[${firstButton + actions.length - 1}]${UNBROKEN}${escapeText(label)}`);
  };
  const controls = (all: readonly Control[], indent = ''): string => {
    const pieces = all.flatMap((control) =>
      control.kind === 'button'
        ? [press(control.label, control.action)]
        : [`${escapeText(control.label)}:`, ...control.choices.map(({ label, action }) => press(label, action))],
    );
    return wrap(pieces.join('  '), indent).replaceAll(UNBROKEN, ' ');
  };

  const facts = (all: readonly Fact[]): string =>
    all
      .map(({ label, spans: value }) => wrap(`${paint(['bold'], `${escapeText(label)}:`)} ${spans(value)}`, '  '))
      .join('\n');

  const paper = (block: PaperBlock): string => {
    return [
      wrap(spans(block.title, 'bold', 'underline')),
      wrap(spans(block.byline, 'dim')),
      wrap(spans(block.lead), '  '),
      block.abstract && `\n${wrap(spans(block.abstract), '  ')}\n`,
      facts(block.facts),
      block.why && wrap(spans(block.why, 'dim'), '  '),
      ...block.links.map(({ label, url }) =>
        wrap(`${escapeText(label)}: ${paint(['underline'], escapeText(url))}`, '  '),
      ),
      controls(block.controls, '  '),
    ]
      .filter(Boolean)
      .join('\n');
  };

  const chart = ({ series, ...drawn }: Chart): string => {
    const named = series.map(({ name, values }) => ({ name: escapeText(name), values }));
    const room = width - CHART_INDENT.length;
    return chartText(
      { ...drawn, series: named },
      { width: room, wrap: (text) => wrapAnsi(text, room, { hard: true }) },
    ).replace(/^(?=.)/gm, CHART_INDENT);
  };

  const renderBlock = (block: Block): string => {
    switch (block.kind) {
      case 'heading':
        return wrap(spans(block.spans, 'bold'));
      case 'prose':
        return wrap(spans(block.spans));
      case 'paper':
        return paper(block);
      case 'facts':
        return facts(block.facts);
      case 'image':
        return wrap(`[${escapeText(block.alt)}] ${escapeText(block.url)}`);
      case 'divider':
        return paint(['dim'], '─'.repeat(Math.min(width, LIMITS.widestLine)));
      case 'actions':
        return controls(block.controls);
      case 'note':
        return wrap(spans(block.spans, 'dim'));
      case 'chart':
        return chart(block.chart);
      default:
        return unreachable(block);
    }
  };

  const text = document.blocks.map(renderBlock).filter(Boolean).join('\n\n');
  return { text: `${text}\n`, actions };
}

/** "Nov 22, 2026, 05:50 GMT+1" */
function timeIn(zone: string, at: string): string {
  return new Date(at).toLocaleString('en-US', {
    timeZone: zone,
    timeZoneName: 'short',
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
}

function linked(text: string, url: string): string {
  return text === url ? url : `${text} (${url})`;
}
