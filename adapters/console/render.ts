import { styleText } from 'node:util';
import wrapAnsi from 'wrap-ansi';
import type { Block, Control, Document, Fact, PaperBlock } from '../../src/chat/document.ts';
import type { Chart } from '../../src/runtime/charts/chart.ts';
import { unreachable } from '../../src/runtime/errors.ts';
import type { Span } from '../../src/text/spans.ts';
import { renderChart } from './charts.ts';
import { escapeText } from './escape.ts';
import { LIMITS } from './limits.ts';

interface RenderOptions {
  readonly width: number;
  readonly color: boolean;
  /** The number of the first button, 1 unless said. */
  readonly firstButtonNumber?: number;
  /** The time zone in which instants are told, UTC unless said. */
  readonly timeZone?: string;
}

/** A document as text for a terminal. The buttons are numbered; `actions` holds what each does, in that order. */
export interface Rendered {
  readonly text: string;
  readonly actions: readonly string[];
}

type Style = Extract<Parameters<typeof styleText>[0], string>;

/** What a word is called out with; within a title it has to stand out of bold text. */
const STRONG_STYLES: readonly Style[] = ['bold', 'yellow'];

/** A space at which no line ends, so that a number stands beside what it presses. */
const NON_BREAKING_SPACE = '\u00a0';

const CHART_INDENT = '  ';

/** Renders a document for a terminal of this width. Without colour, what is strong stands between asterisks. */
export function render(
  document: Document,
  { width, color, firstButtonNumber = 1, timeZone = 'UTC' }: RenderOptions,
): Rendered {
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
  const renderSpan = (node: Span, styles: readonly Style[]): string => {
    switch (node.kind) {
      case 'text':
        return paint(styles, escapeText(node.text));
      case 'strong':
        return color ? paint([...styles, ...STRONG_STYLES], escapeText(node.text)) : `*${escapeText(node.text)}*`;
      case 'emphasis':
        return paint([...styles, 'italic'], escapeText(node.text));
      case 'code':
        return paint([...styles, 'cyan'], escapeText(node.text));
      case 'link':
        return paint(styles, formatLink(escapeText(node.text), escapeText(node.url)));
      case 'time':
        return paint(styles, formatTime(timeZone, node.at));
      default:
        return unreachable(node);
    }
  };
  const renderSpans = (parts: readonly Span[], ...styles: readonly Style[]): string =>
    parts.map((node) => renderSpan(node, styles)).join('');

  const renderButton = (label: string, action: string): string => {
    actions.push(action);
    return paint(['cyan'], `[${firstButtonNumber + actions.length - 1}]${NON_BREAKING_SPACE}${escapeText(label)}`);
  };
  const renderControls = (controls: readonly Control[], indent = ''): string => {
    const pieces = controls.flatMap((control) =>
      control.kind === 'button'
        ? [renderButton(control.label, control.action)]
        : [`${escapeText(control.label)}:`, ...control.choices.map(({ label, action }) => renderButton(label, action))],
    );
    return wrap(pieces.join('  '), indent).replaceAll(NON_BREAKING_SPACE, ' ');
  };

  const renderFacts = (facts: readonly Fact[]): string =>
    facts
      .map(({ label, spans: value }) => wrap(`${paint(['bold'], `${escapeText(label)}:`)} ${renderSpans(value)}`, '  '))
      .join('\n');

  const renderPaper = (block: PaperBlock): string => {
    return [
      wrap(renderSpans(block.title, 'bold', 'underline')),
      wrap(renderSpans(block.byline, 'dim')),
      wrap(renderSpans(block.lead), '  '),
      block.abstract && `\n${wrap(renderSpans(block.abstract), '  ')}\n`,
      renderFacts(block.facts),
      block.why && wrap(renderSpans(block.why, 'dim'), '  '),
      ...block.links.map(({ label, url }) =>
        wrap(`${escapeText(label)}: ${paint(['underline'], escapeText(url))}`, '  '),
      ),
      renderControls(block.controls, '  '),
    ]
      .filter(Boolean)
      .join('\n');
  };

  const renderChartBlock = ({ series, ...drawn }: Chart): string => {
    const escapedSeries = series.map(({ name, values }) => ({ name: escapeText(name), values }));
    const chartWidth = width - CHART_INDENT.length;
    return renderChart(
      { ...drawn, series: escapedSeries },
      { width: chartWidth, wrap: (text) => wrapAnsi(text, chartWidth, { hard: true }) },
    ).replace(/^(?=.)/gm, CHART_INDENT);
  };

  const renderBlock = (block: Block): string => {
    switch (block.kind) {
      case 'heading':
        return wrap(renderSpans(block.spans, 'bold'));
      case 'prose':
        return wrap(renderSpans(block.spans));
      case 'paper':
        return renderPaper(block);
      case 'facts':
        return renderFacts(block.facts);
      case 'image':
        return wrap(`[${escapeText(block.alt)}] ${escapeText(block.url)}`);
      case 'divider':
        return paint(['dim'], '─'.repeat(Math.min(width, LIMITS.maxLineWidth)));
      case 'actions':
        return renderControls(block.controls);
      case 'note':
        return wrap(renderSpans(block.spans, 'dim'));
      case 'chart':
        return renderChartBlock(block.chart);
      default:
        return unreachable(block);
    }
  };

  const text = document.blocks.map(renderBlock).filter(Boolean).join('\n\n');
  return { text: `${text}\n`, actions };
}

/** "Nov 22, 2026, 05:50 GMT+1" */
function formatTime(timeZone: string, at: string): string {
  return new Date(at).toLocaleString('en-US', {
    timeZone: timeZone,
    timeZoneName: 'short',
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
}

function formatLink(text: string, url: string): string {
  return text === url ? url : `${text} (${url})`;
}

/** How wide a line may be on an output that tells its columns, or does not. Some terminals tell 0 of them. */
export function lineWidth(columns: number | undefined): number {
  return Math.max(LIMITS.minLineWidth, Math.min(columns || LIMITS.defaultLineWidth, LIMITS.maxLineWidth));
}
