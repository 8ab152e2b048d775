import { expect, it } from 'vitest';
import { statusReport } from '../../../src/app/status.ts';
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
  running: { Running: 'no Paperboy answers at http://127.0.0.1:9464: nothing listens there' },
  stored: EMPTY,
};

it('says of a Paperboy to which nothing happened yet that there is nothing to say', () => {
  const report = statusReport(QUIET);
  expect(report).toContain('Running:    no Paperboy answers at http://127.0.0.1:9464: nothing listens there\n');
  expect(report).toContain('Lateness:   nothing was sent yet\n');
  expect(report).toContain('Broken:     no subscription\n');
});

it('says how late the last posts were sent', () => {
  const sent = (slot: string, sentAt: string) => ({ platform: 'slack', slot, sentAt });
  const lastSent = [
    sent('2026-11-21T09:00:00.000Z', '2026-11-21T09:00:01.200Z'),
    sent('2026-11-20T09:00:00.000Z', '2026-11-20T09:04:00.000Z'),
    // A clock that was wrong.
    sent('2026-11-19T09:00:00.000Z', '2026-11-19T08:59:59.000Z'),
  ];
  expect(statusReport({ ...QUIET, stored: { ...EMPTY, lastSent } })).toContain(
    'Lateness:   the last post was due Nov 21, 2026 at 09:00 UTC; of the last 3 half were sent within 2 s, all within 240 s\n',
  );
});

it('names subscriptions that can not be posted, and how many more there are', () => {
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
      "Broken:     5 subscriptions can't be posted, tried again at each slot",
      '            s1 for C1 in slack, since Nov 20, 2026 at 09:00 UTC: is_archived',
      '            s2 for C1 in slack, since Nov 20, 2026 at 09:00 UTC: is_archived',
      '            and 3 more\n',
    ].join('\n'),
  );
});

it('says of a database that can not be read no more than that, and how the process is that runs', () => {
  expect(statusReport({ ...QUIET, stored: undefined })).toBe(
    [
      'Paperboy:   1.2.3 on Node 24.0.0',
      'Running:    no Paperboy answers at http://127.0.0.1:9464: nothing listens there',
      'Platforms:  discord, slack',
      "Database:   sqlite:var/paperboy.db, which can't be read\n",
    ].join('\n'),
  );
});
