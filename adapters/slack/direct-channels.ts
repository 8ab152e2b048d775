import type { webApi } from '@slack/bolt';
import { directMessageUserId, type Place } from '../../src/chat/place.ts';
import { setBounded } from './remember.ts';

/** The channels of what is said to one person: Slack posts there by the person's id, but knows what stands there by the channel's only. */
export interface DirectChannels {
  /** The channel that a place is, or that it is in. */
  resolveChannel(place: Place): Promise<string>;
  /** Notes what Slack has told. */
  set(person: string, channel: string): void;
}

/** Asks Slack for each person, once. */
export function createDirectChannels(readClient: webApi.WebClient): DirectChannels {
  const channels = new Map<string, string>();
  return {
    async resolveChannel(place) {
      const person = directMessageUserId(place);
      if (person === undefined) return place.channel;
      const cached = channels.get(person);
      if (cached !== undefined) return cached;
      const { channel } = await readClient.conversations.open({ users: person });
      return setBounded(channels, person, channel?.id ?? '');
    },
    set: (person, channel) => void setBounded(channels, person, channel),
  };
}
