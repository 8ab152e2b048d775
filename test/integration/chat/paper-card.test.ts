import { describe, expect, it } from 'vitest';
import { createActionStore, decodeAction } from '../../../src/chat/action.ts';
import { compactPaperCard, paperCard } from '../../../src/chat/paper-card.ts';
import type { Paper } from '../../../src/papers/paper.ts';
import { spansToText } from '../../../src/text/spans.ts';
import { buttonsOf } from '../../fakes/core.ts';
import { HOSTILE, paper, SAFE_WALKING } from '../../fixtures/chat/papers.ts';

describe('paperCard', () => {
  it('shows everything that is known about a paper', () => {
    const { controls, ...card } = paperCard(SAFE_WALKING);
    expect(card).toEqual({
      kind: 'paper',
      title: [{ kind: 'text', text: 'Safe Offline Walking' }],
      url: 'https://huggingface.co/papers/2401.12345',
      byline: [
        {
          kind: 'text',
          text: 'Ada Lovelace, Alan Turing, Grace Hopper and 2 more · NVIDIA · Mar 1, 2025 · 40 upvotes · 3 comments · 12 stars',
        },
      ],
      lead: [
        { kind: 'emphasis', text: 'AI summary: ' },
        { kind: 'text', text: 'Keeps robots on their feet.' },
      ],
      abstract: [{ kind: 'text', text: SAFE_WALKING.abstract }],
      facts: [{ label: 'Keywords', spans: [{ kind: 'text', text: 'robots, offline RL' }] }],
      links: [
        { label: 'Hugging Face', url: 'https://huggingface.co/papers/2401.12345' },
        { label: 'arXiv', url: 'https://arxiv.org/abs/2401.12345' },
        { label: 'PDF', url: 'https://arxiv.org/pdf/2401.12345' },
        { label: 'Code', url: 'https://github.com/example/walking' },
        { label: 'Project', url: 'https://walking.example.org/' },
      ],
      thumbnail: { url: 'https://images.example.org/walking.png', alt: 'Safe Offline Walking' },
    });
    expect(controls.map(({ label }) => label)).toEqual(['Discuss', 'Related', 'Save', 'Share', 'Comments']);
  });

  it('marks AI keywords, and shows categories, version and linked artifacts', () => {
    const card = paperCard(
      paper({
        ...SAFE_WALKING,
        categories: ['cs.RO', 'cs.LG'],
        version: 3,
        updatedOn: '2025-06-03',
        linked: {
          models: { total: 12, names: ['nvidia/walker', 'a.b-c/d_e', 'gpt2', 'left/out'] },
          datasets: { total: 1, names: ['falls/all'] },
          spaces: { total: 2, names: [] },
        },
        seen: [{ source: 'arxiv' }, { source: 'huggingface', keywords: ['robots'] }, { source: 'lines' }],
      }),
    );
    const link = (text: string, path = text) => ({ kind: 'link', text, url: `https://huggingface.co/${path}` });
    const text = (words: string) => ({ kind: 'text', text: words });
    expect(card.facts).toEqual([
      { label: 'AI keywords', spans: [text('robots, offline RL')] },
      { label: 'arXiv', spans: [text('cs.RO, cs.LG · v3, updated Jun 3, 2025')] },
      {
        label: 'Models (12)',
        spans: [link('nvidia/walker'), text(', '), link('a.b-c/d_e'), text(', '), link('gpt2'), text(' and 9 more')],
      },
      { label: 'Datasets (1)', spans: [link('falls/all', 'datasets/falls/all')] },
      { label: 'Spaces (2)', spans: [text('see its page on Hugging Face')] },
    ]);
  });

  it.each<[Partial<Paper>, string[]]>([
    [{ version: 1, updatedOn: '2025-06-03' }, ['arXiv: v1']],
    [{ version: 2 }, ['arXiv: v2']],
    [{ updatedOn: '2025-06-03' }, ['arXiv: updated Jun 3, 2025']],
    [{ categories: ['cs.LG'] }, ['arXiv: cs.LG']],
    [{ categories: [], linked: {} }, []],
    [{ linked: { models: { total: 0, names: [] } } }, []],
    [{ linked: { spaces: { total: 0, names: ['a/b'] } } }, ['Spaces (1): a/b']],
  ])('shows only the facts that are known: %j', (fields, facts) => {
    const card = paperCard(paper({ title: 'New', ...fields }));
    expect(card.facts.map(({ label, spans }) => `${label}: ${spansToText(spans)}`)).toEqual(facts);
  });

  it.each(['../../login', 'a/b/c', 'a b', '<@U1>', 'a/b?x=y', 'javascript:alert(1)', '\ud800', '-a/b', 'a/..'])(
    'shows an invalid model name without a link: %j',
    (name) => {
      const card = paperCard(paper({ title: 'New', linked: { models: { total: 1, names: [name] } } }));
      expect(card.facts).toEqual([{ label: 'Models (1)', spans: [{ kind: 'text', text: name }] }]);
    },
  );

  it('has a Comments button only if the paper has comments that can be read', () => {
    const labels = (fields: Partial<Paper>) =>
      paperCard(paper({ title: 'New', ...fields })).controls.map(({ label }) => label);
    const { links } = SAFE_WALKING;
    expect(labels({ links, comments: 1 })).toContain('Comments');
    expect(labels({ links, comments: 0 })).not.toContain('Comments');
    expect(labels({ links })).not.toContain('Comments');
    expect(labels({ comments: 3 })).not.toContain('Comments');
  });

  it('shows why the paper is listed, if given', () => {
    const why = [{ kind: 'link', text: 'discussed here', url: 'https://chat.test/1' } as const];
    expect(paperCard(SAFE_WALKING, why)).toMatchObject({ why });
  });

  it('shows a paper with only title and abstract, and TeX as text', () => {
    const card = paperCard(HOSTILE);
    const title = 'Breaking <@everyone> *Bots* with `Markup` & [31mEscapes[0m: a β-Test';
    expect(card.title).toEqual([{ kind: 'text', text: title }]);
    expect(card.byline).toEqual([{ kind: 'text', text: '' }]);
    expect(card.lead).toEqual([{ kind: 'text', text: 'Bots break.' }]);
    expect(card.facts).toEqual([]);
    expect(card).not.toHaveProperty('thumbnail');
    expect(card).not.toHaveProperty('why');
  });

  it('links to a search for the title if there is no page', () => {
    const { url, links } = paperCard(paper({ title: 'Cats & Dogs?', links: { code: 'https://github.com/a/b' } }));
    expect(url).toBe('https://huggingface.co/papers?q=Cats%20%26%20Dogs%3F');
    expect(links).toEqual([
      { label: 'Code', url: 'https://github.com/a/b' },
      { label: 'Find on Hugging Face', url },
    ]);
  });

  it('links to arXiv if there is no page on Hugging Face', () => {
    const card = paperCard(paper({ title: 'Old', links: { arxiv: 'https://arxiv.org/abs/cs/0112017' } }));
    expect(card.url).toBe('https://arxiv.org/abs/cs/0112017');
    expect(card.links).toEqual([{ label: 'arXiv', url: 'https://arxiv.org/abs/cs/0112017' }]);
  });

  it('distinguishes zero upvotes from unknown upvotes', () => {
    const card = paperCard(paper({ title: 'New', upvotes: 0, comments: 1 }));
    expect(card.byline).toEqual([{ kind: 'text', text: '0 upvotes · 1 comment' }]);
  });
});

