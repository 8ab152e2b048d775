import { describe, expect, it } from 'vitest';
import { createPostRateLimiter } from '../../../../src/chat/post-rate-limiter.ts';

const NOW = new Date('2026-03-01T08:00:00Z');
const pace = () => createPostRateLimiter(() => NOW);
const inSlack = (tenant: string, channel: string) => ({ platform: 'slack', tenant, channel });

describe('the pace of posts', () => {
  it('is forty a second on Discord, whatever the server', () => {
    const { reserve } = pace();
    const turns = Array.from({ length: 81 }, (_, at) =>
      reserve({ platform: 'discord', tenant: `T${at % 7}`, channel: 'C' }),
    );
    expect([turns[0], turns[1], turns[40], turns[80]]).toEqual([0, 25, 1000, 2000]);
  });

  it('is one a second in a channel of Slack, and three hundred a minute in a workspace', () => {
    const { reserve } = pace();
    expect([reserve(inSlack('T1', 'C1')), reserve(inSlack('T1', 'C1')), reserve(inSlack('T1', 'C2'))]).toEqual([
      0, 1000, 1200,
    ]);
    expect(reserve(inSlack('T2', 'C1'))).toBe(0);
    const { reserve: inOne } = pace();
    const turns = Array.from({ length: 301 }, (_, at) => inOne(inSlack('T1', `C${at}`)));
    expect(turns.at(-1)).toBe(60_000);
  });

  it('is as fast as it likes elsewhere', () => {
    const { reserve } = pace();
    expect([1, 2, 3].map(() => reserve({ platform: 'console', tenant: 'local', channel: 'terminal' }))).toEqual([
      0, 0, 0,
    ]);
  });

  it('starts anew when nobody has waited for a while', () => {
    let at = NOW.getTime();
    const { reserve } = createPostRateLimiter(() => new Date(at));
    reserve(inSlack('T1', 'C1'));
    at += 5000;
    expect(reserve(inSlack('T1', 'C1'))).toBe(0);
  });
});
