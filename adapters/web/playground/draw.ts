import type { Chart } from '../../../src/charts/chart.ts';
import { render } from '../render.ts';
import { linkAddresses } from '../spans.ts';
import type { Message } from './message.ts';

/** What was said as HTML: Paperboy's documents, and what people typed, line by line in a `p.typed`. */
export function draw(said: Message['said'], chartUrl: (chart: Chart) => string): string {
  if (typeof said !== 'string') return render(said, { chartUrl });
  return `<p class="typed">${said.split(/\r?\n/).map(linkAddresses).join('<br>')}</p>`;
}
