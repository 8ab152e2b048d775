import type { Chart } from '../../../src/charts/chart.ts';
import { render } from '../render.ts';
import { linkify } from '../spans.ts';
import type { Message } from './message.ts';

/** What was said as HTML: Paperboy's documents, and what people typed, line by line in a `p.typed`. */
export function renderContent(content: Message['content'], chartUrl: (chart: Chart) => string): string {
  if (typeof content !== 'string') return render(content, { chartUrl });
  return `<p class="typed">${content.split(/\r?\n/).map(linkify).join('<br>')}</p>`;
}
