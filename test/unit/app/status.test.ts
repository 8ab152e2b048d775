import { expect, it } from 'vitest';
import { statusReport } from '../../../src/app/cli/status.ts';
import { subscription } from '../../integration/store/records.ts';

const EMPTY = {
  papers: [],
  deliveries: { due: 0, sending: 0, sent: 0, unknown: 0, failed: 0, expired: 0, skipped: 0 },
  lastSent: [],
  broken: { count: 0, examples: [] },
  sources: [],
};
const QUIET = {
  version: '1.2.3',
  node: '24.0.0',
  database: 'sqlite:var/paperboy.db',
  platforms: ['discord', 'slack'],
  running: { Running: 'no Paperboy at http://127.0.0.1:9464: nothing is listening there' },
  stored: EMPTY,
};

it('reports an empty database', () => {
  const report = statusReport(QUIET);
  expect(report).toContain('Running:    no Paperboy at http://127.0.0.1:9464: nothing is listening there\n');
  expect(report).toContain('Lateness:   nothing sent yet\n');
  expect(report).toContain('Broken:     none\n');
});

it('reports how late the last posts were sent', () => {
  const sent = (slot: string, sentAt: string) => ({ platform: 'slack', slot, sentAt });
  const lastSent = [
    sent('2026-11-21T09:00:00.000Z', '2026-11-21T09:00:01.200Z'),
    sent('2026-11-20T09:00:00.000Z', '2026-11-20T09:04:00.000Z'),
    // As with a wrong clock.
    sent('2026-11-19T09:00:00.000Z', '2026-11-19T08:59:59.000Z'),
  ];
  expect(statusReport({ ...QUIET, stored: { ...EMPTY, lastSent } })).toContain(
    'Lateness:   last post due Nov 21, 2026 at 09:00 UTC; of the last 3, half were sent within 2 s and all within 240 s\n',
  );
});

it('lists broken subscriptions and counts the rest', () => {
  const state = {
    kind: 'broken',
    since: '2026-11-20T09:00:00.000Z',
    reason: 'is_archived',
    ownerNotified: true,
  } as const;
  const place = { platform: 'slack', tenant: 'T1', channel: 'C1' };
  const examples = [subscription({ id: 's1', place, state }), subscription({ id: 's2', place, state })];
  expect(statusReport({ ...QUIET, stored: { ...EMPTY, broken: { count: 5, examples } } })).toContain(
    [
      "Broken:     5 subscriptions can't be posted, to be retried at each slot",
      '            s1 for C1 in slack, since Nov 20, 2026 at 09:00 UTC: is_archived',
      '            s2 for C1 in slack, since Nov 20, 2026 at 09:00 UTC: is_archived',
      '            and 3 more\n',
    ].join('\n'),
  );
});

it("reports the running process if the database can't be read", () => {
  expect(statusReport({ ...QUIET, stored: undefined })).toBe(
    [
      'Paperboy:   1.2.3 on Node 24.0.0',
      'Running:    no Paperboy at http://127.0.0.1:9464: nothing is listening there',
      'Platforms:  discord, slack',
      "Database:   sqlite:var/paperboy.db (can't be read)\n",
    ].join('\n'),
  );
});
