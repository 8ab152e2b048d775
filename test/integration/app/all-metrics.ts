import type { MetricObject } from 'prom-client';
import { registerGauges } from '../../../src/app/gauges.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ABOUT, watched } from './monitored-process.ts';

type Metric = Pick<MetricObject, 'name' | 'help'> & { readonly type: string; readonly labelNames: readonly string[] };

/** Every metric that a process tells, in the order in which it does. */
export function everyMetric(): Metric[] {
  const { registry } = createMetrics(ABOUT);
  const ping = async () => ({ kind: 'ok', value: undefined }) as const;
  registerGauges(registry, watched(), { ping, log: createMemoryLog().log, timeoutMs: 1000 });
  // prom-client keeps the type and the labels with a metric, and does not say so in its types.
  return registry.getMetricsAsArray() as unknown as Metric[];
}

/** A table for the README: the metrics of Paperboy, a row each. Those of Node.js and of the process are prom-client's own. */
export function metricTable(): string {
  const rows = everyMetric()
    .filter(({ name }) => name.startsWith('paperboy_'))
    .map(({ name, type, labelNames, help }) => {
      const labels = labelNames.filter((label) => label !== 'le').map((label) => `\`${label}\``);
      return `| \`${name}\` | ${type} | ${labels.join(', ')} | ${help} |`;
    });
  return ['| Metric | Kind | Labels | What it says |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
