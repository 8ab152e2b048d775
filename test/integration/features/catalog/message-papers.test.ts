import { describe, expect, it } from 'vitest';
import { resolveReferencedPapers } from '../../../../src/features/catalog/message-papers.ts';
import { textOf, titlesOf } from '../../../fakes/core.ts';
import { createLiveTester } from '../../../fakes/paper-lookup.ts';
import { paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const FAR = [1, 2, 3, 4].map((at) => paper({ id: `2002.0000${at}`, title: `Far Away ${at}` }));
const chosen = (text: string) => ({ kind: 'message-shortcut', text }) as const;

describe('describeMessagePapers', () => {
  it('shows stored papers and those of the live sources in the order of the message', async () => {
    const { reply, live } = createLiveTester({ elsewhere: FAR });
    const { document } = await reply(chosen('2002.00002, then arxiv.org/abs/2401.12345, then arXiv:2002.00001'));
    expect(titlesOf(document)).toEqual(['Far Away 2', SAFE_WALKING.title, 'Far Away 1']);
    expect(textOf(document)).toMatch(/^3 papers in this message/);
    expect(textOf(document)).not.toContain('Not found');
    expect(live.asked).toEqual(['find 2002.00002', 'find 2002.00001']);
  });

  it('shows the full card of a single paper', async () => {
    const { reply } = createLiveTester({ elsewhere: FAR });
    const { document } = await reply(chosen('https://huggingface.co/papers/2002.00003'));
    expect(document.blocks).toMatchObject([{ kind: 'paper', abstract: [{ text: FAR[2]?.abstract }] }]);
  });

  it('looks up at most three papers and lists those not found', async () => {
    const { reply, live } = createLiveTester({ elsewhere: FAR });
    const { document } = await reply(chosen(FAR.map(({ id }) => id).join(' ')));
    expect(live.asked).toHaveLength(3);
    expect(titlesOf(document)).toEqual(['Far Away 1', 'Far Away 2', 'Far Away 3']);
    expect(textOf(document)).toContain('Not found: https://arxiv.org/abs/2002.00004');
  });

  it("says once why a source didn't respond, and shows the other papers", async () => {
    const { reply } = createLiveTester({ trouble: 'Hugging Face gives no answer: try again in a moment.' });
    const { document, outcome } = await reply(chosen('2401.12345 and 2002.00001 and 2002.00002'));
    expect(outcome).toBe('answered');
    expect(titlesOf(document)).toEqual([SAFE_WALKING.title]);
    expect(textOf(document)).toContain('https://arxiv.org/abs/2002.00001, https://arxiv.org/abs/2002.00002');
    expect(textOf(document).match(/gives no answer/g)).toHaveLength(1);
  });

  it('looks up nothing if live sources are turned off', async () => {
    const { reply, live } = createLiveTester({ sources: [], elsewhere: FAR });
    const { document } = await reply(chosen('2002.00001'));
    expect(live.asked).toEqual([]);
    expect(textOf(document)).toContain('Not found');
  });

  it('passes unexpected errors on', async () => {
    const { core } = createLiveTester();
    const fetchPaper = () => Promise.reject(new TypeError('a bug'));
    await expect(
      resolveReferencedPapers('2002.00001', { papers: core.papers, paperLookup: { ...core.paperLookup, fetchPaper } }),
    ).rejects.toThrow(TypeError);
  });
});
