import { describe, expect, it } from 'vitest';
import { withTimeout } from '../../../src/runtime/retry.ts';
import { createGate } from '../../fakes/gate.ts';

describe('waiting for a time only', () => {
  it('gives what comes in time', async () => {
    expect(await withTimeout(Promise.resolve('here'), 60_000)).toBe('here');
  });

  it('gives nothing where it takes longer, and lets it go on', async () => {
    const { opened, open } = createGate();
    const went = opened.then(() => 'on');
    expect(await withTimeout(went, 1)).toBeUndefined();
    open();
    expect(await went).toBe('on');
  });

  it('fails as what is waited for fails, and not where that fails too late to be heard', async () => {
    await expect(withTimeout(Promise.reject(new Error('no')), 60_000)).rejects.toThrow('no');
    const { opened, open } = createGate();
    const fails = opened.then(() => Promise.reject(new Error('late')));
    expect(await withTimeout(fails, 1)).toBeUndefined();
    open();
    await expect(fails).rejects.toThrow('late');
  });
});
