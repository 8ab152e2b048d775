import type { MetricObject } from 'prom-client';
import { registerGauges } from '../../../src/app/gauges.ts';
import { createMetrics } from '../../../src/app/metrics.ts';
import { createMemoryLog } from '../../fakes/log.ts';
import { ABOUT, monitoredProcess } from './monitored-process.ts';

type Metric = Pick<MetricObject, 'name' | 'help'> & { readonly type: string; readonly labelNames: readonly string[] };

/** Every metric of a process, in the order of its output. */
export function everyMetric(): Metric[] {
  const { registry } = createMetrics(ABOUT);
  const ping = async () => ({ kind: 'ok', value: undefined }) as const;
  registerGauges(registry, monitoredProcess(), { ping, log: createMemoryLog().log, timeoutMs: 1000 });
  // prom-client's types lack the type and the labels.
  return registry.getMetricsAsArray() as unknown as Metric[];
}

/** The table of docs/operations.md: Paperboy's own metrics, without those of Node.js and the process. */
export function metricTable(): string {
  const rows = everyMetric()
    .filter(({ name }) => name.startsWith('paperboy_'))
    .map(({ name, type, labelNames, help }) => {
      const labels = labelNames.filter((label) => label !== 'le').map((label) => `\`${label}\``);
      return `| \`${name}\` | ${type} | ${labels.join(', ')} | ${help} |`;
    });
  return ['| Metric | Type | Labels | Description |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
