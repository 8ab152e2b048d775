import { type Finding, finding, repeated, unwanted } from '../finding.ts';
import { ELEMENTS, elements, image, picture } from './elements.ts';
import { all, byType, flag, isObject, list, oneOf, type Rule, shape, string, url, where, whole } from './rules.ts';
import { anyText, mrkdwn, plain, richElements, richText } from './texts.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

const MOST_BLOCKS = { message: 50, modal: 100, home: 100 } as const;
/** Over all blocks of a message. The second is reported (bolt-js issues 2509 and 2867), not documented. */
const MOST_TEXT = { markdown: 12_000, message: 12_000, wise: 10_000, table: 10_000 } as const;

const PICKERS = Object.keys(ELEMENTS).filter((type) => /select|picker$/.test(type));
const ACTIONS = [...PICKERS, 'button', 'overflow', 'radio_buttons', 'checkboxes', 'rich_text_input'];
const INPUTS = [
  ...PICKERS,
  'radio_buttons',
  'checkboxes',
  ...Object.keys(ELEMENTS).filter((type) => /_input$/.test(type)),
];

const block = (required: Readonly<Record<string, Rule>>, optional: Readonly<Record<string, Rule>> = {}): Rule =>
  shape(required, { block_id: string(255), ...optional });

const cell = byType(() => ({
  raw_text: shape({ text: string(10_000) }),
  raw_number: shape({ value: (_, __) => [], text: string(1000) }),
  rich_text: shape({ elements: richElements }, { block_id: string(255) }),
}));
const card = all(
  block(
    {},
    {
      hero_image: image,
      icon: image,
      title: mrkdwn(150),
      subtitle: mrkdwn(150),
      body: mrkdwn(200),
      actions: list(elements('button'), 25),
    },
  ),
  atLeastOne('hero_image', 'title', 'actions', 'body'),
);

