import { type Finding, finding, repeated } from './finding.ts';
import { type Component, type Embed, everyComponent, FLAG, type MessageBody } from './message-body.ts';

// Lengths are in UTF-16 units. Whether Discord counts code points instead isn't documented; this is stricter.
const LIMITS = { content: 2000, embeds: 6000, components: 40, text: 4000, rows: 5, modal: 5 } as const;

const KIND = { row: 1, button: 2, stringSelect: 3, textInput: 4, text: 10, label: 18 } as const;
const SELECTS = [3, 5, 6, 7, 8];
const V2_KINDS = [9, 10, 11, 12, 13, 14, 17];
const STYLE = { link: 5, premium: 6 } as const;

/** Rules for a message that are documented, but not in the schema. @param before the message before an edit */
export function messageRules(body: MessageBody, before: MessageBody = {}): Finding[] {
  const whole = { ...before, ...body };
  const isV2 = (((body.flags ?? 0) | (before.flags ?? 0)) & FLAG.v2) !== 0;
  return [
    ...((body.content ?? '').length > LIMITS.content ? [finding('content', `over ${LIMITS.content} characters`)] : []),
    ...emptyMessage(whole),
    ...embedRules(body.embeds ?? []),
    ...(isV2 ? v2Rules(whole) : classicRules(body.components ?? [])),
    ...everyComponent(body.components).flatMap(({ component, path }) => componentRules(component, path)),
    ...duplicates(body.components),
    ...mentions(body),
  ];
}

/** Rules for a modal that are documented, but not in the schema. */
export function modalRules(modal: MessageBody): Finding[] {
  const all = everyComponent(modal.components);
  return [
    ...((modal.components ?? []).length > LIMITS.modal
      ? [finding('components', `over ${LIMITS.modal} in a modal`)]
      : []),
    ...duplicates(modal.components),
    ...all.flatMap(({ component, path }) => inModalRules(component, path)),
  ];
}

function inModalRules(component: Component, path: string): Finding[] {
  const { type, required = true, min_values, max_values = 1 } = component;
  if (type === KIND.button) return [finding(path, 'a button in a modal')];
  if (type === KIND.text) return componentRules(component, path);
  if (type === KIND.label) return component.label?.trim() ? [] : [finding(`${path}.label`, 'is blank')];
  if (type === KIND.textInput) return textInputRules(component, path);
  if (!SELECTS.includes(type)) return [];
  const defaults = component.options?.filter((one) => 'default' in one && one.default).length;
  const preset = (component['default_values'] as readonly unknown[] | undefined)?.length;
  return [
    ...selectRules(component, path),
    // https://github.com/discord/discord-api-docs/issues/7800
    ...(required && min_values === 0 ? [finding(`${path}.min_values`, 'is 0 where a value is required')] : []),
    ...('disabled' in component ? [finding(`${path}.disabled`, 'is not allowed in modals')] : []),
    ...((defaults ?? preset ?? 0) > max_values ? [finding(path, 'more defaults than max_values')] : []),
  ];
}

function textInputRules({ label, value, max_length = 4000, min_length = 0 }: Component, path: string): Finding[] {
  const most = Number(max_length);
  const isLong = typeof value === 'string' && value.length > most;
  return [
    ...(label === undefined ? [] : [finding(`${path}.label`, 'is not allowed: the label is around the input')]),
    ...(isLong ? [finding(`${path}.value`, `over max_length ${most}`)] : []),
    ...(Number(min_length) > most ? [finding(path, 'min_length over max_length')] : []),
  ];
}

function emptyMessage({ content, embeds, components, attachments, sticker_ids, poll }: MessageBody): Finding[] {
  const parts = [embeds, components, attachments, sticker_ids].some((list) => list?.length);
  const empty = !parts && !poll && !content?.trim();
  return empty ? [{ path: '', message: 'Cannot send an empty message', code: 50006 }] : [];
}

function embedRules(embeds: readonly Embed[]): Finding[] {
  const blank = embeds.flatMap((embed, index) =>
    (embed.fields ?? []).flatMap((field, at) =>
      (['name', 'value'] as const)
        .filter((part) => !field[part]?.trim())
        .map((part) => finding(`embeds.${index}.fields.${at}.${part}`, 'is blank')),
    ),
  );
  const total = embeds.map(lengthOfEmbed).reduce((sum, length) => sum + length, 0);
  return total > LIMITS.embeds ? [...blank, finding('embeds', `over ${LIMITS.embeds} characters together`)] : blank;
}

