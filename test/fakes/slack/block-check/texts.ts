import { type Finding, finding, projectFinding } from '../finding.ts';
import { allOf, boolean, byType, check, list, type Rule, shape, string, url } from './rules.ts';

const MENTION = /<(?:!(?:channel|here|everyone|group)\b|!subteam\^|@[UWB])[^>]*>/;
/** Allowed markup: links, channels and dates. */
const MARKUP = /<(?:(?:https?:\/\/|mailto:)[^<>|\s]+(?:\|[^<>|\n]+)?|#C\w+(?:\|[^<>]*)?|!date\^\d+\^[^<>]+\|[^<>]+)>/g;

export const plain = (most: number, least = 1): Rule => byType(() => ({ plain_text: plainText(most, least) }));
export const mrkdwn = (most: number, least = 1): Rule => byType(() => ({ mrkdwn: mrkdwnText(most, least) }));
export const anyText = (most: number, least = 1): Rule =>
  byType(() => ({ plain_text: plainText(most, least), mrkdwn: mrkdwnText(most, least) }));

const plainText = (most: number, least: number): Rule => shape({ text: string(most, least) }, { emoji: boolean });
const mrkdwnText = (most: number, least: number): Rule =>
  shape({ text: allOf(string(most, least), checkMrkdwn) }, { verbatim: boolean });

/** Checks that mrkdwn has no mentions or unescaped characters. */
export function checkMrkdwn(value: unknown, at: string): Finding[] {
  if (typeof value !== 'string') return [];
  const ping = MENTION.exec(value);
  if (ping) return [projectFinding(at, `would notify people: ${ping[0]}`)];
  const rest = value.replaceAll(MARKUP, (whole) => (/&(?!amp;|lt;|gt;)/.test(whole) ? '&' : 'x'));
  // A `>` at the start of a line is a quotation.
  const bare = /<|(?<!^)>|&(?!amp;|lt;|gt;)/m.exec(rest.replaceAll(/^(?:>>>|>)\s?/gm, ''));
  if (!bare) return [];
  return [
    projectFinding(at, `has an unescaped ${bare[0]}: …${rest.slice(Math.max(0, bare.index - 20), bare.index + 20)}…`),
  ];
}

const style = shape({}, { bold: boolean, italic: boolean, strike: boolean, code: boolean, underline: boolean });
const mentionRule: Rule = (_, at) => [projectFinding(at, 'would notify people')];

const RICH_PARTS: Readonly<Record<string, Rule>> = {
  text: shape({ text: string(100_000) }, { style }),
  link: shape({ url: url() }, { text: string(3000), unsafe: boolean, style }),
  emoji: shape({ name: string(100) }, { unicode: string(100), style }),
  date: shape({ timestamp: (_, __) => [], format: string(500) }, { url: url(), fallback: string(500), style }),
  channel: shape({ channel_id: string(30) }, { style }),
  color: shape({ value: string(30) }, { style }),
  user: mentionRule,
  usergroup: mentionRule,
  broadcast: mentionRule,
};

const parts = (allowed?: readonly string[]): Rule =>
  list(
    byType(() => RICH_PARTS, allowed),
    10_000,
    0,
  );
const border: Rule = (value, at) => (value === 0 || value === 1 ? [] : [finding(at, 'must be 0 or 1')]);
const indent: Rule = (value, at) => (Number(value) >= 0 && Number(value) <= 8 ? [] : [finding(at, 'must be 0 to 8')]);
const section = byType(() => ({ rich_text_section: shape({ elements: parts() }) }));

const RICH_ELEMENTS: Readonly<Record<string, Rule>> = {
  rich_text_section: shape({ elements: parts() }),
  rich_text_quote: shape({ elements: parts() }, { border }),
  rich_text_preformatted: shape({ elements: parts(['text', 'link']) }, { border, language: string(50) }),
  rich_text_list: allOf(
    shape({ elements: list(section, 1000), style: string(10) }, { indent, border, offset: (_, __) => [] }),
    check(({ style: kind }, at) =>
      kind === 'bullet' || kind === 'ordered' ? [] : [finding(`${at}/style`, 'must be bullet or ordered')],
    ),
  ),
};

export const richElements: Rule = list(
  byType(() => RICH_ELEMENTS),
  1000,
);
export const richText: Rule = byType(() => ({
  rich_text: shape({ elements: richElements }, { block_id: string(255) }),
}));
