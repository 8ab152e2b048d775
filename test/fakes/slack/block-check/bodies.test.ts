import { describe, expect, it } from 'vitest';
import type { Surface } from './blocks.ts';
import { checkBlocks, checkMessage, checkView } from './bodies.ts';

const long = (length: number): string => 'x'.repeat(length);
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text: object) => ({ type: 'section', text });
const actions = (...elements: readonly object[]) => ({ type: 'actions', elements });
const button = (more: object = {}) => ({ type: 'button', action_id: 'a', text: plain('Go'), ...more });
const options = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ text: plain(`${index}`), value: `${index}` }));
const menu = (more: object) => ({ type: 'static_select', action_id: 'm', ...more });
const input = (element: object) => ({ type: 'input', label: plain('Words'), element });
const many = <T>(count: number, one: T): T[] => Array.from({ length: count }, () => one);
const rich = (...elements: readonly object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});

const VALID_BLOCKS = [
  { type: 'header', text: plain(long(150)) },
  section(plain('<not> & *markup*')),
  section(mrkdwn('*R&amp;D* <https://arxiv.org/abs/1?a=1&amp;b=2|a &lt;paper&gt;> <!date^1700000000^{date}|then>')),
  section(mrkdwn('> quoted\n>>> and more\n<#C123> <mailto:a@b.org|us>')),
  { type: 'section', fields: many(10, plain(long(200))), accessory: { ...menu({ options: options(100) }) } },
  {
    type: 'context',
    elements: [mrkdwn('by _Ada_'), { type: 'image', image_url: 'https://a.org/b.png', alt_text: 'b' }],
  },
  actions(button({ value: long(2000), url: 'https://arxiv.org', style: 'primary' }), {
    type: 'overflow',
    action_id: 'o',
    options: options(5),
  }),
  { type: 'divider', block_id: long(255) },
  { type: 'image', image_url: 'https://a.org/b.png', alt_text: 'b', title: plain('b') },
  rich({ type: 'text', text: 'a <b> & *c*', style: { bold: true } }, { type: 'link', url: 'https://a.org', text: 'd' }),
];

