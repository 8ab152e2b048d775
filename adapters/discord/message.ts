import { MessageFlags } from 'discord.js';
import type { Document } from '../../src/chat/document.ts';
import { render } from './render.ts';

/** A document as discord.js takes it for an answer. Whether it is private is said here only where that was not settled before. */
export function message(document: Document, how?: 'privately') {
  const { components, flags } = render(document);
  return {
    components,
    flags: how === 'privately' ? flags | MessageFlags.Ephemeral : flags,
    allowedMentions: { parse: [] },
  };
}
