import { stem } from 'porter2';

/** A word of a text, and its position. */
export interface Token {
  /** With case, accents and compatibility forms folded. */
  readonly word: string;
  /** Its Porter2 stem, by which words are compared. */
  readonly stem: string;
  readonly start: number;
  readonly end: number;
  /** Queries ignore stop words unless they have nothing else. */
  readonly isStopWord: boolean;
  /** Only a hyphen is between this word and the one before it. */
  readonly isHyphenated: boolean;
}

const WORD = /[^\p{Z}\p{P}\p{S}\p{Cc}\p{Cs}]+/gu;
const HYPHEN = /^[-\u2010-\u2015]$/;
const UNSPACED_SCRIPT =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
/** Letters that Unicode doesn't decompose, as people type them: "Lukasz" for "Łukasz". */
const ASCII_FOLDING: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
};
const FOLDABLE_LETTERS = new RegExp(`[${Object.keys(ASCII_FOLDING).join('')}]`, 'g');
/** Its dictionary covers Chinese and Japanese, whatever the locale. */
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/** Splits plain text (without TeX) into words. */
export function analyze(text: string): Token[] {
  const tokens: Token[] = [];
  let previousEnd = -1;
  for (const match of text.matchAll(WORD)) {
    for (const { segment, index } of segmentWords(match[0])) {
      const word = foldWord(segment);
      if (word === '') continue;
      const start = match.index + index;
      const isHyphenated = previousEnd > 0 && HYPHEN.test(text.slice(previousEnd, start));
      previousEnd = start + segment.length;
      tokens.push({ word, stem: stem(word), start, end: previousEnd, isStopWord: STOP_WORDS.has(word), isHyphenated });
    }
  }
  return tokens;
}

/** Folds compatibility forms, Latin accents and case. Marks of other scripts are kept, as they distinguish words. */
function foldWord(word: string): string {
  if (/^[a-z0-9]+$/.test(word)) return word;
  return word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+|[^\p{L}\p{N}\p{M}]+/gu, '')
    .toLowerCase()
    .replace(FOLDABLE_LETTERS, (letter) => ASCII_FOLDING[letter] ?? letter)
    .normalize('NFC');
}

function segmentWords(run: string): Iterable<{ segment: string; index: number }> {
  return UNSPACED_SCRIPT.test(run) ? segmenter.segment(run) : [{ segment: run, index: 0 }];
}

/** A hyphenated word, such as "off-policy". */
export interface Compound {
  /** The parts joined, without hyphens. */
  readonly word: string;
  readonly stem: string;
  readonly parts: readonly Token[];
}

/**
 * The hyphenated words of a text, so that `GPT-4o` matches `gpt4o`. Longer chains also give their adjacent pairs, so
 * that "GPT-4o-mini" matches "gpt4o mini".
 */
export function findCompounds(tokens: readonly Token[]): Compound[] {
  const found: Compound[] = [];
  for (let start = 0; start < tokens.length; start++) {
    let end = start + 1;
    while (tokens[end]?.isHyphenated) end++;
    if (end - start < 2) continue;
    const chain = tokens.slice(start, end);
    if (chain.length > 2)
      found.push(...adjacentPairs(chain).filter(({ parts }) => parts.every((part) => !part.isStopWord)));
    found.push(joinTokens(chain));
    start = end - 1;
  }
  return found;
}

/** Each pair of adjacent words, joined. */
export function adjacentPairs(tokens: readonly Token[]): Compound[] {
  return tokens.slice(1).map((token, i) => joinTokens([tokens[i] ?? token, token]));
}

function joinTokens(parts: readonly Token[]): Compound {
  const word = parts.map((part) => part.word).join('');
  return { word, stem: stem(word), parts };
}

/**
 * The stop words of the SMART system, without those that have a meaning in papers ("value", "self", "zero", "few"), and
 * with what apostrophes leave behind ("model's", "don't"). They are indexed all the same, as this ranks better and
 * phrases contain them.
 */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `a able about above according accordingly across actually after afterwards again against ain all allow allows almost along already also
  although always am among amongst an and another any anybody anyhow anyone anything anyway anyways anywhere apart appear appreciate are
  aren around as at away awfully b be became because become becomes becoming been before beforehand being below beside besides between
  beyond both brief but by c came can cannot cant certain certainly clearly co com come comes concerning consequently consider
  considering contain containing contains corresponding could couldn course currently d definitely described despite did didn do does
  doesn doing don done down during e each edu eg either else elsewhere enough entirely especially et etc even ever every everybody
  everyone everything everywhere ex exactly except f far followed follows for former formerly forth from further furthermore g get gets
  getting given gives go goes going gone got gotten h had hadn happens hardly has hasn have haven having he hence her here hereafter
  hereby herein hereupon hers herself hi him himself his hither hopefully how howbeit however i ie if in inasmuch inc indeed indicate
  indicated indicates insofar instead into is isn it its itself j just k keep keeps kept l lately latter latterly least let like liked
  likely ll ltd m mainly many may maybe me meanwhile merely might more moreover most mostly much must mustn my myself n namely nd nearly
  neither never nevertheless no nobody non none noone nor normally not nothing now nowhere o obviously of off often oh ok okay on once
  only onto or other others otherwise ought our ours ourselves out over overall own p particular particularly per perhaps please plus
  possible presumably probably provide provides q que quite qv r rather rd re really reasonably regarding regardless regards relatively
  respectively s said same saw say saying says see seeing seem seemed seeming seems seen seriously several shall shan she should shouldn
  since so some somebody somehow someone something sometime sometimes somewhat somewhere soon still such sup sure t take taken tell
  tends th than thank thanks that the their theirs them themselves then thence there thereafter thereby therefore therein theres
  thereupon these they this thorough thoroughly those though through throughout thru thus to together too took toward towards tried
  tries truly try trying u un under unfortunately unless unlikely until unto up upon us use used useful uses using usually v various ve
  very via viz vs w want wants was wasn way we well went were weren what whatever when whence whenever where whereafter whereas whereby
  wherein whereupon wherever whether which while whither who whoever whole whom whose why will willing wish with within without won
  would wouldn x y yes yet you your yours yourself yourselves z`.split(/\s+/),
);
