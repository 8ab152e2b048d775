import { describe, expect, it } from 'vitest';
import { createTraitsLookup } from '../../../../src/app/platforms.ts';
import { createPostRateLimiter } from '../../../../src/features/highlights/post-rate-limiter.ts';

const NOW = new Date('2026-03-01T08:00:00Z');
const createLimiter = (now = () => NOW) => createPostRateLimiter({ now, findTraits: createTraitsLookup() });
const inSlack = (tenant: string, channel: string) => ({ platform: 'slack', tenant, channel });

describe('createPostRateLimiter', () => {
  it('allows forty posts a second on Discord in all servers', () => {
    const { reserve } = createLimiter();
    const waits = Array.from({ length: 81 }, (_, at) =>
      reserve({ platform: 'discord', tenant: `T${at % 7}`, channel: 'C' }),
    );
    expect([waits[0], waits[1], waits[40], waits[80]]).toEqual([0, 25, 1000, 2000]);
  });

  it('allows one post a second in a Slack channel, and 300 a minute in a workspace', () => {
    const { reserve } = createLimiter();
    expect([reserve(inSlack('T1', 'C1')), reserve(inSlack('T1', 'C1')), reserve(inSlack('T1', 'C2'))]).toEqual([
      0, 1000, 1200,
    ]);
    expect(reserve(inSlack('T2', 'C1'))).toBe(0);
    const { reserve: inOne } = createLimiter();
    const waits = Array.from({ length: 301 }, (_, at) => inOne(inSlack('T1', `C${at}`)));
    expect(waits.at(-1)).toBe(60_000);
  });

  it('has no limit on other platforms', () => {
    const { reserve } = createLimiter();
    expect([1, 2, 3].map(() => reserve({ platform: 'console', tenant: 'local', channel: 'terminal' }))).toEqual([
      0, 0, 0,
    ]);
  });

  it('frees slots as time passes', () => {
    let at = NOW.getTime();
    const { reserve } = createLimiter(() => new Date(at));
    reserve(inSlack('T1', 'C1'));
    at += 5000;
    expect(reserve(inSlack('T1', 'C1'))).toBe(0);
  });
});