describe('compactPaperCard', () => {
  it('shows the title and snippet with matches, and why the paper is listed', () => {
    const title = [{ kind: 'strong', text: 'Safe' } as const];
    const snippet = [{ kind: 'text', text: 'It works on 3 robots.' } as const];
    const why = [{ kind: 'text', text: 'matches safe' } as const];
    const listed = compactPaperCard(SAFE_WALKING, { title, snippet, why });
    expect(listed).toMatchObject({ title, lead: snippet, why, links: [] });
    expect(listed).not.toHaveProperty('abstract');
    expect(compactPaperCard(SAFE_WALKING, { why: [] })).not.toHaveProperty('why');
  });

  it('has buttons to open, discuss, share and save the paper and to find related ones', () => {
    const buttons = buttonsOf({ blocks: [compactPaperCard(SAFE_WALKING, {})] });
    const calls = [...buttons].map(([label, action]) => [label, decodeAction(action, createActionStore())]);
    expect(Object.fromEntries(calls)).toEqual({
      Open: { text: 'show 2401.12345', replacesOriginal: false },
      Discuss: { text: 'discuss 2401.12345', replacesOriginal: false },
      Related: { text: 'related 2401.12345', replacesOriginal: false },
      Share: { text: 'share 2401.12345', replacesOriginal: false },
      Save: { text: 'save 2401.12345', replacesOriginal: false },
    });
  });

  it('has a Remove button instead of Save for a saved paper', () => {
    const buttons = buttonsOf({ blocks: [compactPaperCard(SAFE_WALKING, { isSaved: true })] });
    expect([...buttons.keys()]).not.toContain('Save');
    expect(decodeAction(buttons.get('Remove') ?? '', createActionStore()).text).toBe('unsave 2401.12345');
  });
});
