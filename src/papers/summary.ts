import { splitSentences } from '../text/sentences.ts';
import { texToText } from '../text/tex/index.ts';

/** The subject of sentences about the paper itself. */
const SPEAKER =
  '(?:\\b(?:we|I|this (?:paper|work|article|study|report|survey|thesis|tutorial|review|position paper|technical report)|(?:our|the present|the current) (?:paper|work|study|survey)|(?:the )?(?:paper|authors))\\b)';

/** Verbs by how well they tell what a paper does, best first. */
const MAKE_VERBS =
  'propos|introduc|present|develop|design|build|built|creat|construct|formulat|devis|establish|unveil|offer|reformulat';
const STUDY_VERBS =
  'stud|investigat|explor|(?:re-?)?examin|analy[sz]|address|tackl|describ|illustrat|clarif|discuss|highlight|explain|revisit|survey|review|provid|unif|extend|deriv|prov|argu|aim|formali[sz]|characteri[sz]|compar|benchmark|replac|adapt|appl|advocat|reframe|rethink|releas|launch|open-sourc|dissect|fill|clos|bridg|combin|conduct|perform|focus|seek|approach|demystif|outlin|assess|contribut|decompos|draw|advanc';
const FIND_VERBS =
  'consider|show|demonstrat|find|found|observ|report|evaluat|identif|discover|reveal|us|test|claim|posit|hypothesi[sz]|train|leverag|achiev';

/** Up to three words may come between subject and verb. */
const speakerWithVerb = (verbs: string) =>
  new RegExp(`${SPEAKER}(?:,? [\\w-]+,?){0,3}? (?:${verbs})(?:e|s|es|ed|ing|y|ies|ied)?\\b`, 'i');

const MAKE_SCORE = 7;