describe('checkBlocks', () => {
  it.each(['message', 'modal', 'home'] as const)('accepts valid blocks in a %s', (surface) => {
    expect(checkBlocks(VALID_BLOCKS, surface)).toEqual([]);
  });

  it('accepts a response URL in an input', () => {
    const responseUrl = { response_url_enabled: true, default_to_current_conversation: true };
    expect(checkBlocks([input({ type: 'conversations_select', action_id: 'c', ...responseUrl })], 'modal')).toEqual([]);
  });

  it('accepts message-only blocks in messages', () => {
    const table = { type: 'table', rows: [[{ type: 'raw_text', text: 'a' }, rich({ type: 'text', text: 'b' })]] };
    const card = { type: 'card', title: mrkdwn('A paper'), actions: [button()] };
    const blocks = [{ type: 'markdown', text: '**bold**' }, table, card, { type: 'carousel', elements: [card] }];
    expect(checkBlocks(blocks, 'message')).toEqual([]);
    expect(checkBlocks(blocks, 'modal')).toHaveLength(4);
  });

  const cases: readonly [string, readonly object[], string | RegExp, Surface?][] = [
    [
      'a response URL in a message',
      [actions({ type: 'conversations_select', action_id: 'c', response_url_enabled: true })],
      'only allowed within an input block [json-pointer:/blocks/0/elements/0/response_url_enabled]',
    ],
    [
      'a default conversation outside of an input',
      [
        {
          type: 'section',
          text: plain('x'),
          accessory: { type: 'conversations_select', action_id: 'c', default_to_current_conversation: true },
        },
      ],
      'only allowed within an input block',
      'modal',
    ],
    ['51 blocks', many(51, { type: 'divider' }), 'no more than 50 items allowed [json-pointer:/blocks]'],
    ['101 blocks in a view', many(101, { type: 'divider' }), 'no more than 100 items', 'home'],
    ['an unknown block', [{ type: 'hologram' }], 'unsupported type: hologram [json-pointer:/blocks/0]'],
    ['a block without a type', [{ text: plain('x') }], 'missing required field: type'],
    ['an unknown field', [{ type: 'divider', colour: 'red' }], 'invalid additional property: colour'],
    ['an empty section', [{ type: 'section' }], 'must have text or fields'],
    ['an empty text', [section(plain(''))], 'must be more than 0 characters'],
    [
      'a long text',
      [section(mrkdwn(long(3001)))],
      'must be less than 3001 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a string as text object', [section('words' as unknown as object)], 'must be an object'],
    ['a long field', [{ type: 'section', fields: [plain(long(2001))] }], 'must be less than 2001'],
    ['11 fields', [{ type: 'section', fields: many(11, plain('x')) }], 'no more than 10 items'],
    ['a long header', [{ type: 'header', text: plain(long(151)) }], 'must be less than 151'],
    ['a header with markup', [{ type: 'header', text: mrkdwn('*x*') }], 'unsupported type: mrkdwn'],
    ['11 context elements', [{ type: 'context', elements: many(11, plain('x')) }], 'no more than 10'],
    ['a button in a context', [{ type: 'context', elements: [button()] }], 'unsupported type: button'],
    [
      '26 actions',
      [actions(...many(26, button()).map((one, id) => ({ ...one, action_id: `${id}` })))],
      'no more than 25',
    ],
    ['no actions', [actions()], 'no fewer than 1'],
    ['a long label', [actions(button({ text: plain(long(76)) }))], 'must be less than 76'],
    ['a label with markup', [actions(button({ text: mrkdwn('Go') }))], 'unsupported type: mrkdwn'],
    ['a long value', [actions(button({ value: long(2001) }))], 'must be less than 2001'],
    ['a long URL', [actions(button({ url: `https://a.org/${long(3000)}` }))], 'must be less than 3001'],
    ['a URL without a scheme', [actions(button({ url: 'arxiv.org' }))], 'must be a valid URL'],
    ['a javascript URL', [actions(button({ url: 'javascript:alert(1)' }))], 'must be a valid URL'],
    ['an unknown style', [actions(button({ style: 'pink' }))], 'must be one of primary, danger'],
    ['a long action_id', [actions(button({ action_id: long(256) }))], 'must be less than 256'],
    ['a long accessibility_label', [actions(button({ accessibility_label: long(76) }))], 'must be less than 76'],
    ['a duplicate action_id', [actions(button(), button())], 'action_id `a` already exists'],
    ['a duplicate block_id', many(2, { type: 'divider', block_id: 'd' }), 'block_id `d` already exists'],
    ['101 options', [actions(menu({ options: options(101) }))], 'no more than 100'],
    ['no options', [actions(menu({}))], 'must have either options or option_groups'],
    [
      'options with the same value',
      [actions(menu({ options: many(2, options(1)[0]) }))],
      'options with the same value',
    ],
    [
      'an unknown initial option',
      [actions(menu({ options: options(1), initial_option: options(2)[1] }))],
      'is not an option',
    ],
    ['a long option', [actions(menu({ options: [{ text: plain(long(76)), value: 'a' }] }))], 'must be less than 76'],
    ['a long option value', [actions(menu({ options: [{ text: plain('a'), value: long(76) }] }))], 'less than 76'],
    ['a long placeholder', [actions(menu({ options: options(1), placeholder: plain(long(151)) }))], 'less than 151'],
    ['6 overflow options', [actions({ type: 'overflow', options: options(6) })], 'no more than 5'],
    ['11 radio buttons', [actions({ type: 'radio_buttons', options: options(11) })], 'no more than 10'],
    ['a long confirmation', [actions(button({ confirm: { text: plain(long(301)) } }))], 'less than 301'],
    [
      'an image without alternative text',
      [{ type: 'image', image_url: 'https://a.org/b.png' }],
      'required field: alt_text',
    ],
    ['an image without a URL', [{ type: 'image', alt_text: 'x' }], 'either image_url or slack_file'],
    [
      'an image element without alternative text',
      [{ type: 'context', elements: [{ type: 'image', image_url: 'https://a.org/b' }] }],
      'alt_text',
    ],
    ['too much Markdown', many(2, { type: 'markdown', text: long(6001) }), 'markdown of over 12000'],
    ['too much text', many(5, section(plain(long(2500)))), '12500 characters of text'],
    ['text that may be too much', many(5, section(plain(long(2300)))), 'may say msg_blocks_too_long'],
    ['two tables', many(2, { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }), 'only one table allowed'],
    ['a long table', [{ type: 'table', rows: many(101, [{ type: 'raw_text', text: 'x' }]) }], 'no more than 100'],
    ['a wide table', [{ type: 'table', rows: [many(21, { type: 'raw_text', text: 'x' })] }], 'no more than 20'],
    ['an empty rich text element', [rich({ type: 'text', text: '' })], 'more than 0'],
    ['a channel mention', [section(mrkdwn('Hi <!channel>'))], 'would notify people: <!channel>'],
    ['a user mention', [section(mrkdwn('Hi <@U123|ada>'))], 'would notify people: <@U123|ada>'],
    ['a group mention', [section(mrkdwn('<!subteam^S1|team>'))], 'would notify people'],
    ['a mention in rich text', [rich({ type: 'user', user_id: 'U1' })], 'would notify people'],
    ['an unescaped <', [section(mrkdwn('if a < b'))], 'has an unescaped <'],
    ['an unescaped >', [section(mrkdwn('if a > b'))], 'has an unescaped >'],
    ['an unescaped &', [section(mrkdwn('R&D'))], 'has an unescaped &'],
    ['an unescaped & in a link', [section(mrkdwn('<https://a.org?a=1&b=2|x>'))], 'has an unescaped &'],
    ['half a surrogate pair', [section(plain('😀'.slice(0, 1)))], 'half a surrogate pair'],
    [
      'a max_length that is too large',
      [input({ type: 'plain_text_input', max_length: 3001 })],
      'from 1 to 3000',
      'modal',
    ],
    ['a button in an input', [input(button())], 'unsupported type: button', 'modal'],
    ['two focused fields', many(2, input({ type: 'plain_text_input', focus_on_load: true })), 'only one', 'modal'],
  ];

  it.each(cases)('rejects %s', (_, blocks, expected, surface = 'message') => {
    expect(checkBlocks(blocks, surface).join('\n')).toContain(expected);
  });

  it('rejects anything but an array', () => {
    expect(checkBlocks('[]', 'message')).toEqual(['must be an array [json-pointer:/blocks]']);
  });
});

