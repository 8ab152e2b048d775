import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { texToSpans, texToText } from '../../../src/text/tex/index.ts';

const cases: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'shows TeX as arXiv has it': [
    ['$f$-Divergence Regularization', 'f-Divergence Regularization'],
    ['PaccMann$^{RL}$ on SARS-CoV-2', 'PaccMannᴿᴸ on SARS-CoV-2'],
    ['LLM$\\times$MapReduce', 'LLM×MapReduce'],
    ['Video-Ma$^2$mba', 'Video-Ma²mba'],
    ['{\\em on-policy} and \\textit{off-policy}', 'on-policy and off-policy'],
    ['\\underline{R}ecall-\\underline{E}xtend', 'Recall-Extend'],
    ['\\(B_j(s) = β(π_j)α_j^{\\max}(s)\\)', 'Bⱼ(s) = β(πⱼ)αⱼᵐᵃˣ(s)'],
    ['$\\frac{a+b}{2}$, $\\sqrt{2}$, $\\sqrt{x+1}$, $x \\in \\mathbb{R}^d$', '(a+b)/2, √2, √(x+1), x ∈ ℝᵈ'],
    ['$x \\not\\in A$, $a \\neq b$, $K\\log T$', 'x ∉ A, a ≠ b, K log T'],
    ['(\\eg, k=1), \\eg~progress, \\ie this', '(e.g., k=1), e.g. progress, i.e. this'],
    ['mix \\textcolor{red}{colour} and \\mbox{boxes}', 'mix colour and boxes'],
    ['as shown~\\cite{a2020,b2021}', 'as shown'],
    ['the code\\footnote{See the page.} is out', 'the code (See the page.) is out'],
    ['9{,}600 videos on 8\\,GB, 24.8\\% of R\\&D for \\$400K', '9,600 videos on 8 GB, 24.8% of R&D for $400K'],
    ['\\_validate\\_plan', '_validate_plan'],
  ],
  'combines letters and accents': [
    ['Gy\\"{o}rgy and T\\"ULU', 'György and TÜLU'],
    ['Polyak-\\L ojasiewicz', 'Polyak-Łojasiewicz'],
    ['Andr\\\'e, \\c{C}elik, \\v{S}koda, Erd\\H{o}s, na\\"{\\i}ve', 'André, Çelik, Škoda, Erdős, naïve'],
    ['\\tilde{O}(n), \\hat{y}, \\bar x', 'Õ(n), ŷ, x̄'],
  ],
  'repairs TeX that Hugging Face mangled': [
    ['HumanEval^{+}, and', 'HumanEval⁺, and'],
    ['tilde O( d^2varepsilon^{-2})', 'Õ( d²ε⁻²)'],
    ['mathcal{O}(K^{2/3}) and mathcal O(K^{14/15})', 'O(K^(2/3)) and O(K^(14/15))'],
    ['O(mathsf{Var^star M Gamma S A K})', 'O(Var* M Γ S A K)'],
    ['q{=}0.75, (1{+}1), {sim}2{times}', 'q=0.75, (1+1), ~2×'],
    ['Ω(1{p_0})', 'Ω(1/p₀)'],
    ['Ω(1{ε^{d_1+d_2 +2}})', 'Ω(1/ε^(d₁+d₂+2))'],
    ['Θbig(log(1{p_0})big);', 'Θ(log(1/p₀));'],
    ['Obig(q{M P_θ^{q+1}}big)', 'O(q/(M P_θ^(q+1)))'],
    ['P_{θ^{-q}}', 'P_(θ^(-q))'],
    ['E_{phi_{Delta}} r(y)', 'E_(φ_Δ) r(y)'],
    ['KL(phi_Delta || p) leq Delta. Another', 'KL(φ_Δ || p) ≤ Δ. Another'],
    ['(|A_{i,t}|times H_{i,t})', '(|A_(i,t)| × H_(i,t))'],
    ['N_{off} geq c_{off}^*dH^4/epsilon^2', 'N_off ≥ c_off*dH⁴/ε²'],
    ['{O}(T), G_{stack}, π_{0.5}, pi_0.5', 'O(T), G_stack, π_0.5, π_0.5'],
    ['^{max(d_1, d_2)+2}', '^(max(d₁, d₂)+2)'],
    ['ell_infty', 'ℓ_∞'],
    ['360^circtimes180^circ', '360° × 180°'],
    ['For deltageq 1, O(s^{delta}varepsilon)', 'For δ ≥ 1, O(sᵟε)'],
    ['1 / tau_anc^2 and (1+2beta)^{-N/2}', '1 / τ_anc² and (1+2β)^(-N/2)'],
    ['d_k times d_v, 12times12, 10~100times faster', 'dₖ × dᵥ, 12×12, 10~100× faster'],
    ['(lambda=1, gamma=1), |rho|, tau^3-Bench', '(λ=1, γ=1), |ρ|, τ³-Bench'],
    ['UI2Code^N, Video-Ma^2mba, pass^4, p^θ- q', 'UI2Codeᴺ, Video-Ma²mba, pass⁴, pᶿ- q'],
    ['W_Q, CO_2Jump, l_1-regression', 'W_Q, CO₂Jump, l₁-regression'],
    ['{C}ontinual Le{a}rner, Touch{é}', 'Continual Learner, Touché'],
    ['https://a.io/b{GitHub}.', 'GitHub (https://a.io/b).'],
    ['https://a.io/b/{https://a.io/b/}.', 'https://a.io/b/.'],
  ],
  'leaves plain text alone': [
    'a beta version, an alpha blend, gamma rays, a delta rule',
    '5 times faster, two times as big (and big)',
    'snake_case, file_name, diverse_music/, eval_v1, GRPO_data, x_train',
    'C^{}, C++, a ^ b, ^_^, <|im_end|>, </think>',
    'costs $5 and $10',
    'US$ 5, under $100 budget, a $42 training cost, compared to $1,500 or <$50',
    'between $5 million and $10 million',
    'https://google-research.github.io/seanet/musiclm/diverse_music/.',
    'https://a.b/x_1~y--z?q=%20$1&amp;r=2#~t',
    'see github.com/berenslab/interpretable_FM_2 or me_x@foo-bar.com',
    'https://api.a.b/{owner}/{repo_1}/x',
    'operations {ADD, UPDATE, DELETE, NOOP}, Qwen3-{1.7B, 4B}',
    '{"a": 1, "b_c": {"d": 2}}',
    'about ~10% or 1M~4M, run --force or `code_x`',
    'real-to-sim and sim-to-real, approx. 35K, 3 pm',
    'Łojasiewicz — naïve “quotes” 日本語の論文 👩‍🔬',
  ].map((text) => [text, text] as const),
  'converts spaces, quotes, dashes and entities': [
    [' a\n  b\tc ', 'a b c'],
    ['Opus~4.7, Fuser~(MGF), vs.\\ 9.67', 'Opus 4.7, Fuser (MGF), vs. 9.67'],
    ["``black box'' and ``half\"", '“black box” and “half”'],
    ['3--5, so -- it is---yes', '3–5, so – it is—yes'],
    ['a &lt; b &amp; c &#960; AT&T', 'a < b & c π AT&T'],
  ],
};

