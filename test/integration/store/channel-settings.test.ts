import { expect, it } from 'vitest';
import type { Place } from '../../../src/chat/place.ts';
import { createChannelSettingsRepository } from '../../../src/store/repositories/tenant-repository.ts';
import { describeStores } from './stores.ts';

const HERE: Place = { platform: 'discord', tenant: 'T1', channel: 'C1' };

describeStores('createChannelSettingsRepository', (fresh) => {
  async function open() {
    return createChannelSettingsRepository(await (await fresh()).open());
  }

  it('returns the value that was set last', async () => {
    const { get, set } = await open();
    expect(await get(HERE, 'previews')).toBeUndefined();
    await set(HERE, 'previews', 'off');
    await set(HERE, 'previews', 'on');
    expect(await get(HERE, 'previews')).toBe('on');
  });

  it('applies settings to the threads of the channel, and nowhere else', async () => {
    const { get, set } = await open();
    await set({ ...HERE, thread: 'M1' }, 'previews', 'off');
    expect(await get(HERE, 'previews')).toBe('off');
    for (const elsewhere of [{ platform: 'slack' }, { tenant: 'T2' }, { channel: 'C2' }]) {
      expect(await get({ ...HERE, ...elsewhere }, 'previews')).toBeUndefined();
    }
    expect(await get(HERE, 'language')).toBeUndefined();
  });
});
