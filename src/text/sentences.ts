const SEGMENTER = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A period after these never ends a sentence. */
const ABBREVIATION =
  /(?:^|[\s([{“"'~,/-])(?:e\.\s?g|i\.\s?e|vs|v|cf|viz|resp|approx|ca|incl|esp|a\.k\.a|w\.r\.t|s\.t|Figs?|Eqs?|Eqns?|Secs?|Tabs?|Refs?|Thms?|Props?|Defs?|Algs?|Apps?|Chs?|vol|Vol|pp?|Dr|Prof|Mrs?|Ms|St)\.$/;

/** A period after these, or after an initial, ends a sentence only before a word that often starts one. */
const AMBIGUOUS_ABBREVIATION = /(?:^|[\s([“~.-])(?:et al|etc|i\.i\.d|U\.S|U\.K|Ph\.D|Inc|Ltd|Corp|Jr|Sr|\p{Lu})\.$/u;

/** Abbreviations if a number follows: `No. 5`. */
const NUMBER_PREFIX = /(?:^|[\s([“~])(?:[Nn]os?|[Pp]art|[Ss]tep)\.$/;

const SENTENCE_OPENER =
  /^["“'(]?(?:A|An|And|As|At|But|By|Experiments|Extensive|Finally|For|From|Furthermore|Here|Hence|How|However|If|In|It|Its|Moreover|Most|On|One|Our|Recent|Recently|Results|Since|Specifically|Such|That|The|Their|Then|There|These|They|This|Those|Through|Thus|To|Unlike|Using|We|What|When|Where|While|With|Yet)\b/;

/** The marker of a list item, which belongs to the item. */
const LIST_MARKER = /^\(?(?:\d{1,2}|[A-Za-z])[.)]$/;

/** Chinese and Japanese have no space between sentences. */
const CJK_SENTENCE_END = /[。！？｡][」』”’）)]*$/;

/** A missing space after a sentence: "… in RL.However, this". Not in a link or in a name such as Node.Js. */
const MISSING_SPACE =
  /(?<=[\p{Ll}\d)\]}]{2}[.?!]|\p{Lu}{2}[.?!])(?=(?:However|We|Our|This|The|These|In|To|It|Experiments|Extensive)\b[ ,])/u;

/** A sentence that starts with a camel-case name: "… of tokens. iVideoGPT is". */
const LOWERCASE_NAME_START =
  /(?<=[\p{Ll}\d)\]}%][.?!])(?<!\b(?:al|vs|g|e|cf|etc|resp|approx|ca)\.) (?=\p{Ll}{1,3}\p{Lu}[\p{L}\d]+ )/u;

/** ICU takes quadratic time, so text is segmented in chunks. */
const CHUNK_LENGTH = 4000;

/** Characters that must follow a boundary within its chunk, as a lower-case letter would continue the sentence. */
const LOOKAHEAD_LENGTH = 200;

/** How far back an open bracket is searched for. */
const LOOKBEHIND_LENGTH = 400;

/** The sentences of a text, trimmed. Abbreviations, numbers and links don't end one. */
export function splitSentences(text: string): string[] {
  const line = text.replace(/\s+/g, ' ').trim();
  const found: string[] = [];
  let start = 0;
  for (const end of findCandidateBoundaries(line)) {
    const before = line.slice(Math.max(start, end - LOOKBEHIND_LENGTH), end);
    if (end < line.length && !isSentenceBoundary(before, line.slice(end, end + 20))) continue;
    const parts = line.slice(start, end).trim().split(MISSING_SPACE);
    found.push(...parts.flatMap((part) => part.split(LOWERCASE_NAME_START)));
    start = end;
  }
  return found;
}

/** Indexes where sentences may end. A chunk without any yields its end, which is never taken for a boundary. */
function* findCandidateBoundaries(line: string): Iterable<number> {
  for (let start = 0; start < line.length; ) {
    const chunk = line.slice(start, start + CHUNK_LENGTH);
    const isLast = start + CHUNK_LENGTH >= line.length;
    const limit = isLast ? chunk.length : CHUNK_LENGTH - LOOKAHEAD_LENGTH;
    let end = 0;
    for (const { segment, index } of SEGMENTER.segment(chunk)) {
      if (index + segment.length > limit) break;
      end = index + segment.length;
      yield start + end;
    }
    if (end === 0) {
      // After a space, this could pass for a boundary.
      end = chunk[limit - 1] === ' ' ? limit - 1 : limit;
      yield start + end;
    }
    start += end;
  }
}

function isSentenceBoundary(before: string, after: string): boolean {
  const left = before.trimEnd();
  if (left === before) return CJK_SENTENCE_END.test(left);
  if (/^\p{Ll}/u.test(after) || isInsideBrackets(left) || LIST_MARKER.test(left)) return false;
  const last = left.slice(-20);
  if (ABBREVIATION.test(last)) return false;
  if (NUMBER_PREFIX.test(last) && /^\d/.test(after)) return false;
  return !AMBIGUOUS_ABBREVIATION.test(last) || SENTENCE_OPENER.test(after);
}

function isInsideBrackets(text: string): boolean {
  const open = Math.max(text.lastIndexOf('('), text.lastIndexOf('['));
  return open >= 0 && !/[)\]]/.test(text.slice(open));
}
