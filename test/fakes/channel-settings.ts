import type { ChannelSettings, Place } from '../../src/chat/place.ts';

/** Channel settings in memory. */
export function createChannelSettings(): ChannelSettings {
  const values = new Map<string, string>();
  const keyOf = ({ platform, tenant, channel }: Place, name: string) =>
    JSON.stringify([platform, tenant, channel, name]);
  return {
    async get(channel, name) {
      return values.get(keyOf(channel, name));
    },
    async set(channel, name, value) {
      values.set(keyOf(channel, name), value);
    },
  };
}
