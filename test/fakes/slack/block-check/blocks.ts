import { type Finding, findDuplicates, finding, projectFinding } from '../finding.ts';
import { ELEMENTS, elements, image, imageElement } from './elements.ts';
import {
  allOf,
  boolean,
  byType,
  check,
  integer,
  isObject,
  list,
  oneOf,
  type Rule,
  shape,
  string,
  url,
} from './rules.ts';
import { anyText, mrkdwn, plain, richElements, richText } from './texts.ts';

/** Where blocks are shown. */
export type Surface = 'message' | 'modal' | 'home';

const MAX_BLOCKS = { message: 50, modal: 100, home: 100 } as const;
/** In all blocks of a message. The second is undocumented (bolt-js issues 2509 and 2867). */
const MAX_TEXT = { markdown: 12_000, message: 12_000, recommended: 10_000, table: 10_000 } as const;

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
const card = allOf(
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

const COMMON_BLOCKS: Readonly<Record<string, Rule>> = {
  section: allOf(
    block(
      {},
      {
        text: anyText(3000),
        fields: list(anyText(2000), 10),
        accessory: byType(() => ({ ...ELEMENTS, image: imageElement() }), [...ACTIONS, 'image']),
        expand: boolean,
      },
    ),
    atLeastOne('text', 'fields'),
  ),
  divider: block({}),
  header: block({ text: plain(150) }, { level: integer(1, 4) }),
  image: imageElement({ title: plain(2000), block_id: string(255) }),
  context: block({ elements: list(anyTextOrImage(), 10) }),
  actions: block({ elements: list(elements(...ACTIONS), 25) }),
  input: block(
    { label: plain(2000), element: elements(...INPUTS) },
    { hint: plain(2000), optional: boolean, dispatch_action: boolean },
  ),
  rich_text: block({ elements: richElements }),
  video: block(
    { video_url: url(), thumbnail_url: url(), alt_text: string(2000), title: plain(199) },
    { title_url: url(), author_name: string(49), provider_name: string(100), description: plain(200) },
  ),
  alert: block({ text: anyText(3000) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
};

const CHILDREN = 'actions context divider header image input rich_text section table video'.split(' ');

const MESSAGE_BLOCKS: Readonly<Record<string, Rule>> = {
  markdown: block({ text: string(MAX_TEXT.markdown) }),
  table: allOf(
    block(
      { rows: list(list(cell, 20), 100) },
      { column_settings: list(shape({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean }), 20) },
    ),
    check((value, at) =>
      lengthOf(value['rows']) > MAX_TEXT.table ? [finding(at, `table of over ${MAX_TEXT.table} characters`)] : [],
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
  container: allOf(
    block(
      {
        child_blocks: list(
          byType(() => ({ ...COMMON_BLOCKS, ...MESSAGE_BLOCKS }), CHILDREN),
          10,
        ),
      },
      {
        title: plain(150),
        rich_text_title: richText,
        subtitle: anyText(150),
        width: oneOf('narrow', 'standard', 'wide', 'full'),
        icon: image,
        is_collapsible: boolean,
        default_collapsed: boolean,
        has_header_divider: boolean,
      },
    ),
    atLeastOne('title', 'rich_text_title'),
  ),
};

const RULES: Readonly<Record<Surface, Readonly<Record<string, Rule>>>> = {
  message: { ...COMMON_BLOCKS, ...MESSAGE_BLOCKS },
  modal: COMMON_BLOCKS,
  home: COMMON_BLOCKS,
};

export function blockFindings(blocks: unknown, surface: Surface, at = '/blocks'): Finding[] {
  if (!Array.isArray(blocks)) return [finding(at, 'must be an array', 'invalid_blocks_format')];
  const found = list(
    byType(() => RULES[surface]),
    MAX_BLOCKS[surface],
    surface === 'message' ? 0 : 1,
  )(blocks, at);
  const known = blocks.filter(isObject);
  const sameIds = findDuplicates(known.flatMap((one) => one['block_id'] ?? []));
  return [
    ...found,
    ...sameIds.map((id) => finding(at, `block_id \`${id}\` already exists`)),
    ...known.flatMap((one, index) => findDuplicateActionIds(one, `${at}/${index}`)),
    ...known.flatMap((one, index) => (one['type'] === 'input' ? [] : findInputOnlyProperties(one, `${at}/${index}`))),
    ...(surface === 'message' ? messageFindings(known, at) : focusFindings(known, at)),
  ];
}

function messageFindings(blocks: readonly Readonly<Record<string, unknown>>[], at: string): Finding[] {
  const of = (type: string): unknown[] => blocks.filter((one) => one['type'] === type);
  const length = lengthOf(blocks);
  return [
    ...(lengthOf(of('markdown')) > MAX_TEXT.markdown
      ? [finding(at, `markdown of over ${MAX_TEXT.markdown} characters`)]
      : []),
    ...(of('table').length > 1 ? [finding(at, 'only one table allowed', 'only_one_table_allowed')] : []),
    ...(length > MAX_TEXT.message ? [finding(at, `${length} characters of text`, 'msg_blocks_too_long')] : []),
    ...(length > MAX_TEXT.recommended && length <= MAX_TEXT.message
      ? [
          projectFinding(
            at,
            `${length} characters of text: over ${MAX_TEXT.recommended} Slack may say msg_blocks_too_long`,
          ),
        ]
      : []),
  ];
}

function focusFindings(blocks: readonly object[], at: string): Finding[] {
  const focused = JSON.stringify(blocks).split('"focus_on_load":true').length - 1;
  return focused > 1 ? [finding(at, 'only one element may have focus_on_load')] : [];
}

function findDuplicateActionIds(one: Readonly<Record<string, unknown>>, at: string): Finding[] {
  const { elements: inside, actions } = one;
  const ids = [inside, actions].flatMap((several) =>
    Array.isArray(several) ? several.flatMap((each) => Object(each)['action_id'] ?? []) : [],
  );
  return findDuplicates(ids).map((id) => finding(at, `action_id \`${id}\` already exists for another action`));
}

/** Properties for response URLs only work in input blocks. */
function findInputOnlyProperties(part: unknown, at: string): Finding[] {
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === 'response_url_enabled' || key === 'default_to_current_conversation'
      ? [finding(`${at}/${key}`, 'only allowed within an input block')]
      : findInputOnlyProperties(value, `${at}/${key}`),
  );
}

/** The total length of all texts in a tree. */
function lengthOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  return Object.entries(part).reduce(
    (sum, [key, value]) => sum + (key === 'text' && typeof value === 'string' ? value.length : lengthOf(value)),
    0,
  );
}

function atLeastOne(...fields: readonly string[]): Rule {
  return check((value, at) =>
    fields.some((field) => value[field] !== undefined) ? [] : [finding(at, `must have ${fields.join(' or ')}`)],
  );
}

function anyTextOrImage(): Rule {
  const text = anyText(3000);
  return (value, at) => (isObject(value) && value['type'] === 'image' ? image(value, at) : text(value, at));
}
