import { type Finding, finding, unwanted } from '../finding.ts';
import { all, byType, flag, list, type Rule, shape, string, url, where } from './rules.ts';

const PING = /<(?:!(?:channel|here|everyone|group)\b|!subteam\^|@[UWB])[^>]*>/;
/** What a text may hold between `<` and `>` on purpose: a link, a channel, or a date. */
const MARKUP = /<(?:(?:https?:\/\/|mailto:)[^<>|\s]+(?:\|[^<>|\n]+)?|#C\w+(?:\|[^<>]*)?|!date\^\d+\^[^<>]+\|[^<>]+)>/g;

export const plain = (most: number, least = 1): Rule => byType(() => ({ plain_text: plainText(most, least) }));
export const mrkdwn = (most: number, least = 1): Rule => byType(() => ({ mrkdwn: marked(most, least) }));
export const anyText = (most: number, least = 1): Rule =>
  byType(() => ({ plain_text: plainText(most, least), mrkdwn: marked(most, least) }));

const plainText = (most: number, least: number): Rule => shape({ text: string(most, least) }, { emoji: flag });
const marked = (most: number, least: number): Rule =>
  shape({ text: all(string(most, least), harmless) }, { verbatim: flag });

/** Texts in Slack's markup, from which nothing may break out. */
export function harmless(value: unknown, at: string): Finding[] {
  if (typeof value !== 'string') return [];
  const ping = PING.exec(value);
  if (ping) return [unwanted(at, `would ping: ${ping[0]}`)];
  const rest = value.replaceAll(MARKUP, (whole) => (/&(?!amp;|lt;|gt;)/.test(whole) ? '&' : 'x'));
  // A `>` that begins a line is a quotation, and meant.
  const bare = /<|(?<!^)>|&(?!amp;|lt;|gt;)/m.exec(rest.replaceAll(/^(?:>>>|>)\s?/gm, ''));
  if (!bare) return [];
  return [
    unwanted(at, `holds an unescaped ${bare[0]}: …${rest.slice(Math.max(0, bare.index - 20), bare.index + 20)}…`),
  ];
}

const style = shape({}, { bold: flag, italic: flag, strike: flag, code: flag, underline: flag });
const pings: Rule = (_, at) => [unwanted(at, 'would ping')];

const RICH_PARTS: Readonly<Record<string, Rule>> = {
  text: shape({ text: string(100_000) }, { style }),
  link: shape({ url: url() }, { text: string(3000), unsafe: flag, style }),
  emoji: shape({ name: string(100) }, { unicode: string(100), style }),
  date: shape({ timestamp: (_, __) => [], format: string(500) }, { url: url(), fallback: string(500), style }),
  channel: shape({ channel_id: string(30) }, { style }),
  color: shape({ value: string(30) }, { style }),
  user: pings,
  usergroup: pings,
  broadcast: pings,
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
  rich_text_list: all(
    shape({ elements: list(section, 1000), style: string(10) }, { indent, border, offset: (_, __) => [] }),
    where(({ style: kind }, at) =>
      kind === 'bullet' || kind === 'ordered' ? [] : [finding(`${at}/style`, 'must be bullet or ordered')],
    ),
  ),
};

/** The elements of a block of rich text. */
export const richElements: Rule = list(
  byType(() => RICH_ELEMENTS),
  1000,
);
export const richText: Rule = byType(() => ({
  rich_text: shape({ elements: richElements }, { block_id: string(255) }),
}));