describe.each(Object.entries(cases))('texToText %s', (_, table) => {
  it.each(table)('%s', (source, shown) => {
    expect(texToText(source)).toBe(shown);
  });
});

describe('texToSpans', () => {
  it('returns emphasis, strong text and code as spans', () => {
    expect(texToSpans('an {\\em old} \\textbf{new} \\texttt{run\\_it} idea')).toEqual([
      { kind: 'text', text: 'an ' },
      { kind: 'emphasis', text: 'old' },
      { kind: 'text', text: ' ' },
      { kind: 'strong', text: 'new' },
      { kind: 'text', text: ' ' },
      { kind: 'code', text: 'run_it' },
      { kind: 'text', text: ' idea' },
    ]);
  });

  it('turns \\url and \\href into links, and keeps the characters of URLs', () => {
    expect(texToSpans('\\url{https://a.b/~c_d\\%20} \\href{https://x.y/z_1}{our $f$}')).toEqual([
      { kind: 'link', text: 'https://a.b/~c_d%20', url: 'https://a.b/~c_d%20' },
      { kind: 'text', text: ' ' },
      { kind: 'link', text: 'our f', url: 'https://x.y/z_1' },
    ]);
  });

  it('links to web pages only', () => {
    expect(texToSpans('\\href{javascript:alert(1)}{click}')).toEqual([{ kind: 'text', text: 'click' }]);
  });

  it('shows the argument of an unknown macro, else its name', () => {
    expect(texToText('We propose \\ours, \\pyrag{} and \\hl{this}.')).toBe('We propose ours, pyrag and this.');
  });

  it('returns one span for plain text, and none for white space', () => {
    expect(texToSpans('A plain title')).toEqual([{ kind: 'text', text: 'A plain title' }]);
    expect(texToSpans(' \n ')).toEqual([]);
    expect(texToSpans('$ {} $')).toEqual([]);
  });

  it('drops invisible characters and keeps joined emoji', () => {
    expect(texToText('a\u202eb\u2066c\u200bd\u0000e\ufefff 👩‍🔬')).toBe('abcdef 👩‍🔬');
    expect(texToText(`e${'\u0301'.repeat(50)}x`)).toHaveLength(6);
  });
});

