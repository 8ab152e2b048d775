import { MessageFlags } from 'discord.js';
import type { Document } from '../../src/chat/document.ts';
import type { ChartFile } from './chart-file.ts';
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

/** A document with the files of its charts as discord.js takes it in the place of an answer. The files that stood there go. */
export function messageInstead(document: Document, files: readonly ChartFile[]) {
  const added = files.map(({ name, data, alt }) => ({ attachment: data, name, description: alt }));
  return { ...message(document), files: added, attachments: [] };
}
