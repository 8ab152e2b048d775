import { expect, it } from 'vitest';
import { createLog } from '../../../src/runtime/log.ts';
import { createMemoryLog } from '../../fakes/log.ts';

it('writes one JSON record per line, with time, level and message', () => {
  const lines: string[] = [];
  const log = createLog('info', { destination: { write: (line) => void lines.push(line) } });
  log.info({ papers: 3 }, 'ready\nto answer');
  log.warn('hm');
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 30,
    time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/),
    papers: 3,
    msg: 'ready\nto answer',
  });
});

it('writes errors with their stack and cause', () => {
  const { log, records } = createMemoryLog();
  log.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed');
  expect(records).toMatchObject([
    { level: 50, msg: 'failed', err: { type: 'Error', message: 'outer', cause: { message: 'inner' } } },
  ]);
  expect(JSON.stringify(records)).toContain('log.test.ts');
});

it.each([
  ['debug', 3],
  ['info', 3],
  ['warn', 2],
  ['error', 1],
  ['silent', 0],
] as const)('writes %s and above: %i of three records', (level, count) => {
  const lines: string[] = [];
  const log = createLog(level, { destination: { write: (line) => void lines.push(line) } });
  log.info('one');
  log.warn('two');
  log.error('three');
  expect(lines).toHaveLength(count);
});

it('omits fields that SDKs add to errors, as their URLs and bodies contain tokens', () => {
  const { log, records } = createMemoryLog();
  const error = Object.assign(new Error('Unknown Webhook'), {
    code: 10015,
    url: 'https://discord.com/api/v10/webhooks/1/secret-token',
    requestBody: { json: { token: 'secret-token' } },
  });
  log.error({ err: error }, 'failed');
  expect(records).toMatchObject([{ err: { message: 'Unknown Webhook', code: 10015 } }]);
  expect(JSON.stringify(records)).not.toContain('secret-token');
});
