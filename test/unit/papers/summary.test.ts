import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractKeySentence } from '../../../src/papers/summary.ts';
import { splitSentences } from '../../../src/text/sentences.ts';

/** Title, abstract, and the start of the expected sentence. Abstracts are made up or excerpts from arXiv (CC0). */
const table: readonly (readonly [string, string, string])[] = [
  [
    'Foo: Fast Agents',
    'Agents are slow. To address this, we propose Foo, a fast agent. Experiments show that Foo outperforms Bar by 5%.',
    'We propose Foo, a fast agent.',
  ],
  [
    'A Study of Sleep in Birds',
    'Birds sleep. However, little is known. In this paper, we study how forty species of birds sleep at sea. We find that they do.',
    'We study how forty species of birds sleep at sea.',
  ],
  [
    'On Nets',
    'Nets are used widely. This paper presents a theory of nets. Moreover, we introduce a data set of nets. Code is at https://a.b/c.',
    'This paper presents a theory of nets.',
  ],
  [
    'MMR1: Enhancing Multimodal Reasoning',
    'Large multimodal models have advanced. We introduce a sampling strategy as a first ingredient of the work. We present MMR1, a family of models for multimodal reasoning. We release the models.',
    'We present MMR1, a family of models for multimodal reasoning.',
  ],
  [
    'Open World',
    'We release all weights to support research. We train for a week. Open World is a model of the open world that learns from video alone.',
    'Open World is a model of the open world that learns from video alone.',
  ],
  [
    'Mirror Descent Policy Optimization',
    'Mirror descent (MD), a well-known first-order method in constrained convex optimization, has recently been shown as an important tool to analyze trust-region algorithms in reinforcement learning (RL). However, there remains a considerable gap between such theoretically analyzed algorithms and the ones used in practice. Inspired by this, we propose an efficient RL algorithm, called {\\em mirror descent policy optimization} (MDPO). We derive {\\em on-policy} and {\\em off-policy} variants of MDPO.',
    'We propose an efficient RL algorithm, called {\\em mirror descent policy optimization} (MDPO).',
  ],
  [
    'TÜLU 3: Pushing Frontiers in Open Language Model Post-Training',
    'Language model post-training is applied to refine behaviors. To bridge this gap, we introduce T\\"ULU 3, a family of fully-open state-of-the-art post-trained models. With T\\"ULU 3, we introduce a multi-task evaluation scheme for post-training recipes.',
    'We introduce T\\"ULU 3, a family of fully-open state-of-the-art post-trained models.',
  ],
  [
    'AceReason-Nemotron: Advancing Math and Code Reasoning through Reinforcement Learning',
    'Despite recent progress in large-scale reinforcement learning (RL) for reasoning, the training recipe for building high-performing reasoning models remains elusive. We systematically study the RL training process through extensive ablations and propose a simple yet effective approach: first training on math-only prompts, then on code-only prompts. Notably, we find that math-only RL significantly enhances the performance of strong distilled models.',
    'We systematically study the RL training process',
  ],
  [
    'A Survey on Model-based Reinforcement Learning',
    'Reinforcement learning (RL) solves sequential decision-making problems via a trial-and-error process. In this survey, we take a review of MBRL with a focus on the recent progress in deep RL. We hope this survey is useful.',
    'We take a review of MBRL',
  ],
  [
    'Does It Work?',
    'Many believe that it works. Does it? We show that it works only for models of more than a billion parameters. Our code is available at https://a.b/c.',
    'We show that it works only',
  ],
  [
    'Curiosity-driven Red-teaming',
    'Large language models hold great potential. However, current methods are weak. We propose to reward novelty in red teaming, which finds more test cases. We also draw a connection to curiosity-driven exploration. Our method achieves greater coverage.',
    'We propose to reward novelty in red teaming',
  ],
  [
    'ProCUA Technical Report',
    'To speed up training on computers, we build ProCUA, a data set of desktop sessions. Results indicate gains.',
    'To speed up training on computers, we build ProCUA',
  ],
  [
    'Efficient Parsing',
    'A new parser for graphs is proposed that runs in linear time. Extensive experiments on ten benchmarks show that it surpasses the state-of-the-art. ',
    'A new parser for graphs is proposed',
  ],
  [
    '图的解析',
    '图解析很重要。本文提出了一种线性时间的图解析方法。实验结果表明该方法有效。',
    '本文提出了一种线性时间的图解析方法。',
  ],
  [
    'Les graphes',
    'Les graphes sont partout. Nous proposons une méthode pour analyser les graphes en temps linéaire. Les résultats sont bons.',
    'Nous proposons une méthode',
  ],
];

describe('extractKeySentence', () => {
  it.each(table)('finds the key sentence of %s', (title, abstract, expected) => {
    expect(extractKeySentence(title, abstract).slice(0, expected.length)).toBe(expected);
  });

  it('returns the only sentence of a short abstract', () => {
    expect(extractKeySentence('A Note', 'A short note on notes')).toBe('A short note on notes');
  });

  it('falls back to the first sentence', () => {
    expect(extractKeySentence('Об одном', 'Здесь одно. Там другое. И третье.')).toBe('Здесь одно.');
  });

  it('returns an empty string for an empty abstract', () => {
    expect(extractKeySentence('', ' ')).toBe('');
  });

  it('prefers a shorter sentence to a very long one', () => {
    const long = `We propose a method ${'that is really very good and '.repeat(30)}fast.`;
    expect(
      extractKeySentence('A Method', `${long} In short, we propose a method for parsing graphs in linear time.`),
    ).toMatch(/^In short/);
  });

  it('returns a sentence of the abstract, or the end of one', () => {
    const part = fc.constantFrom(
      ...[
        'Thus, we propose X1.',
        'In this paper, we study e.g. graphs.',
        'It is known.',
        'However, this fails. ',
        'Why?',
      ],
      ...['We {\\em show} it', '本文。', 'http://a.b/c.', '(', '.', 'To fix this, we', '\n'],
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const abstract = parts.join(' ');
        const key = extractKeySentence('X1: A Title', abstract);
        expect(key === '' || splitSentences(abstract).some((sentence) => sentence.endsWith(key.slice(1)))).toBe(true);
      }),
    );
  });

  it.each(['we ', 'we-', 'we this ', 'paper, '])('handles 500,000 characters of %j quickly', (text) => {
    expect(extractKeySentence('A Title', text.repeat(500_000 / text.length))).toContain(text.trim());
  });

  it('handles a title of one long word quickly', () => {
    expect(extractKeySentence('a.'.repeat(100_000), 'We do it.')).toBe('We do it.');
  });

  it.each(['We propose ', 'We ', 'To this, ', 'A. ', 'we study and '])(
    'returns a sentence from 50,000 characters of %j',
    (text) => {
      const abstract = text.repeat(50_000 / text.length);
      expect(abstract).toContain(extractKeySentence('A Title', abstract).slice(2));
    },
  );
});
