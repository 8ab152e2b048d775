import type { Place } from './place.ts';

/** What was set for a channel, for everybody in it. */
export interface ChannelSettings {
  get(channel: Place, name: string): Promise<string | undefined>;
  set(channel: Place, name: string, value: string): Promise<void>;
}
