import { type REST, Routes } from 'discord.js';
import { LIMITS } from './limits.ts';

/** The channel in which one speaks with a person in private, by the person's id. It stays the same, so Discord is asked for it once. */
export type DirectChannels = (person: string) => Promise<string>;

/** Remembers the channels of the people written to last (`LIMITS.directChannels`). Rejects with what a request throws. */
export function createDirectChannels(rest: REST): DirectChannels {
  const known = new Map<string, string>();
  return async (person) => {
    const channel = known.get(person) ?? (await open(rest, person));
    known.delete(person);
    known.set(person, channel);
    const oldest = known.keys().next().value;
    if (known.size > LIMITS.directChannels && oldest !== undefined) known.delete(oldest);
    return channel;
  };
}

async function open(rest: REST, person: string): Promise<string> {
  const { id } = (await rest.post(Routes.userChannels(), { body: { recipient_id: person } })) as { id: string };
  return id;
}
