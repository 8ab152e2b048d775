import type { APIGuildForumTag } from 'discord.js';
import type { Block, Document } from '../../src/chat/document.ts';
import { type Span, spansToText } from '../../src/text/span.ts';
import { LIMITS } from './limits.ts';

/** Names of tags that fit whatever a post is about, the best one first. */
const GENERIC_TAG_NAMES = ['papers', 'paper', 'discussion', 'discussions', 'general', 'other', 'misc', 'miscellaneous'];

/**
 * The tags of a forum that fit a document, by their ids: those whose names stand in its papers or headings, word for word. None is
 * one that only moderators apply. Where a tag is required and none fits, it is one that says little, else the first.
 */
export function selectForumTags(
  available: readonly APIGuildForumTag[],
  document: Document,
  isRequired: boolean,
): readonly string[] {
  const subjects = document.blocks.flatMap(subjectSpans).map((spans) => normalizeWords(spansToText(spans)));
  const usableTags = available.filter(({ moderated }) => !moderated);
  const matchingTags = usableTags.filter(({ name }) => {
    const words = normalizeWords(name);
    return words.trim() !== '' && subjects.some((text) => text.includes(words));
  });
  const selected = matchingTags.length > 0 || !isRequired ? matchingTags : [findGenericTag(usableTags)];
  return selected.flatMap((tag) => tag?.id ?? []).slice(0, LIMITS.forumTags);
}

function findGenericTag(tags: readonly APIGuildForumTag[]): APIGuildForumTag | undefined {
  const candidates = GENERIC_TAG_NAMES.map((name) => tags.find((tag) => normalizeWords(tag.name).trim() === name));
  return candidates.find((tag) => tag !== undefined) ?? tags[0];
}

/** What a block says about its subject. */
function subjectSpans(block: Block): (readonly Span[])[] {
  switch (block.kind) {
    case 'heading':
      return [block.spans];
    case 'paper':
      return [block.title, block.abstract ?? [], ...block.facts.map(({ spans }) => spans)];
    default:
      return [];
  }
}

/** The words of a text between spaces, so that one text stands in another only with whole words. "C++" is a word, and is not "C". */
function normalizeWords(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}+#]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}
