import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arxivLinks, extractLinks } from '../../../src/papers/links.ts';

describe('extractLinks', () => {
  it.each([
    ['Code: https://github.com/a/b.', { code: 'https://github.com/a/b' }],
    ['(https://github.com/a/b), and', { code: 'https://github.com/a/b' }],
    ['at \\url{https://github.com/a/b}.', { code: 'https://github.com/a/b' }],
    ['see https://en.wikipedia.org/wiki/A_(b)', { project: 'https://en.wikipedia.org/wiki/A_(b)' }],
    [
      'https://x.github.io/y/. Code: https://github.com/x/y',
      { code: 'https://github.com/x/y', project: 'https://x.github.io/y/' },
    ],
    ['https://github.com/a/one and https://github.com/a/two', { code: 'https://github.com/a/one' }],
    ['(see https://a.org/c_(d)[e])]).', { project: 'https://a.org/c_(d)[e]' }],
    ['https://a.org/c)d(e)', { project: 'https://a.org/c)d(e' }],
    ['**https://rlcm.owenoertell.com**', { project: 'https://rlcm.owenoertell.com/' }],
  ])('finds the links in %j', (abstract, links) => {
    expect(extractLinks(abstract)).toEqual(links);
  });

  it('replaces the mirror host', () => {
    expect(extractLinks('at: https://b-61j.pages.dev/nvidia/AceReason-Nemotron-1.1-7B')).toEqual({
      project: 'https://huggingface.co/nvidia/AceReason-Nemotron-1.1-7B',
    });
  });

  it.each([
    'no link',
    'https://',
    'https://localhost/x',
    'https://user:pass@evil.example/',
    'ftp://a.org/c',
    'https://[::1',
    'http://218.193.131.250:20013/demo',
    'https://my_project.example.org/',
    'https://пример.рф/',
    'javascript:alert(1)',
  ])('finds no link in %j', (abstract) => {
    expect(extractLinks(abstract)).toEqual({});
  });

  it.each(['(', ')', '()', ')(', ')]}', '.)', 'x('])('handles a link followed by 200,000 times %j quickly', (part) => {
    expect(extractLinks(`https://a.org/c ${'https://a.org/'}${part.repeat(200_000)}`)).toEqual({
      project: 'https://a.org/c',
    });
  });

  it('returns only links that can be opened for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const { code, project } = extractLinks(`${before} https://github.com/a/b${after}`);
        for (const link of [code, project]) {
          if (link !== undefined) expect(new URL(link).protocol).toMatch(/^https?:$/);
        }
      }),
    );
  });
});

describe('arxivLinks', () => {
  it('links to arXiv and, for new-style ids, to Hugging Face', () => {
    expect(arxivLinks('2401.12345')).toEqual({
      huggingFace: 'https://huggingface.co/papers/2401.12345',
      arxiv: 'https://arxiv.org/abs/2401.12345',
      pdf: 'https://arxiv.org/pdf/2401.12345',
    });
    expect(arxivLinks('hep-th/9901001')).not.toHaveProperty('huggingFace');
  });
});
