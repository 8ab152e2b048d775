import { describe, expect, it } from 'vitest';
import { render } from '../../../../adapters/console/render.ts';
import type { Chart } from '../../../../src/runtime/charts/chart.ts';
import { listMonths } from '../../../../src/text/months.ts';
import { chart } from '../../../fixtures/charts.ts';

function drawn(fields: Partial<Chart>, width = 60, color = false): string[] {
  const { text } = render({ blocks: [{ kind: 'chart', chart: chart(fields) }] }, { width, color });
  return text.trimEnd().split('\n');
}

describe('a chart on a console', () => {
  it('has a column per month for each topic, the years below, and the highest value', () => {
    const months = listMonths('2023-11', '2025-03');
    const series = [
      { name: 'walking', values: months.map((_, at) => at) },
      { name: 'running', values: months.map((_, at) => (at === 16 ? 1 : 0)) },
    ];
    expect(drawn({ months, series })).toEqual([
      '  walking',
      '  ·▁▁▂▂▃▃▄▄▅▅▆▆▇▇██',
      '  running',
      '  ················▁',
      '    2024        2025',
      '',
      '  One column per month, Nov 2023 to Mar 2025 so far, in',
      '  papers; █ is 16.',
    ]);
  });

  it('leaves months without data blank, and says so', () => {
    const months = listMonths('2024-01', '2024-06');
    const series = [{ name: 'a', values: [1, 0, null, null, 2, 2] }];
    expect(drawn({ months, series, isLastMonthPartial: false }, 90)).toEqual([
      '  a',
      '  ▄·  ██',
      '  2024',
      '',
      '  One column per month, Jan 2024 to Jun 2024, in papers; █ is 2. Blank months have no',
      '  data.',
    ]);
  });

  it('shows its first year if there is room before the next', () => {
    const months = listMonths('2024-03', '2025-02');
    expect(drawn({ months, series: [{ name: 'a', values: months.map(() => 1) }], isLastMonthPartial: false })).toEqual([
      '  a',
      '  ████████████',
      '  2024      2025',
      '',
      '  One column per month, Mar 2024 to Feb 2025, in papers; █',
      '  is 1.',
    ]);
  });

  it('continues below if there are more months than columns', () => {
    const lines = drawn({}, 20);
    expect(lines.slice(0, 7)).toEqual([
      '  walking',
      '  ·▂▃▄▆▇█·▂▃▄▆▇█·▂▃▄',
      '  2023     2024',
      '',
      '  walking',
      '  ▆▇█·▂▃',
      '     2025',
    ]);
    expect(lines.every((line) => line.length <= 20)).toBe(true);
  });

  it('has no colors', () => {
    expect(drawn({}, 60, true)).toEqual(drawn({}, 60, false));
  });

  it('shows zeros as dots', () => {
    const months = listMonths('2025-01', '2025-03');
    expect(drawn({ months, series: [{ name: 'a', values: [0, 0, 0] }] }).slice(0, 2)).toEqual(['  a', '  ···']);
  });

  it('escapes control characters of names', () => {
    expect(drawn({ series: [{ name: '\u001b[31mred\u0007\u202e', values: [] }] })[0]).toBe('  [31mred');
  });
});