const tex = fc.array(
  fc.constantFrom(
    ...['{', '}', '\\', '$', '^', '_', '~', ' ', 'x', 'n', '2', '(', ')', ',', '=', '--', '``', "''", '&lt;', '%', '"'],
    ...['\\frac', '\\textbf', '\\em ', '\\alpha', '\\"', '\\hat', '\\url', '\\sqrt[3]', '\\ours', '\\{', '\\}', '\\$'],
    ...['varepsilon', 'mathcal', 'times', 'phi_Delta', 'O(', '1{p', 'big)', 'https://a.b/c_d', 'é', '\u0301', '漢'],
  ),
  { maxLength: 40 },
);

describe('texToText of any input', () => {
  it('returns trimmed text without invisible characters', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          tex.map((parts) => parts.join('')),
        ),
        (source) => {
          const text = texToText(source);
          expect(text).toBe(text.trim());
          expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ufeff\0]|\s\s|\p{Cs}/u);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('hides the braces of groups', () => {
    const word = fc.constantFrom('x', 'abc', '2', 'a b', '\\alpha', 'x^2', 'y_{ij}', '\\textbf{z}', '$k$', '\\frac12');
    const { group } = fc.letrec<{ group: string; part: string }>((tie) => ({
      part: fc.oneof({ maxDepth: 4 }, word, tie('group')),
      group: fc.tuple(tie('part'), tie('part')).map(([a, b]) => `{${a} ${b}}`),
    }));
    fc.assert(fc.property(group, (source) => !/[{}\\$]/.test(texToText(source))));
  });

  it('leaves its own output unchanged', () => {
    const words = fc.array(
      fc.constantFrom('x', 'δ', 'x²', 'A_(i, t)', 'φ_Δ', '1/p₀', 'π_0.5', '5 times as', '~10%', '$5', '–'),
    );
    fc.assert(fc.property(words, (parts) => texToText(parts.join(' ')) === parts.join(' ')));
  });

  it.each(['{', '}', '$', '^', '_', '~', '\\', '`', '-', '&', '1', '\u0301', 'a.', 'a@', 'x^', 'x_', '$x', '1{'])(
    'handles 100,000 characters of %j quickly',
    (part) => expectQuick(part.repeat(100_000 / part.length)),
  );
  it.each(['\\frac', '\\hat', '\\sqrt[', '^{', '{\\bf ', '{a,', '\\textbf{$x^{', 'alpha', '1 times 1 '])(
    'handles 20,000 times %j quickly, closed or not',
    (part) => {
      expectQuick(part.repeat(20_000));
      expectQuick(part.repeat(20_000) + '}'.repeat(20_000));
    },
  );

  it.each(['.', ')', '~', ').', '”!'])('keeps a link that contains 200,000 characters of %j', (part) => {
    const link = `https://a.b/${part.repeat(200_000 / part.length)}c`;
    expect(texToText(`${link}.`)).toBe(`${link}.`);
  });

  function expectQuick(source: string) {
    // Quadratic time would exceed the timeout of the test.
    expect(typeof texToText(source)).toBe('string');
  }
});
