import { type REST, Routes } from 'discord.js';
import { LIMITS } from './limits.ts';

/** The channel in which one speaks with a person in private, by the person's id. It stays the same, so Discord is asked for it once. */
export type DirectChannels = (userId: string) => Promise<string>;

/** Remembers the channels of the people written to last (`LIMITS.directChannels`). Rejects with what a request throws. */
export function createDirectChannels(rest: REST): DirectChannels {
  const cache = new Map<string, string>();
  return async (userId) => {
    const channel = cache.get(userId) ?? (await openDirectChannel(rest, userId));
    cache.delete(userId);
    cache.set(userId, channel);
    const oldest = cache.keys().next().value;
    if (cache.size > LIMITS.cachedDirectChannels && oldest !== undefined) cache.delete(oldest);
    return channel;
  };
}

async function openDirectChannel(rest: REST, userId: string): Promise<string> {
  const { id } = (await rest.post(Routes.userChannels(), { body: { recipient_id: userId } })) as { id: string };
  return id;
}