const EVERYWHERE: Readonly<Record<string, Rule>> = {
  section: all(
    block(
      {},
      {
        text: anyText(3000),
        fields: list(anyText(2000), 10),
        accessory: byType(() => ({ ...ELEMENTS, image: picture() }), [...ACTIONS, 'image']),
        expand: flag,
      },
    ),
    atLeastOne('text', 'fields'),
  ),
  divider: block({}),
  header: block({ text: plain(150) }, { level: whole(1, 4) }),
  image: picture({ title: plain(2000), block_id: string(255) }),
  context: block({ elements: list(anyTextOrImage(), 10) }),
  actions: block({ elements: list(elements(...ACTIONS), 25) }),
  input: block(
    { label: plain(2000), element: elements(...INPUTS) },
    { hint: plain(2000), optional: flag, dispatch_action: flag },
  ),
  rich_text: block({ elements: richElements }),
  video: block(
    { video_url: url(), thumbnail_url: url(), alt_text: string(2000), title: plain(199) },
    { title_url: url(), author_name: string(49), provider_name: string(100), description: plain(200) },
  ),
  alert: block({ text: anyText(3000) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
};

const CHILDREN = 'actions context divider header image input rich_text section table video'.split(' ');

const IN_MESSAGES: Readonly<Record<string, Rule>> = {
  markdown: block({ text: string(MOST_TEXT.markdown) }),
  table: all(
    block(
      { rows: list(list(cell, 20), 100) },
      { column_settings: list(shape({}, { align: oneOf('left', 'center', 'right'), is_wrapped: flag }), 20) },
    ),
    where((value, at) =>
      lengthOf(value['rows']) > MOST_TEXT.table ? [finding(at, `table of over ${MOST_TEXT.table} characters`)] : [],
    ),
  ),
  context_actions: block({ elements: list(elements('feedback_buttons', 'icon_button'), 5) }),
  card,
  carousel: block({
    elements: list(
      byType(() => ({ card })),
      10,
    ),
  }),
  container: all(
    block(
      {
        child_blocks: list(
          byType(() => ({ ...EVERYWHERE, ...IN_MESSAGES }), CHILDREN),
          10,
        ),
      },
      {
        title: plain(150),
        rich_text_title: richText,
        subtitle: anyText(150),
        width: oneOf('narrow', 'standard', 'wide', 'full'),
        icon: image,
        is_collapsible: flag,
        default_collapsed: flag,
        has_header_divider: flag,
      },
    ),
    atLeastOne('title', 'rich_text_title'),
  ),
};

const RULES: Readonly<Record<Surface, Readonly<Record<string, Rule>>>> = {
  message: { ...EVERYWHERE, ...IN_MESSAGES },
  modal: EVERYWHERE,
  home: EVERYWHERE,
};

/** All that is wrong with the blocks of one message or view. */
export function blockFindings(blocks: unknown, surface: Surface, at = '/blocks'): Finding[] {
  if (!Array.isArray(blocks)) return [finding(at, 'must be an array', 'invalid_blocks_format')];
  const found = list(
    byType(() => RULES[surface]),
    MOST_BLOCKS[surface],
    surface === 'message' ? 0 : 1,
  )(blocks, at);
  const known = blocks.filter(isObject);
  const sameIds = repeated(known.flatMap((one) => one['block_id'] ?? []));
  return [
    ...found,
    ...sameIds.map((id) => finding(at, `block_id \`${id}\` already exists`)),
    ...known.flatMap((one, index) => sameActions(one, `${at}/${index}`)),
    ...known.flatMap((one, index) => (one['type'] === 'input' ? [] : onlyInInputs(one, `${at}/${index}`))),
    ...(surface === 'message' ? messageFindings(known, at) : focusFindings(known, at)),
  ];
}

function messageFindings(blocks: readonly Readonly<Record<string, unknown>>[], at: string): Finding[] {
  const of = (type: string): unknown[] => blocks.filter((one) => one['type'] === type);
  const length = lengthOf(blocks);
  return [
    ...(lengthOf(of('markdown')) > MOST_TEXT.markdown
      ? [finding(at, `markdown of over ${MOST_TEXT.markdown} characters`)]
      : []),
    ...(of('table').length > 1 ? [finding(at, 'only one table allowed', 'only_one_table_allowed')] : []),
    ...(length > MOST_TEXT.message ? [finding(at, `${length} characters of text`, 'msg_blocks_too_long')] : []),
    ...(length > MOST_TEXT.wise && length <= MOST_TEXT.message
      ? [unwanted(at, `${length} characters of text: over ${MOST_TEXT.wise} Slack may say msg_blocks_too_long`)]
      : []),
  ];
}

function focusFindings(blocks: readonly object[], at: string): Finding[] {
  const focused = JSON.stringify(blocks).split('"focus_on_load":true').length - 1;
  return focused > 1 ? [finding(at, 'only one element may have focus_on_load')] : [];
}

function sameActions(one: Readonly<Record<string, unknown>>, at: string): Finding[] {
  const { elements: inside, actions } = one;
  const ids = [inside, actions].flatMap((several) =>
    Array.isArray(several) ? several.flatMap((each) => Object(each)['action_id'] ?? []) : [],
  );
  return repeated(ids).map((id) => finding(at, `action_id \`${id}\` already exists for another action`));
}

/** What tells where an answer goes works in the fields of a form alone. */
function onlyInInputs(part: unknown, at: string): Finding[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === 'response_url_enabled' || key === 'default_to_current_conversation'
      ? [finding(`${at}/${key}`, 'only allowed within an input block')]
      : onlyInInputs(value, `${at}/${key}`),
  );
}

/** The length of every text in a tree. */
function lengthOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part).reduce(
    (sum, [key, value]) => sum + (key === 'text' && typeof value === 'string' ? value.length : lengthOf(value)),
    0,
  );
}

function atLeastOne(...fields: readonly string[]): Rule {
  return where((value, at) =>
    fields.some((field) => value[field] !== undefined) ? [] : [finding(at, `must have ${fields.join(' or ')}`)],
  );
}

function anyTextOrImage(): Rule {
  const text = anyText(3000);
  return (value, at) => (isObject(value) && value['type'] === 'image' ? image(value, at) : text(value, at));
}
