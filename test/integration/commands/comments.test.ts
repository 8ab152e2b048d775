import { describe, expect, it } from 'vitest';
import { decodeAction } from '../../../src/chat/action.ts';
import type { PaperComment } from '../../../src/sources/source.ts';
import { buttonsOf, createTester, textOf } from '../../fakes/core.ts';
import { createLiveTester, type LiveScript } from '../../fakes/paper-lookup.ts';
import { DUAL, paper, SAFE_WALKING } from '../../fixtures/chat/papers.ts';
import { timesOf } from './command-tester.ts';

const PAGE = 'https://huggingface.co/papers/2401.12345';

function comment(said: Partial<PaperComment>): PaperComment {
  return { author: 'grace', at: '2025-03-04T10:00:00.000Z', text: 'Does it fall?', replies: 0, ...said };
}

const shown = async (script: LiveScript, call = 'comments 2401.12345') =>
  (await createLiveTester(script).types(call)).document;

describe('/papers comments', () => {
  it('shows who said what when, with the replies, and where the rest is', async () => {
    const document = await shown({ comments: [comment({}), comment({ author: 'alan', text: 'No.', replies: 2 })] });
    expect(textOf(document)).toBe(
      'Comments on Safe Offline Walking\ngrace, \nDoes it fall?\nalan, , 2 replies\nNo.\nThe whole conversation: Hugging Face\nOpenDiscuss',
    );
    expect(timesOf(document)).toHaveLength(2);
    expect(JSON.stringify(document)).toContain(`"url":"${PAGE}"`);
  });

  it('is for the one who asked alone, and a button of the card', async () => {
    const { types, reply } = createLiveTester({ comments: [comment({ replies: 1 })] });
    const card = await types('show 2401.12345');
    const answer = await reply({ kind: 'action', action: buttonsOf(card.document).get('Comments') ?? '' });
    expect(answer).toMatchObject({ ephemeral: true, replacesOriginal: false, outcome: 'answered' });
    expect(textOf(answer.document)).toContain(', 1 reply\n');
  });

  it('shows five at a time', async () => {
    const comments = Array.from({ length: 7 }, (_, at) => comment({ text: `Remark ${at}` }));
    const { core, types, reply } = createLiveTester({ comments });
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

  it('leaves names and texts what they are: hostile ones are text, in one line, and not too long', async () => {
    const text = `<@U1> @everyone [x](javascript:alert(1))\n\n# Big ${'word '.repeat(50_000)}`;
    const author = `*Bob* <!channel>${'b'.repeat(1000)}`;
    const document = await shown({ comments: [comment({ author, text })] });
    const [, meta, said] = document.blocks;
    expect(meta).toMatchObject({ kind: 'note', spans: [{ kind: 'strong' }, {}, { kind: 'time' }] });
    expect(said).toMatchObject({ kind: 'prose', spans: [{ kind: 'text' }] });
    expect(textOf({ blocks: [said ?? meta].flatMap((block) => block ?? []) })).toMatch(
      /^<@U1> @everyone \[x\]\(javascript:alert\(1\)\) # Big word .{300,480}…$/,
    );
    expect(textOf(document).length).toBeLessThan(800);
  });

  it('says so where a comment has no name or no words', async () => {
    const document = await shown({ comments: [comment({ author: ' ', text: ' \n ' })] });
    expect(textOf(document)).toContain('Somebody, \na picture, or nothing that can be shown here');
  });

  it.each<[string, LiveScript, string, string]>([
    ['nobody has said anything', {}, 'Comments on Safe', 'None of its comments can be shown here: 3 were counted on '],
    ['the sources are off', { sources: [] }, 'Comments on Safe', 'which is switched off here. They are on '],
    ['another source alone is asked', { sources: ['arXiv'] }, 'Comments', 'which is switched off here. They are on '],
  ])('says it plainly, with the link, where %s', async (_, script, heading, said) => {
    const document = await shown(script);
    expect(textOf(document)).toContain(heading);
    expect(textOf(document)).toContain(said);
    expect(JSON.stringify(document)).toContain(`"url":"${PAGE}"`);
  });

  it('invites to be the first where none were counted either', async () => {
    const quiet = paper({
      id: '2401.00002',
      title: 'Quiet',
      links: { huggingFace: 'https://huggingface.co/papers/1' },
    });
    const { types } = createLiveTester({}, [quiet]);
    expect(textOf((await types('comments quiet')).document)).toContain('Nobody has commented on it yet.');
  });

  it('is refused with what the source says that gives no answer', async () => {
    const trouble = `Hugging Face gives no answer: try again in a moment. The comments are at ${PAGE}`;
    const refused = await createLiveTester({ trouble }).types('comments 2401.12345');
    expect(refused.outcome).toBe('refused');
    expect(textOf(refused.document)).toBe(trouble);
  });

  it('asks nobody about a paper whose page is not known', async () => {
    const { types, live } = createLiveTester({ comments: [comment({})] });
    const { document } = await types(`comments ${DUAL.title}`);
    expect(textOf(document)).toContain('The page of this paper on Hugging Face is not known here. To look for it: ');
    expect(JSON.stringify(document)).toContain('https://huggingface.co/papers?q=Dual%20RL');
    expect(live.asked).toEqual([]);
  });

  it.each(['comments', 'comments 2002.00001', 'comments Basket Weaving', 'comments 2401.12345 page:0'])(
    'refuses %s',
    async (call) => {
      expect((await createTester().types(call)).outcome).toBe('refused');
    },
  );

  it('shows a paper of this name as it is here', async () => {
    expect(textOf(await shown({}, `comments ${SAFE_WALKING.title}`))).toContain('Comments on Safe Offline Walking');
  });
});
