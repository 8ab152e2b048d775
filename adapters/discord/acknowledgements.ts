import { type APIRequest, type Client, Events, RESTEvents } from 'discord.js';

/** The address of a first response (https://discord.com/developers/docs/interactions/receiving-and-responding#create-interaction-response). */
const INITIAL_RESPONSE_PATH = /^\/interactions\/(\d+)\/[^/]+\/callback/;

/** More than can wait for a first response at a time: those that never get one are forgotten. */
const MAX_PENDING = 1000;

/**
 * Tells how long after an interaction its first response was taken, whatever it was: Discord waits three seconds for it. Responses that are
 * refused, and interactions that get none, are not told of: what became of them is logged.
 */
export function timeAcknowledgements(client: Client, onAcknowledged: (ms: number) => void): void {
  const pending = new Map<string, number>();
  client.on(Events.InteractionCreate, ({ id }) => {
    pending.set(id, performance.now());
    const oldest = pending.keys().next().value;
    if (pending.size > MAX_PENDING && oldest !== undefined) pending.delete(oldest);
  });
  client.rest.on(RESTEvents.Response, ({ path }: APIRequest, { ok }: { readonly ok: boolean }) => {
    const id = INITIAL_RESPONSE_PATH.exec(path)?.[1] ?? '';
    const receivedAt = pending.get(id);
    if (receivedAt === undefined || !ok) return;
    pending.delete(id);
    onAcknowledged(performance.now() - receivedAt);
  });
}
