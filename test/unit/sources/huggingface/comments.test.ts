import { describe, expect, it } from 'vitest';
import { markdownToText, parseComments } from '../../../../src/sources/huggingface/comments.ts';
import { rawComment } from '../../../fakes/huggingface/entries.ts';

describe('parseComments', () => {
  it('returns comments oldest first', () => {
    const { comments, skipReasons } = parseComments([
      rawComment('Great **work**!', { author: 'alan', createdAt: '2026-08-20T12:00:00+02:00' }),
      rawComment('First.', { createdAt: '2026-08-20T09:00:00.000Z' }),
    ]);
    expect(skipReasons).toEqual([]);
    expect(comments).toEqual([
      { author: 'ada of somewhere', at: '2026-08-20T09:00:00.000Z', text: 'First.', replies: 0 },
      { author: 'alan of somewhere', at: '2026-08-20T10:00:00.000Z', text: 'Great work!', replies: 0 },
    ]);
  });

  it('leaves out hidden comments, reports, bots and status changes', () => {
    const { comments } = parseComments([
      rawComment('hidden', { data: { hidden: true } }),
      rawComment('a report', { data: { isReport: true } }),
      rawComment('Related papers: …', { author: 'librarian-bot' }),
      rawComment('status', { type: 'status-change' }),
      rawComment('![a picture](https://example.org/x.png)', {
        data: { latest: { raw: '![](https://example.org/x.png)' } },
      }),
      rawComment('seen'),
    ]);
    expect(comments.map(({ text }) => text)).toEqual(['seen']);
  });

  it('counts nested replies and replies next to a comment', () => {
    const answer = rawComment('Yes.', { replies: [rawComment('No.'), rawComment('spam', { data: { hidden: true } })] });
    const { comments } = parseComments([
      rawComment('A question?', {
        id: 'q',
        replies: [answer, rawComment('bot', { author: 'librarian-bot' }), 'broken'],
      }),
      rawComment('Beside it.', { id: 'b', data: { parentCommentId: 'q' } }),
      rawComment('An answer to nothing.', { data: { parentCommentId: 'gone' } }),
    ]);
    expect(comments.map(({ text, replies }) => [text, replies])).toEqual([['A question?', 3]]);
  });

  it('skips invalid comments with a reason', () => {
    const { comments, skipReasons } = parseComments([
      null,
      'text',
      { author: null },
      rawComment('x', { author: 7 as unknown as string }),
      rawComment('x', { createdAt: 'yesterday' }),
      rawComment('x', { data: { latest: null } }),
      rawComment('fine', { replies: 'none' as unknown as [], data: { hidden: null } }),
    ]);
    expect(comments.map(({ text }) => text)).toEqual(['fine']);
    expect(skipReasons).toEqual([
      'A comment is invalid: null.',
      'A comment is invalid: "text".',
      'A comment is invalid: author.',
      'A comment is invalid: author.name.',
      'A comment is invalid: createdAt.',
    ]);
  });

  it('stops counting replies at a depth of 20', () => {
    let comment = rawComment('the last');
    for (let depth = 0; depth < 20_000; depth++) comment = rawComment('an answer', { replies: [comment] });
    expect(parseComments([comment]).comments).toMatchObject([{ text: 'an answer', replies: 20 }]);
  });

  it('truncates long comments at a word', () => {
    const { comments } = parseComments([rawComment('word '.repeat(20_000))]);
    expect(comments[0]?.text).toHaveLength(600);
    expect(comments[0]?.text).toMatch(/ word…$/);
  });
});

describe('markdownToText', () => {
  it.each([
    ['# Title\n\nSome *emphasis*, **more** and ***most***, ~~none~~.', 'Title Some emphasis, more and most, none.'],
    [
      'see [the code](https://github.com/a/b "code") and <https://example.org/x>',
      'see the code and https://example.org/x',
    ],
    ['![a figure](https://example.org/x.png) shows it', 'a figure shows it'],
    ['use `snake_case_name` and x_1 * y_2 = 2 * 3', 'use snake_case_name and x_1 * y_2 = 2 * 3'],
    ['```python\nprint("hi")\n```\ndone', 'print("hi") done'],
    ['> quoted\n>> twice\n\nanswer', 'quoted twice answer'],
    ['- one\n* two\n  + three', '• one • two • three'],
    ['| a | b |\n|---|:-:|\n| 1 | 2 |', '| a | b | | 1 | 2 |'],
    ['a<br>b <b>bold</b> <!-- hidden --> &lt;tag&gt; &amp; \\*not\\*', 'a b bold <tag> & *not*'],
    ['_emphasis_ in __init__.py', 'emphasis in init.py'],
    ['hi @ada 👩‍🔬\u202e', 'hi @ada 👩‍🔬'],
    ['1. first\n2. second', '1. first 2. second'],
    ['', ''],
  ])('converts %j to %j', (markdown, text) => {
    expect(markdownToText(markdown)).toBe(text);
  });

  it.each(['[', '<', '*', '_', '`', '![](', '<!--', '> ', '\\', '&', '~', '- ', '|-'])(
    'converts any number of %s in bounded time',
    (mark) => {
      expect(typeof markdownToText(mark.repeat(200_000))).toBe('string');
    },
  );

  it.each([
    ['a table', '| a | b |\n| :--- | ---: |\n| 1 | 2 |', '| a | b | | 1 | 2 |'],
    ['a rule', 'above\n\n---\n\nbelow', 'above below'],
    ['marks and links', '**Great** [work](https://x.org), see `code`', 'Great work, see code'],
  ])('converts %s to one line', (_, markdown, text) => {
    expect(markdownToText(markdown)).toBe(text);
  });

  it('converts a long run of spaces and dashes in bounded time', () => {
    expect(markdownToText(`${' '.repeat(50_000)}${'-'.repeat(50_000)}x`)).toBe('');
  });
});