/** Statements of what the paper does, strongest first. Only the first match counts. */
const CONTRIBUTION_PATTERNS: readonly (readonly [RegExp, number])[] = [
  [speakerWithVerb(MAKE_VERBS), MAKE_SCORE],
  [/本文|本研究|本論文|本稿|我们(?:提出|介绍)|我們|提案|본 논문|제안/, MAKE_SCORE],
  [
    /\b(?:nous (?:propos|présent|introdu)|wir (?:stellen|präsentier|schlagen|entwickel)|(?:proponemos|presentamos|propomos|apresentamos)\b|(?:este (?:trabajo|artículo|artigo)|cet article|diese Arbeit)\b)/i,
    MAKE_SCORE,
  ],
  [new RegExp(`${SPEAKER}[^.;:]{0,120} and (?:\\w+ly )?(?:${MAKE_VERBS})(?:e|s|es|ed)?\\b`, 'i'), 5.5],
  [speakerWithVerb(STUDY_VERBS), 4.5],
  [/\b(?:is|are) (?:hereby )?(?:proposed|introduced|presented|developed)\b/, 4],
  [/^our (?:method|approach|model|framework|system|algorithm|focus|goal|aim)(?:,| of| is|\s?\()/i, 3.5],
  [speakerWithVerb(FIND_VERBS), 3],
];

/** Other cues for or against a sentence. Every match counts. */
const CUE_PATTERNS: readonly (readonly [RegExp, number])[] = [
  [/\b(?:this|our) (?:paper|work|article|study|report|survey|thesis)\b/i, 1.5],
  [/\b(?:called|dubbed|termed|named|coined)\b/, 1],
  [/\b(?:novel|new|first|simple|unified|general)\b/, 0.5],
  // Experiments, results and availability.
  [
    /^(?:Experiment|Extensive|Empirical|Comprehensive exp|Result|Evaluat|Numerical|Through extensive exp|In (?:our )?exp|On [A-Z]|Across|Our (?:results|experiments|findings|evaluation|work contributes))/,
    -4,
  ],
  [
    /\boutperform|\bsurpass|\b(?:achiev\w+|than|over|current|previous|new|existing) (?:the )?(?:state-of-the-art|SOTA\b)|\bexperiments\b|\bimprov\w+ [^.]{0,60}\bby\b/,
    -1.5,
  ],
  [/\d(?:\.\d+)?\s?(?:\\?%|x\b|times\b|points\b)/, -1.5],
  [
    /https?:|\bgithub\b|\b(?:publicly|freely) (?:available|released?)|\bavailable at\b|\bproject page\b|\b(?:our|the) (?:code|data(?:set)?|models?)\b[^.]{0,40}\b(?:are|will|available|released?)\b|\b(?:we|I) (?:\w+ )?(?:hope|believe|are eager|will|plan)\b/i,
    -5,
  ],
  // A second contribution, or one that refers to the sentence before.
  [
    /^(?:Additionally|Furthermore|Moreover|Finally|Also|In addition|Besides|Then|Next|Second|Secondly|Third|Lastly|In (?:the (?:first|second|third|final) (?:stage|phase|step|part)|(?:Stage|Phase|Step) \w+)|Further|Specifically|Concretely|In particular|Notably|Importantly|For (?:example|instance|both)|On top of|To the best of our|Based on|With |By incorporating|To (?:evaluate|validate|verify|assess|demonstrate|facilitate|support|further))\b/,
    -3,
  ],
  [/\b(?:we|and) (?:also|further|additionally|then|finally)\b/i, -3.5],
  [
    // Bounded, because `.*` would scan to the end from every "we".
    /\b(?:we|paper|study)\b.{0,400}\b(?:this|these|such) (?:\w+ )?(?:connection|question|issue|problem|gap|difference|setting|assumption|idea|insight|finding|observation|perspective|formalism|heuristic)s?\b/i,
    -1,
  ],
  [
    /^(?:It|They|These|This (?:approach|method|framework|model|is|allows|enables)|Our (?:method|approach|model|framework) (?!is|of)|Such|The (?:framework|method|model|key|core|former|latter))\b/,
    -1.5,
  ],
  [/^\(?\w{1,3}\)/, -3],
  [/\?$/, -4],
  [/\bwe (?:do not|don't|conclude)\b|\bextensive (?:experiments|evaluations?)\b/i, -4],
];

/** How sentences about related work start, unless they go on to a contribution. */
const BACKGROUND =
  /^(?:However|Recent|Despite|While|Although|Existing|Current|Previous|Prior|Large language models|Traditional|Unfortunately|Yet|But|Nevertheless)/;

const MIN_WORDS = 10;
const SOFT_MAX_LENGTH = 350;
/** Below the weakest contribution: no sentence says what the paper does. */
const MIN_SCORE = 1;

/** A lead-in that refers to the sentence before. One with content ("To speed up RL, …") stays. */
const CONNECTIVE =
  /^(?:In (?:this|the present) (?:paper|work|study|report|article|survey|technical report)|Furthermore|Moreover|Additionally|In addition|Finally|In (?:response|contrast|light of (?:this|these)[^,]{0,40})|Here|Thus|Therefore|Hence|However|Accordingly|Consequently|So|Instead|To (?:this|that) end|For this (?:purpose|reason)|(?:Motivated|Inspired|Driven|Guided) by (?:this|these|such)[^,]{0,50}|Based on (?:this|these)[^,]{0,40}|Building on (?:this|these)[^,]{0,40}|To (?:\w+ly )?\w+(?: and \w+| or \w+)? (?:this|these|those|such|it|them|both|the (?:gap|issue|problem|challenge|above|aforementioned)s?)\b[^,]{0,60}|As a (?:result|remedy|solution))(?:, | (?=we\b))(?=(?:we|this|the|our|a|an|I|it|in this)\b)/i;

/** The sentence of an abstract that best says what the paper does, without a lead-in that refers back. */
export function extractKeySentence(title: string, abstract: string): string {
  const all = splitSentences(abstract);
  const cues = extractTitleCues(title);
  let [best, bestScore] = [all[0] ?? '', MIN_SCORE];
  let makeCount = 0;
  for (const [index, sentence] of all.entries()) {
    const contribution = CONTRIBUTION_PATTERNS.find(([pattern]) => pattern.test(sentence))?.[1] ?? 0;
    // Abstracts state the main contribution before others.
    const repetition = contribution === MAKE_SCORE ? makeCount : 0;
    const score = contribution + scoreCues(sentence, cues, contribution > 0) - index * 0.2 - repetition;
    if (score > bestScore) [best, bestScore] = [sentence, score];
    if (contribution === MAKE_SCORE) makeCount++;
  }
  return stripConnective(best);
}

/** The name of the work in a title (`MMR1: …`, or words in mixed case), and the title's words. */
function extractTitleCues(source: string): { name: RegExp | undefined; words: ReadonlySet<string> } {
  const title = texToText(source);
  const prefix = /^(.{2,40}?)(?::|\s[-–—]\s)/.exec(title)?.[1]?.trim();
  const prefixName = prefix !== undefined && prefix.split(/\s+/).length <= 3 ? [prefix] : [];
  const mixedCaseWords = (title.match(/[\p{L}\p{N}][\p{L}\p{N}_^{}+.-]*/gu) ?? []).filter((word) =>
    /^\P{Ll}*\p{Ll}.*\p{Lu}|^\p{Lu}+\d/u.test(word),
  );
  const names = [...prefixName, ...mixedCaseWords].map((name) =>
    name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/[\s-]+/g, '[\\s-]'),
  );
  return {
    name: names.length > 0 ? new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.join('|')})(?![\\p{L}\\p{N}])`, 'u') : undefined,
    words: new Set(wordPrefixes(title)),
  };
}

function scoreCues(sentence: string, cues: ReturnType<typeof extractTitleCues>, isContribution: boolean): number {
  let score = !isContribution && BACKGROUND.test(sentence) ? -1.5 : 0;
  for (const [pattern, weight] of CUE_PATTERNS) if (pattern.test(sentence)) score += weight;
  const text = /[\\${}]/.test(sentence) ? texToText(sentence) : sentence;
  if (cues.name?.test(text)) score += isContribution || /^.{2,60}\b(?:is|are)\b/.test(text) ? 3.5 : 2;
  const sentenceWords = new Set(wordPrefixes(text));
  const shared = [...cues.words].filter((word) => sentenceWords.has(word)).length;
  if (cues.words.size > 0) score += (4 * shared) / cues.words.size;
  score -= Math.max(0, text.length - SOFT_MAX_LENGTH) / 60;
  return score - Math.max(0, MIN_WORDS - countWords(text)) ** 2 / 4;
}

/** Words, or half the letters in scripts without spaces. */
function countWords(text: string): number {
  return text.split(' ').length + (text.match(/\p{Lo}/gu)?.length ?? 0) / 2;
}

function wordPrefixes(text: string): string[] {
  return [...text.toLowerCase().matchAll(/\p{L}{4,}/gu)].map(([word]) => word.slice(0, 7));
}

/** Strips the lead-in and capitalizes the rest. */
function stripConnective(sentence: string): string {
  // Twice, for "Thus, in this paper, we …".
  const rest = sentence.replace(CONNECTIVE, '').replace(CONNECTIVE, '');
  return rest === sentence ? sentence : rest.charAt(0).toUpperCase() + rest.slice(1);
}
