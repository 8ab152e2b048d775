import type { APIGuildForumTag } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { selectForumTags } from '../../../../adapters/discord/threads.ts';
import { type Document, heading, prose } from '../../../../src/chat/document.ts';

const tags = (...names: readonly string[]): APIGuildForumTag[] =>
  names.map((name) => ({
    id: name,
    name: name.replace('!', ''),
    moderated: name.startsWith('!'),
    emoji_id: null,
    emoji_name: null,
  }));

const document: Document = {
  blocks: [
    heading('Highlights of today'),
    prose('Nothing in here counts: biology'),
    {
      kind: 'paper',
      title: [
        { kind: 'strong', text: 'Deep Reinforcement' },
        { kind: 'text', text: ' Learning for Robots' },
      ],
      url: 'https://huggingface.co/papers/2401.12345',
      byline: [{ kind: 'text', text: 'Chemistry Lab' }],
      lead: [{ kind: 'emphasis', text: 'AI summary: ' }],
      abstract: [{ kind: 'text', text: 'We write C++ for RL, vision-language and Ökonomie.' }],
      facts: [{ label: 'Keywords', spans: [{ kind: 'text', text: 'planning, Graph Neural Networks' }] }],
      links: [],
      controls: [],
    },
  ],
};

describe('the tags of a post in a forum', () => {
  it.each([
    ['Reinforcement Learning', 'a phrase of the title'],
    ['RL', 'a word of the abstract'],
    ['c++', 'a word with marks'],
    ['Vision Language', 'a phrase with a hyphen'],
    ['ökonomie', 'another script'],
    ['graph-neural networks', 'a keyword'],
    ['highlights', 'a word of the heading'],
  ])('are those whose names stand in it: %s, %s', (name) => {
    expect(selectForumTags(tags(name), document, false)).toEqual([name]);
  });

  it.each([
    ['Robot', 'part of a word'],
    ['C', 'part of a word with marks'],
    ['biology', 'outside of papers and headings'],
    ['Chemistry', 'who wrote it'],
    ['AI', 'what Paperboy says about its own words'],
    ['🎉', 'no word at all'],
  ])('are no others: %s, %s', (name) => {
    expect(selectForumTags(tags(name), document, false)).toEqual([]);
  });

  it('are five at most, and none that only moderators apply', () => {
    const all = tags('!RL', 'RL', 'planning', 'robots', 'learning', 'deep', 'vision');
    expect(selectForumTags(all, document, false)).toEqual(['RL', 'planning', 'robots', 'learning', 'deep']);
  });

  it.each([
    [['Biology', 'Papers', 'General'], ['Papers']],
    [['Biology', 'Other'], ['Other']],
    [['!Papers', 'Biology', 'History'], ['Biology']],
    [['Biology', 'RL'], ['RL']],
    [['!Papers'], []],
    [[], []],
  ])('are one that says little where one is required and none fits: %j', (names, expected) => {
    expect(selectForumTags(tags(...names), document, true)).toEqual(expected);
  });
});
