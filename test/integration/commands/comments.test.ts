import { describe, expect, it } from 'vitest';
import { decodeAction } from '../../../src/chat/action.ts';
import type { PaperComment } from '../../../src/sources/source.ts';
import { buttonsOf, createTester, textOf } from '../../fakes/core.ts';
import { createLookupTester, type LookupScript } from '../../fakes/paper-lookup.ts';
import { DUAL, paper, SAFE_WALKING } from '../../fixtures/chat/papers.ts';
import { timesOf } from './command-tester.ts';

const PAGE = 'https://huggingface.co/papers/2401.12345';

function comment(fields: Partial<PaperComment>): PaperComment {
  return { author: 'grace', at: '2025-03-04T10:00:00.000Z', text: 'Does it fall?', replies: 0, ...fields };
}

const shown = async (script: LookupScript, call = 'comments 2401.12345') =>
  (await createLookupTester(script).types(call)).document;

describe('/papers comments', () => {
  it('shows author, date, text and reply count of each comment, and links to the page', async () => {
    const document = await shown({ comments: [comment({}), comment({ author: 'alan', text: 'No.', replies: 2 })] });
    expect(textOf(document)).toBe(
      'Comments on Safe Offline Walking\ngrace, \nDoes it fall?\nalan, , 2 replies\nNo.\nSee the whole conversation on Hugging Face.\nOpenDiscuss',
    );
    expect(timesOf(document)).toHaveLength(2);
    expect(JSON.stringify(document)).toContain(`"url":"${PAGE}"`);
  });

  it('is a button on the card, with an ephemeral reply', async () => {
    const { types, reply } = createLookupTester({ comments: [comment({ replies: 1 })] });
    const card = await types('show 2401.12345');
    const response = await reply({ kind: 'action', action: buttonsOf(card.document).get('Comments') ?? '' });
    expect(response).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'answered' });
    expect(textOf(response.document)).toContain(', 1 reply\n');
  });

  it('shows five at a time', async () => {
    const comments = Array.from({ length: 7 }, (_, at) => comment({ text: `Remark ${at}` }));
    const { core, types, reply } = createLookupTester({ comments });
    const first = await types('comments 2401.12345');
    expect(textOf(first.document).match(/Remark \d/g)).toHaveLength(5);
    const next = buttonsOf(first.document).get('Next') ?? '';
    expect(decodeAction(next, core.actionStore)).toEqual({
      text: 'comments 2401.12345 page:2',
      replacesOriginal: true,
    });
    const second = await reply({ kind: 'action', action: next });
    expect(textOf(second.document).match(/Remark \d/g)).toEqual(['Remark 5', 'Remark 6']);
  });

  it('shows hostile names and texts as plain text, on one line and truncated', async () => {
    const text = `<@U1> @everyone [x](javascript:alert(1))\n\n# Big ${'word '.repeat(50_000)}`;
    const author = `*Bob* <!channel>${'b'.repeat(1000)}`;
    const document = await shown({ comments: [comment({ author, text })] });
    const [, meta, body] = document.blocks;
    expect(meta).toMatchObject({ kind: 'note', spans: [{ kind: 'strong' }, {}, { kind: 'time' }] });
    expect(body).toMatchObject({ kind: 'prose', spans: [{ kind: 'text' }] });
    expect(textOf({ blocks: [body ?? meta].flatMap((block) => block ?? []) })).toMatch(
      /^<@U1> @everyone \[x\]\(javascript:alert\(1\)\) # Big word .{300,480}…$/,
    );
    expect(textOf(document).length).toBeLessThan(800);
  });

  it('has placeholders for a missing author or text', async () => {
    const document = await shown({ comments: [comment({ author: ' ', text: ' \n ' })] });
    expect(textOf(document)).toContain('Unknown, \nno text');
  });

  it.each<[string, LookupScript, string]>([
    ['comments were counted but not returned', {}, "Its 3 comments can't be shown here. See "],
    ['live sources are turned off', { sources: [] }, 'Loading comments is turned off. Read them on '],
    ['Hugging Face is turned off', { sources: ['arXiv'] }, 'Loading comments is turned off. Read them on '],
  ])('links to the page if %s', async (_, script, explanation) => {
    const document = await shown(script);
    expect(textOf(document)).toContain('Comments on Safe');
    expect(textOf(document)).toContain(explanation);
    expect(JSON.stringify(document)).toContain(`"url":"${PAGE}"`);
  });

  it('invites people to comment if there are no comments', async () => {
    const quiet = paper({
      id: '2401.00002',
      title: 'Quiet',
      links: { huggingFace: 'https://huggingface.co/papers/1' },
    });
    const { types } = createLookupTester({}, [quiet]);
    expect(textOf((await types('comments quiet')).document)).toContain(
      'No comments yet. Be the first on Hugging Face.',
    );
  });

  it('is refused with the error of the source', async () => {
    const error = `Hugging Face is busy right now. Try again soon. Read the comments at ${PAGE}`;
    const refused = await createLookupTester({ error }).types('comments 2401.12345');
    expect(refused.outcome).toBe('refused');
    expect(textOf(refused.document)).toBe(error);
  });

  it("doesn't ask Hugging Face about a paper without a page there", async () => {
    const { types, lookup } = createLookupTester({ comments: [comment({})] });
    const { document } = await types(`comments ${DUAL.title}`);
    expect(textOf(document)).toContain("This paper's comments page isn't known. Look for it on ");
    expect(JSON.stringify(document)).toContain('https://huggingface.co/papers?q=Dual%20RL');
    expect(lookup.requests).toEqual([]);
  });

  it.each(['comments', 'comments 2002.00001', 'comments Basket Weaving', 'comments 2401.12345 page:0'])(
    'refuses %s',
    async (call) => {
      expect((await createTester().types(call)).outcome).toBe('refused');
    },
  );

  it('finds the paper by its title', async () => {
    expect(textOf(await shown({}, `comments ${SAFE_WALKING.title}`))).toContain('Comments on Safe Offline Walking');
  });
});