function lengthOfEmbed({ title, description, fields, footer, author }: Embed): number {
  const inFields = (fields ?? []).flatMap(({ name, value }) => [name, value]);
  return [title, description, footer?.text, author?.name, ...inFields].reduce(
    (sum, part) => sum + (part?.length ?? 0),
    0,
  );
}

function v2Rules(whole: MessageBody): Finding[] {
  const all = everyComponent(whole.components).map(({ component }) => component);
  const text = all
    .filter(({ type }) => type === KIND.text)
    .reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
  const barred = (['content', 'embeds', 'poll', 'sticker_ids'] as const).filter((field) => {
    const value = whole[field];
    return Array.isArray(value) ? value.length > 0 : Boolean(value);
  });
  return [
    ...barred.map((field) => finding(field, 'is not allowed with the flag IS_COMPONENTS_V2')),
    ...(all.length > LIMITS.components
      ? [finding('components', `${all.length}, over ${LIMITS.components} in total`)]
      : []),
    ...(text > LIMITS.text ? [finding('components', `${text} characters of text, over ${LIMITS.text} in total`)] : []),
  ];
}

function classicRules(components: readonly Component[]): Finding[] {
  const late = everyComponent(components).filter(({ component }) => V2_KINDS.includes(component.type));
  return [
    ...(components.length > LIMITS.rows ? [finding('components', `over ${LIMITS.rows} action rows`)] : []),
    ...late.map(({ component, path }) => finding(path, `kind ${component.type} needs the flag IS_COMPONENTS_V2`)),
  ];
}

function componentRules(component: Component, path: string): Finding[] {
  if (component.type === KIND.button) return buttonRules(component, path);
  if (component.type === KIND.row) return rowRules(component, path);
  if (component.type === KIND.text) return component.content?.trim() ? [] : [finding(`${path}.content`, 'is blank')];
  if (component.type === KIND.textInput) return [finding(path, 'a text input outside a modal')];
  return SELECTS.includes(component.type) ? selectRules(component, path) : [];
}

function buttonRules({ style, custom_id, url, sku_id, label, emoji }: Component, path: string): Finding[] {
  const named = style === STYLE.premium || label?.trim() || emoji;
  const target = style === STYLE.link ? url : style === STYLE.premium ? sku_id : custom_id;
  const wanted = style === STYLE.link ? 'url' : style === STYLE.premium ? 'sku_id' : 'custom_id';
  const given = [custom_id, url, sku_id].filter((value) => value !== undefined && value !== null).length;
  return [
    ...(named ? [] : [finding(path, 'a button without label or emoji')]),
    ...(target ? [] : [finding(path, `a button of style ${style} without ${wanted}`)]),
    ...(target && given > 1 ? [finding(path, 'a button takes one of custom_id, url and sku_id')] : []),
  ];
}

function rowRules({ components = [] }: Component, path: string): Finding[] {
  const mixed = components.length > 1 && components.some(({ type }) => SELECTS.includes(type));
  return mixed ? [finding(path, 'a menu needs a row to itself')] : [];
}

function selectRules({ type, options = [], min_values = 1, max_values = 1 }: Component, path: string): Finding[] {
  const blank = options.findIndex(({ label, value }) => !label?.trim() || !value);
  const twice = repeated(options.map(({ value }) => value));
  return [
    ...(blank < 0 ? [] : [finding(`${path}.options.${blank}`, 'a blank label or value')]),
    ...twice.map((value) => finding(`${path}.options`, `the value ${JSON.stringify(value)} twice`)),
    ...(min_values > max_values ? [finding(path, 'min_values over max_values')] : []),
    ...(type === KIND.stringSelect && max_values > options.length
      ? [finding(path, 'max_values over the options')]
      : []),
  ];
}

function duplicates(components: MessageBody['components']): Finding[] {
  const all = everyComponent(components).map(({ component }) => component);
  const ids = all.flatMap(({ custom_id }) => (typeof custom_id === 'string' ? [custom_id] : []));
  const numbers = all.flatMap(({ id }) => (id ? [id] : []));
  return [
    ...repeated(ids).map((id) => finding('components', `the custom_id ${JSON.stringify(id)} twice`)),
    ...repeated(numbers).map((id) => finding('components', `the id ${id} twice`)),
  ];
}

function mentions({ allowed_mentions }: MessageBody): Finding[] {
  const parse = allowed_mentions?.parse;
  const silent = Array.isArray(parse) && parse.length === 0;
  return silent ? [] : [{ path: 'allowed_mentions', message: 'must be {parse: []} on every message', isOurs: true }];
}
