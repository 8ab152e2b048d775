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
  /** 1 by default. */
  readonly firstButtonNumber?: number;
  /** UTC by default. */
  readonly timeZone?: string;
}

/** The text of a document, and the actions of its numbered buttons in order. */
export interface Rendered {
  readonly text: string;
  readonly actions: readonly string[];
}

type Style = Extract<Parameters<typeof styleText>[0], string>;

/** Yellow sets strong words apart in a title, which is bold already. */
const STRONG_STYLES: readonly Style[] = ['bold', 'yellow'];

/** Keeps a button's number and label on one line. */
const NON_BREAKING_SPACE = '\u00a0';

const INDENT = '  ';

/** Renders a document for a terminal. Without color, strong text is between asterisks. */
export function render(document: Document, options: RenderOptions): Rendered {
  return new TerminalRenderer(options).render(document);
}

class TerminalRenderer {
  readonly #options: Required<RenderOptions>;
  readonly #actions: string[] = [];

  constructor(options: RenderOptions) {
    this.#options = { firstButtonNumber: 1, timeZone: 'UTC', ...options };
  }

  render({ blocks }: Document): Rendered {
    const text = blocks
      .map((block) => this.#renderBlock(block))
      .filter(Boolean)
      .join('\n\n');
    return { text: `${text}\n`, actions: this.#actions };
  }

  #renderBlock(block: Block): string {
    switch (block.kind) {
      case 'heading':
        return this.#wrap(this.#renderSpans(block.spans, 'bold'));
      case 'prose':
        return this.#wrap(this.#renderSpans(block.spans));
      case 'paper':
        return this.#renderPaper(block);
      case 'facts':
        return this.#renderFacts(block.facts);
      case 'image':
        return this.#wrap(`[${escapeText(block.alt)}] ${escapeText(block.url)}`);
      case 'divider':
        return this.#paint(['dim'], '─'.repeat(Math.min(this.#options.width, LIMITS.maxLineWidth)));
      case 'actions':
        return this.#renderControls(block.controls);
      case 'note':
        return this.#wrap(this.#renderSpans(block.spans, 'dim'));
      case 'chart':
        return this.#renderChart(block.chart);
      default:
        return unreachable(block);
    }
  }

  #renderPaper(block: PaperBlock): string {
    const lines = [
      this.#wrap(this.#renderSpans(block.title, 'bold', 'underline')),
      this.#wrap(this.#renderSpans(block.byline, 'dim')),
      this.#wrap(this.#renderSpans(block.lead), INDENT),
      block.abstract && `\n${this.#wrap(this.#renderSpans(block.abstract), INDENT)}\n`,
      this.#renderFacts(block.facts),
      block.why && this.#wrap(this.#renderSpans(block.why, 'dim'), INDENT),
      ...block.links.map(({ label, url }) =>
        this.#wrap(`${escapeText(label)}: ${this.#paint(['underline'], escapeText(url))}`, INDENT),
      ),
      this.#renderControls(block.controls, INDENT),
    ];
    return lines.filter(Boolean).join('\n');
  }

  #renderFacts(facts: readonly Fact[]): string {
    return facts
      .map(({ label, spans }) => `${this.#paint(['bold'], `${escapeText(label)}:`)} ${this.#renderSpans(spans)}`)
      .map((fact) => this.#wrap(fact, INDENT))
      .join('\n');
  }

  #renderControls(controls: readonly Control[], indent = ''): string {
    const pieces = controls.flatMap((control) => {
      if (control.kind === 'button') return [this.#renderButton(control)];
      return [`${escapeText(control.label)}:`, ...control.choices.map((choice) => this.#renderButton(choice))];
    });
    return this.#wrap(pieces.join('  '), indent).replaceAll(NON_BREAKING_SPACE, ' ');
  }

  #renderButton({ label, action }: { readonly label: string; readonly action: string }): string {
    this.#actions.push(action);
    const number = this.#options.firstButtonNumber + this.#actions.length - 1;
    return this.#paint(['cyan'], `[${number}]${NON_BREAKING_SPACE}${escapeText(label)}`);
  }

  #renderChart(chart: Chart): string {
    const series = chart.series.map(({ name, values }) => ({ name: escapeText(name), values }));
    const text = renderChart({ ...chart, series }, this.#options.width - INDENT.length);
    return text.replace(/^(?=.)/gm, INDENT);
  }

  #renderSpans(spans: readonly Span[], ...styles: readonly Style[]): string {
    return spans.map((span) => this.#renderSpan(span, styles)).join('');
  }

  /** Gives each span all its styles: they can't nest, as ending bold within bold ends both. */
  #renderSpan(span: Span, styles: readonly Style[]): string {
    switch (span.kind) {
      case 'text':
        return this.#paint(styles, escapeText(span.text));
      case 'strong':
        return this.#options.color
          ? this.#paint([...styles, ...STRONG_STYLES], escapeText(span.text))
          : `*${escapeText(span.text)}*`;
      case 'emphasis':
        return this.#paint([...styles, 'italic'], escapeText(span.text));
      case 'code':
        return this.#paint([...styles, 'cyan'], escapeText(span.text));
      case 'link':
        return this.#paint(styles, escapeText(span.text === span.url ? span.url : `${span.text} (${span.url})`));
      case 'time':
        return this.#paint(styles, formatTime(this.#options.timeZone, span.at));
      default:
        return unreachable(span);
    }
  }

  #paint(styles: readonly Style[], text: string): string {
    if (!this.#options.color || styles.length === 0 || text === '') return text;
    return styleText([...styles], text, { validateStream: false });
  }

  /** Wraps lines, but keeps URLs whole so that they can be opened and copied. */
  #wrap(text: string, indent = ''): string {
    return wrapAnsi(text, this.#options.width - indent.length, { hard: !/https?:\/\//.test(text) })
      .replace(/^/gm, indent)
      .replace(/[ \t]+$/gm, '');
  }
}

/** "Nov 22, 2026, 05:50 GMT+1" */
function formatTime(timeZone: string, at: string): string {
  return new Date(at).toLocaleString('en-US', {
    timeZone,
    timeZoneName: 'short',
    ...{ year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
}

/** The line width for an output with this many columns. Some terminals report 0. */
export function lineWidth(columns: number | undefined): number {
  return Math.max(LIMITS.minLineWidth, Math.min(columns || LIMITS.defaultLineWidth, LIMITS.maxLineWidth));
}
