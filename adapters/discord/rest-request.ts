import { DefaultRestOptions, type RESTOptions } from 'discord.js';

/**
 * Sends a request of discord.js. It brings an undici of its own, which sends through the one dispatcher that all versions share in a process
 * (https://github.com/nodejs/undici/blob/main/lib/global.js). Where Bolt runs as well that is a newer one's, and files do not get through it
 * ("action is not a function"). Node's own fetch sends those.
 */
export const sendRequest: RESTOptions['makeRequest'] = async (url, init) => {
  if (!(init.body instanceof FormData)) return DefaultRestOptions.makeRequest(url, init);
  try {
    return await fetch(url, init as object);
  } catch (error) {
    // discord.js looks for the reason in the error itself.
    throw error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  }
};
