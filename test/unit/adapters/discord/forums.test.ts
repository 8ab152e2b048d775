import type { APIGuildForumTag } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { selectForumTags } from '../../../../adapters/discord/forums.ts';
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
    heading("Today's highlights"),
    prose('Prose is ignored: biology'),
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

describe('selectForumTags', () => {
  it.each([
    ['Reinforcement Learning', 'a phrase of the title'],
    ['RL', 'a word of the abstract'],
    ['c++', 'a word with symbols'],
    ['Vision Language', 'a phrase with a hyphen'],
    ['ökonomie', 'a word with umlauts'],
    ['graph-neural networks', 'a keyword'],
    ['highlights', 'a word of the heading'],
  ])('selects a tag that occurs in a paper or heading: %s, %s', (name) => {
    expect(selectForumTags(tags(name), document, false)).toEqual([name]);
  });

  it.each([
    ['Robot', 'part of a word'],
    ['C', 'part of a word with symbols'],
    ['biology', 'text outside papers and headings'],
    ['Chemistry', 'the byline'],
    ['AI', 'the lead'],
    ['🎉', 'not a word'],
  ])('selects no other tags: %s, %s', (name) => {
    expect(selectForumTags(tags(name), document, false)).toEqual([]);
  });

  it('selects at most five tags, and none that is reserved for moderators', () => {
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
  ])('selects a generic or the first tag if one is required and none matches: %j', (names, expected) => {
    expect(selectForumTags(tags(...names), document, true)).toEqual(expected);
  });
});
