import { describe, expect, it } from 'vitest';
import { resolveReferencedPapers } from '../../../../src/features/catalog/message-papers.ts';
import { textOf, titlesOf } from '../../../fakes/core.ts';
import { createLookupTester } from '../../../fakes/paper-lookup.ts';
import { paper, SAFE_WALKING } from '../../../fixtures/chat/papers.ts';

const FAR = [1, 2, 3, 4].map((at) => paper({ id: `2002.0000${at}`, title: `Far Away ${at}` }));
const shortcut = (text: string) => ({ kind: 'message-shortcut', text }) as const;

describe('describeMessagePapers', () => {
  it('shows stored papers and those of the live sources in the order of the message', async () => {
    const { reply, lookup } = createLookupTester({ remotePapers: FAR });
    const { document } = await reply(shortcut('2002.00002, then arxiv.org/abs/2401.12345, then arXiv:2002.00001'));
    expect(titlesOf(document)).toEqual(['Far Away 2', SAFE_WALKING.title, 'Far Away 1']);
    expect(textOf(document)).toMatch(/^3 papers in this message/);
    expect(textOf(document)).not.toContain('Not found');
    expect(lookup.requests).toEqual(['fetch 2002.00002', 'fetch 2002.00001']);
  });

  it('shows the full card of a single paper', async () => {
    const { reply } = createLookupTester({ remotePapers: FAR });
    const { document } = await reply(shortcut('https://huggingface.co/papers/2002.00003'));
    expect(document.blocks).toMatchObject([{ kind: 'paper', abstract: [{ text: FAR[2]?.abstract }] }]);
  });

  it('looks up at most three papers and lists those not found', async () => {
    const { reply, lookup } = createLookupTester({ remotePapers: FAR });
    const { document } = await reply(shortcut(FAR.map(({ id }) => id).join(' ')));
    expect(lookup.requests).toHaveLength(3);
    expect(titlesOf(document)).toEqual(['Far Away 1', 'Far Away 2', 'Far Away 3']);
    expect(textOf(document)).toContain('Not found: https://arxiv.org/abs/2002.00004');
  });

  it("says once why a source didn't respond, and shows the other papers", async () => {
    const { reply } = createLookupTester({ error: 'Hugging Face is busy right now. Try again soon.' });
    const { document, outcome } = await reply(shortcut('2401.12345 and 2002.00001 and 2002.00002'));
    expect(outcome).toBe('answered');
    expect(titlesOf(document)).toEqual([SAFE_WALKING.title]);
    expect(textOf(document)).toContain('https://arxiv.org/abs/2002.00001, https://arxiv.org/abs/2002.00002');
    expect(textOf(document).match(/is busy right now/g)).toHaveLength(1);
  });

  it('looks up nothing if live sources are turned off', async () => {
    const { reply, lookup } = createLookupTester({ sources: [], remotePapers: FAR });
    const { document } = await reply(shortcut('2002.00001'));
    expect(lookup.requests).toEqual([]);
    expect(textOf(document)).toContain('Not found');
  });

  it('passes unexpected errors on', async () => {
    const { core } = createLookupTester();
    const fetchPaper = () => Promise.reject(new TypeError('a bug'));
    await expect(
      resolveReferencedPapers('2002.00001', { papers: core.papers, paperLookup: { ...core.paperLookup, fetchPaper } }),
    ).rejects.toThrow(TypeError);
  });
});
