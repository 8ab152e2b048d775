import { type APIRequest, type Client, Events, RESTEvents } from 'discord.js';

/** The address of a first response (https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response). */
const FIRST_RESPONSE = /^\/interactions\/(\d+)\/[^/]+\/callback/;

/** More than can wait for a first response at a time: those that never get one are forgotten. */
const MOST_WAITING = 1000;

/**
 * Tells how long after an interaction its first response was taken, whatever it was: Discord waits three seconds for it. Responses that are
 * refused, and interactions that get none, are not told of: what became of them is logged.
 */
export function timeAcknowledgements(client: Client, onAcknowledged: (ms: number) => void): void {
  const waiting = new Map<string, number>();
  client.on(Events.InteractionCreate, ({ id }) => {
    waiting.set(id, performance.now());
    const oldest = waiting.keys().next().value;
    if (waiting.size > MOST_WAITING && oldest !== undefined) waiting.delete(oldest);
  });
  client.rest.on(RESTEvents.Response, ({ path }: APIRequest, { ok }: { readonly ok: boolean }) => {
    const id = FIRST_RESPONSE.exec(path)?.[1] ?? '';
    const since = waiting.get(id);
    if (since === undefined || !ok) return;
    waiting.delete(id);
    onAcknowledged(performance.now() - since);
  });
}
