const SEGMENTER = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A full stop after these never ends a sentence. */
const ABBREVIATION =
  /(?:^|[\s([{“"'~,/-])(?:e\.\s?g|i\.\s?e|vs|v|cf|viz|resp|approx|ca|incl|esp|a\.k\.a|w\.r\.t|s\.t|Figs?|Eqs?|Eqns?|Secs?|Tabs?|Refs?|Thms?|Props?|Defs?|Algs?|Apps?|Chs?|vol|Vol|pp?|Dr|Prof|Mrs?|Ms|St)\.$/;

/** After these it ends one only before a word that often begins one; an initial is one letter. */
const AMBIGUOUS_ABBREVIATION = /(?:^|[\s([“~.-])(?:et al|etc|i\.i\.d|U\.S|U\.K|Ph\.D|Inc|Ltd|Corp|Jr|Sr|\p{Lu})\.$/u;

/** `No. 5`, `no. 5`: only before a number. */
const NUMBER_PREFIX = /(?:^|[\s([“~])(?:[Nn]os?|[Pp]art|[Ss]tep)\.$/;

const SENTENCE_OPENER =
  /^["“'(]?(?:A|An|And|As|At|But|By|Experiments|Extensive|Finally|For|From|Furthermore|Here|Hence|How|However|If|In|It|Its|Moreover|Most|On|One|Our|Recent|Recently|Results|Since|Specifically|Such|That|The|Their|Then|There|These|They|This|Those|Through|Thus|To|Unlike|Using|We|What|When|Where|While|With|Yet)\b/;

/** The number of an item belongs to the item. */
const LIST_MARKER = /^\(?(?:\d{1,2}|[A-Za-z])[.)]$/;

/** Scripts that write no space between sentences. */
const CJK_SENTENCE_END = /[。！？｡][」』”’）)]*$/;

/** A full stop with its space forgotten: "… in RL.However, this". Not in a link or a name such as Node.Js. */
const MISSING_SPACE =
  /(?<=[\p{Ll}\d)\]}]{2}[.?!]|\p{Lu}{2}[.?!])(?=(?:However|We|Our|This|The|These|In|To|It|Experiments|Extensive)\b[ ,])/u;

/** A name that begins small, at the beginning of a sentence: "… of tokens. iVideoGPT is". */
const LOWERCASE_NAME_START =
  /(?<=[\p{Ll}\d)\]}%][.?!])(?<!\b(?:al|vs|g|e|cf|etc|resp|approx|ca)\.) (?=\p{Ll}{1,3}\p{Lu}[\p{L}\d]+ )/u;

/** ICU's time grows with the square of a text that it segments whole, so it is given a piece at a time. */
const CHUNK_LENGTH = 4000;

/** How much has to follow an end within its piece to be sure of it: a small letter after a few signs would have it go on. */
const LOOKAHEAD_LENGTH = 200;

/** How far back a bracket may be open; no end of a sentence needs more to be judged. */
const LOOKBEHIND_LENGTH = 400;

/** The sentences of a text, in order, each trimmed; an abbreviation, a number or a link does not end one. */
export function splitSentences(text: string): string[] {
  const line = text.replace(/\s+/g, ' ').trim();
  const found: string[] = [];
  let start = 0;
  for (const end of findCandidateBoundaries(line)) {
    if (
      end < line.length &&
      !isSentenceBoundary(line.slice(Math.max(start, end - LOOKBEHIND_LENGTH), end), line.slice(end, end + 20))
    )
      continue;
    found.push(
      ...line
        .slice(start, end)
        .trim()
        .split(MISSING_SPACE)
        .flatMap((part) => part.split(LOWERCASE_NAME_START)),
    );
    start = end;
  }
  return found;
}

/** Where sentences may end. In a piece without any end, a place that none of the rules below takes for one. */
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
      // Not behind a space, where a sentence could end.
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
