import type { Place } from './place.ts';

/** What was set for a channel, for everybody in it. */
export interface ChannelSettings {
  get(channel: Place, name: string): Promise<string | undefined>;
  set(channel: Place, name: string, value: string): Promise<void>;
}

/** Settings in memory, until the process ends. */
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
