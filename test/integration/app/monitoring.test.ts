import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyMetric, metricTable } from './all-metrics.ts';

const DOCS = join(import.meta.dirname, '..', '..', '..', 'docs');
const dashboard = JSON.parse(readFileSync(join(DOCS, 'grafana-dashboard.json'), 'utf8')) as Dashboard;
const alerts = readFileSync(join(DOCS, 'prometheus-alerts.yml'), 'utf8');

interface Dashboard {
  readonly schemaVersion: number;
  readonly templating: { readonly list: readonly { readonly name: string; readonly definition?: string }[] };
  readonly panels: readonly {
    readonly id: number;
    readonly type: string;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets?: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
  }[];
}

/** The metrics by the names of their series. */
const metrics = new Map(
  everyMetric().flatMap(({ name, type, labelNames, help }) => {
    const one = { labels: new Set(labelNames), help };
    if (type !== 'histogram') return [[name, one] as const];
    const bucket = { ...one, labels: new Set([...labelNames, 'le']) };
    return [[`${name}_bucket`, bucket] as const, [`${name}_sum`, one] as const, [`${name}_count`, one] as const];
  }),
);

/** Labels that Prometheus adds to every series. */
const PROMETHEUS_LABELS = ['job', 'instance'];

/** The metrics, labels and values of a PromQL expression that Paperboy doesn't have. */
function unknownNames(expr: string): string[] {
  const used = [...expr.matchAll(/\b((?:paperboy|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)];
  if (used.length === 0) return [`no metric in ${expr}`];
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));
  return used.flatMap(([, name = '', selector = '']) => {
    const metric = metrics.get(name);
    if (metric === undefined) return [name];
    const picked = [...selector.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"/g)];
    const labels = [...picked.map(([, label = '']) => label), ...grouped];
    const values = picked.flatMap(([, label = '', value = '']) =>
      PROMETHEUS_LABELS.includes(label) ? [] : value.split('|'),
    );
    return [
      ...labels.filter((label) => !metric.labels.has(label) && !PROMETHEUS_LABELS.includes(label)),
      ...values.filter((value) => !new RegExp(`\\b${value}\\b`).test(metric.help)),
    ].map((what) => `${name}: ${what}`);
  });
}

function isBalanced(expr: string): boolean {
  const open: string[] = [];
  const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  for (const sign of expr.replace(/"[^"]*"/g, '')) {
    if ('([{'.includes(sign)) open.push(sign);
    else if (sign in closing && open.pop() !== closing[sign]) return false;
  }
  return open.length === 0;
}

it('finds unknown metrics, labels and values in an expression', () => {
  expect(unknownNames('rate(paperboy_invocations_total{outcome="failed"}[5m])')).toEqual([]);
  expect(unknownNames('sum by (tenant) (paperboy_invocations_total{colour="red", outcome="fialed"})')).toEqual([
    'paperboy_invocations_total: colour',
    'paperboy_invocations_total: tenant',
    'paperboy_invocations_total: red',
    'paperboy_invocations_total: fialed',
  ]);
  expect(unknownNames('paperboy_invocation_seconds')).toEqual(['paperboy_invocation_seconds']);
  expect(isBalanced('sum(rate(a{b="("}[5m]))')).toBe(true);
  expect(isBalanced('sum(rate(a[5m])')).toBe(false);
});

describe('the Grafana dashboard', () => {
  const targets = dashboard.panels.flatMap(({ title, targets = [] }) => targets.map((one) => ({ title, ...one })));

  it.each(targets.map(({ title, expr }) => [title, expr]))('queries existing metrics: %s, %s', (_, expr) => {
    expect(unknownNames(expr)).toEqual([]);
    expect(isBalanced(expr)).toBe(true);
  });

  it('shows every metric', () => {
    const shown = targets.map(({ expr }) => expr).join('\n');
    const ours = everyMetric().filter(({ name }) => name.startsWith('paperboy_'));
    expect(ours.filter(({ name }) => !shown.includes(name)).map(({ name }) => name)).toEqual([]);
  });

  it('queries the selected data source, job and instance', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
    for (const { datasource, expr } of targets) {
      expect(datasource.uid).toMatch(/^\$\{datasource\}$/);
      expect(expr).toContain('{job=~"$job", instance=~"$instance"');
    }
  });

  it('has no overlapping panels', () => {
    const { panels } = dashboard;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) => {
      expect(x + w).toBeLessThanOrEqual(24);
      return Array.from({ length: w * h }, (_, at) => `${x + (at % w)} ${y + Math.floor(at / w)}`);
    });
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe('the Prometheus alerts', () => {
  const rules = [...alerts.matchAll(/^ {6}- alert: (\w+)\n {8}expr: (.+)$/gm)].map(([, name = '', expr = '']) => [
    name,
    expr,
  ]);

  it('have unique names', () => {
    expect(rules.length).toBe(alerts.split('- alert:').length - 1);
    expect(new Set(rules.map(([name]) => name)).size).toBe(rules.length);
  });

  it.each(rules)('%s queries existing metrics: %s', (_, expr = '') => {
    expect(unknownNames(expr)).toEqual([]);
    expect(isBalanced(expr)).toBe(true);
  });

  it.each([
    ['missed posts', 'outcome=~"expired|failed"'],
    ['posts with unknown outcome', 'state="unknown"'],
    ['a stalled scheduler', 'paperboy_tick_age_seconds > 90'],
    ['a disconnected platform', 'paperboy_platform_connected'],
    ['a silent source', 'paperboy_source_answered_timestamp_seconds'],
    ['late posts', 'paperboy_delivery_lag_seconds'],
    ['a slow event loop', 'nodejs_eventloop_lag_p99_seconds'],
    ['a blocked event loop', 'max_over_time(nodejs_eventloop_lag_max_seconds'],
  ])('cover %s', (_, part) => {
    expect(rules.some(([, expr = '']) => expr.includes(part))).toBe(true);
  });
});

it('the metric table has a row for each metric', () => {
  const rows = metricTable().split('\n').slice(2);
  expect(rows).toHaveLength(everyMetric().filter(({ name }) => name.startsWith('paperboy_')).length);
  expect(rows[1]).toMatch(/^\| `paperboy_\w+` \| (counter|gauge|histogram) \| `\w+`/);
});
