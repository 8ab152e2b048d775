import type { APIGuildForumTag } from 'discord.js';
import type { Block, Document } from '../../src/chat/document.ts';
import { plainText, type Span } from '../../src/text/span.ts';
import { LIMITS } from './limits.ts';

/** Names of tags that fit whatever a post is about, the best one first. */
const NEUTRAL = ['papers', 'paper', 'discussion', 'discussions', 'general', 'other', 'misc', 'miscellaneous'];

/**
 * The tags of a forum that fit a document, by their ids: those whose names stand in its papers or headings, word for word. None is
 * one that only moderators apply. Where a tag is required and none fits, it is one that says little, else the first.
 */
export function fittingTags(
  available: readonly APIGuildForumTag[],
  document: Document,
  isRequired: boolean,
): readonly string[] {
  const said = document.blocks.flatMap(subjectsOf).map((spans) => wordsOf(plainText(spans)));
  const free = available.filter(({ moderated }) => !moderated);
  const fitting = free.filter(({ name }) => {
    const words = wordsOf(name);
    return words.trim() !== '' && said.some((text) => text.includes(words));
  });
  const chosen = fitting.length > 0 || !isRequired ? fitting : [neutralOf(free)];
  return chosen.flatMap((tag) => tag?.id ?? []).slice(0, LIMITS.forumTags);
}

function neutralOf(tags: readonly APIGuildForumTag[]): APIGuildForumTag | undefined {
  const named = NEUTRAL.map((name) => tags.find((tag) => wordsOf(tag.name).trim() === name));
  return named.find((tag) => tag !== undefined) ?? tags[0];
}

/** What a block says about its subject. */
function subjectsOf(block: Block): (readonly Span[])[] {
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
function wordsOf(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{N}\p{M}+#]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}
