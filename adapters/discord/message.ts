import { MessageFlags } from 'discord.js';
import type { Document } from '../../src/chat/document.ts';
import type { ChartFile } from './chart-file.ts';
import { render } from './render.ts';

/** A document as discord.js takes it for an answer. Whether it is private is said here only where that was not settled before. */
export function renderReply(document: Document, visibility?: 'ephemeral') {
  const { components, flags } = render(document);
  return {
    components,
    flags: visibility === 'ephemeral' ? flags | MessageFlags.Ephemeral : flags,
    allowedMentions: { parse: [] },
  };
}

/** A document with the files of its charts as discord.js takes it in the place of an answer. The files that stood there go. */
export function renderReplyEdit(document: Document, files: readonly ChartFile[]) {
  const newFiles = files.map(({ name, data, alt }) => ({ attachment: data, name, description: alt }));
  return { ...renderReply(document), files: newFiles, attachments: [] };
}
