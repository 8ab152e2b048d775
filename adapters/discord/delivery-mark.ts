import { createHash } from 'node:crypto';
import type { APIMessage } from 'discord.js';
import { LIMITS } from './limits.ts';
import type { DiscordMessage } from './render.ts';

/** For some minutes Discord gives the same message back for the same nonce, instead of posting a second one. */
export function nonceFor(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, LIMITS.nonce);
}

/** Puts a delivery's mark on its message, which is still there when the nonce is forgotten: the id of the first component. */
export function withDeliveryMarker(message: DiscordMessage, key: string): DiscordMessage {
  const [first, ...rest] = message.components;
  return first === undefined ? message : { ...message, components: [{ ...first, id: deliveryMarkerId(key) }, ...rest] };
}

/** Whether a message is the bot's own and bears the mark of a delivery. */
export function hasDeliveryMarker({ author, components }: APIMessage, key: string, botId: string): boolean {
  return author.id === botId && components?.[0]?.id === deliveryMarkerId(key);
}

/** 31 bits of the key, above the small numbers that Discord gives to components without an id. */
function deliveryMarkerId(key: string): number {
  return (createHash('sha256').update(key).digest().readUInt32BE(0) % 0x7fff_0000) + 0xffff;
}
