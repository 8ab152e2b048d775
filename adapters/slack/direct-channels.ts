import type { webApi } from '@slack/bolt';
import { type Place, personOf } from '../../src/chat/place.ts';
import { remember } from './remember.ts';

/** The channels of what is said to one person: Slack posts there by the person's id, but knows what stands there by the channel's only. */
export interface DirectChannels {
  /** The channel that a place is, or that it is in. */
  channelOf(place: Place): Promise<string>;
  /** Notes what Slack has told. */
  note(person: string, channel: string): void;
}

/** Asks Slack for each person, once. */
export function createDirectChannels(reads: webApi.WebClient): DirectChannels {
  const channels = new Map<string, string>();
  return {
    async channelOf(place) {
      const person = personOf(place);
      if (person === undefined) return place.channel;
      const known = channels.get(person);
      if (known !== undefined) return known;
      const { channel } = await reads.conversations.open({ users: person });
      return remember(channels, person, channel?.id ?? '');
    },
    note: (person, channel) => void remember(channels, person, channel),
  };
}