describe('checkMessage', () => {
  const quiet = { unfurl_links: false, unfurl_media: false };

  it('accepts a valid message', () => {
    const metadata = { event_type: 'delivery', event_payload: { key: 'k', papers: ['1', '2'] } };
    expect(
      checkMessage({ text: 'R&amp;D', blocks: VALID_BLOCKS, metadata, parse: 'none', link_names: false, ...quiet }),
    ).toEqual([]);
    expect(checkMessage({ text: 'only text' }, 'ephemeral')).toEqual([]);
  });

  it.each([
    ['no text', {}, 'is empty'],
    ['blocks without text', { blocks: VALID_BLOCKS }, 'notifications and screen readers'],
    ['too much text', { text: long(40_001) }, 'must be less than 40001'],
    ['text that Slack would split', { text: long(4001) }, 'Slack would split it'],
    ['text with mentions', { text: '<!here>' }, 'would notify people'],
    ['unfurling', { text: 'x', unfurl_links: true }, 'unfurling'],
    ['linked names', { text: 'x', link_names: true }, 'would notify people'],
    ['parsing', { text: 'x', parse: 'full' }, 'must be one of none'],
    ['broadcast replies', { text: 'x', reply_broadcast: true }, 'must not be true'],
    [
      'nested metadata',
      { text: 'x', metadata: { event_type: 'x', event_payload: { a: { b: 1 } } } },
      'must be a string',
    ],
    ['metadata without a type', { text: 'x', metadata: { event_payload: {} } }, 'missing required field: event_type'],
  ])('rejects %s', (_, body, expected) => {
    expect(checkMessage({ ...quiet, ...body }).join('\n')).toContain(expected);
  });
});

describe('checkView', () => {
  const modal = { type: 'modal', title: plain('Search papers'), submit: plain('Go'), blocks: VALID_BLOCKS };

  it('accepts valid views', () => {
    expect(checkView({ ...modal, private_metadata: long(3000), callback_id: 'c', notify_on_close: true })).toEqual([]);
    expect(checkView({ type: 'home', blocks: VALID_BLOCKS })).toEqual([]);
  });

  it.each([
    ['a long title', { title: plain(long(25)) }, 'must be less than 25'],
    ['a long submit label', { submit: plain(long(25)) }, 'must be less than 25'],
    ['no title', { title: undefined }, 'missing required field: title'],
    ['long private_metadata', { private_metadata: long(3001) }, 'must be less than 3001'],
    ['a long callback_id', { callback_id: long(256) }, 'must be less than 256'],
    ['an unknown field', { size: 'large' }, 'invalid additional property: size'],
    ['an unknown type', { type: 'window' }, 'unsupported type: window'],
    ['no blocks', { blocks: [] }, 'no fewer than 1'],
    [
      'an input without a submit button',
      { submit: undefined, blocks: [input({ type: 'plain_text_input' })] },
      'submit is required',
    ],
    ['a view that is too large', { blocks: many(90, section(plain(long(2900)))) }, 'bytes'],
  ])('rejects %s', (_, change, expected) => {
    expect(checkView({ ...modal, ...change }).join('\n')).toContain(expected);
  });
});
