import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActionPayload, decodeControlAction } from '../../../../adapters/slack/controls.ts';
import { render, renderBlocks } from '../../../../adapters/slack/render.ts';
import { MAX_ACTION_LENGTH } from '../../../../src/chat/action.ts';
import type { Block, Document, PaperBlock } from '../../../../src/chat/document.ts';
import { checkBlocks, checkMessage } from '../../../fakes/slack/block-check/bodies.ts';
import { anyDocument, HOSTILE } from '../../../fixtures/documents.ts';

const url = 'https://huggingface.co/papers/2401.12345';
const paper: PaperBlock = {
  kind: 'paper',
  title: [
    { kind: 'strong', text: 'Safe' },
    { kind: 'text', text: ' Walking & <b>' },
  ],
  url,
  byline: [{ kind: 'text', text: 'Ada Lovelace · Mar 1, 2025' }],
  lead: [{ kind: 'text', text: 'We walk.' }],
  why: [{ kind: 'text', text: 'matches safe' }],
  facts: [{ label: 'Comments', spans: [{ kind: 'text', text: '3' }] }],
  links: [],
  controls: [
    { kind: 'button', label: 'Open', action: 'run:show 2401.12345' },
    { kind: 'button', label: 'Related', action: 'run:related 2401.12345' },
  ],
};
const thumbnail = { url: 'https://cdn-thumbnails.huggingface.co/x.png', alt: 'First page' };
const next: Block = { kind: 'actions', controls: [{ kind: 'button', label: 'Next', action: 'turn:top page:2' }] };

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const titleAndLead = {
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'link', url, text: 'Safe', style: { bold: true, underline: true } },
        { type: 'link', url, text: ' Walking & <b>', style: { bold: true } },
        { type: 'text', text: '\n' },
        { type: 'text', text: 'We walk.' },
      ],
    },
  ],
};

/** All objects in a message. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? nested : [value as Record<string, unknown>, ...nested];
}

/** The payloads that Slack would send for all controls. */
function payloadsIn(blocks: unknown): ActionPayload[] {
  return objectsIn(blocks).flatMap((one): ActionPayload[] => {
    if (typeof one['action_id'] !== 'string') return [];
    const { action_id, value, options } = one as { action_id: string; value?: string; options?: { value: string }[] };
    return options ? options.map((chosen) => ({ action_id, selected_option: chosen })) : [{ action_id, value }];
  });
}

describe('render', () => {
  it('shows one paper with its thumbnail, links and buttons', () => {
    const card: PaperBlock = {
      ...paper,
      thumbnail,
      abstract: [{ kind: 'text', text: 'We *really* walk.' }],
      links: [{ label: 'Code', url: 'https://github.com/a/b' }],
    };
    expect(render({ blocks: [card] })).toEqual({
      text: 'Safe Walking &amp; &lt;b&gt;\nAda Lovelace · Mar 1, 2025 · Comments: 3\nWe walk.\nWe *really* walk.\nmatches safe',
      blocks: [
        titleAndLead,
        {
          type: 'section',
          text: plain('Ada Lovelace · Mar 1, 2025 · Comments: 3'),
          accessory: { type: 'image', image_url: thumbnail.url, alt_text: 'First page' },
        },
        { type: 'context', elements: [plain('matches safe')] },
        {
          type: 'rich_text',
          elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'We *really* walk.' }] }],
        },
        {
          type: 'actions',
          elements: [
            { type: 'button', action_id: '0~', text: plain('Code'), url: 'https://github.com/a/b' },
            { type: 'button', action_id: '1~', text: plain('Open'), value: 'run:show 2401.12345' },
            { type: 'button', action_id: '2~', text: plain('Related'), value: 'run:related 2401.12345' },
          ],
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
      parse: 'none',
      link_names: false,
    });
  });

  it('shows several papers with an overflow menu each in place of the thumbnail', () => {
    const entry = (id: number) => [
      titleAndLead,
      {
        type: 'section',
        text: plain('Ada Lovelace · Mar 1, 2025 · Comments: 3'),
        accessory: {
          type: 'overflow',
          action_id: `${id}~`,
          options: [
            { text: plain('Open'), value: '0.0.0~run:show 2401.12345' },
            { text: plain('Related'), value: '1.0.0~run:related 2401.12345' },
          ],
        },
      },
      { type: 'context', elements: [plain('matches safe')] },
    ];
    const heading: Block = { kind: 'heading', spans: [{ kind: 'text', text: '2 papers for *safe*' }] };
    expect(render({ blocks: [heading, paper, { ...paper, thumbnail }, next] }).blocks).toEqual([
      { type: 'header', text: plain('2 papers for *safe*') },
      ...entry(0),
      ...entry(1),
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: '2~', text: plain('Next'), value: 'turn:top page:2' }],
      },
    ]);
  });

  it('puts the menu beside the next line if a paper has no byline', () => {
    const { why: _, ...bare } = { ...paper, byline: [], facts: [] };
    const begin = (one: PaperBlock) => render({ blocks: [one, paper] }).blocks.slice(0, 2);
    expect(begin({ ...paper, byline: [], facts: [] })[1]).toMatchObject({
      text: plain('matches safe'),
      accessory: { type: 'overflow' },
    });
    expect(begin(bare)[1]).toMatchObject({ type: 'actions', elements: [{ type: 'overflow' }] });
  });

  it.each([
    ['alone', [paper]],
    ['in a list', [paper, paper]],
    ['without a byline', [{ ...paper, byline: [], facts: [] }]],
  ])('keeps a link in the reason for a paper %s', (_, papers) => {
    const why = [
      { kind: 'link', text: 'discussed here: 12 replies', url: 'https://lab.slack.com/archives/C1/p1' },
    ] as const;
    const { blocks } = render({ blocks: papers.map((one) => ({ ...one, why })) });
    const link = { type: 'link', text: why[0].text, url: why[0].url };
    const lines = blocks.filter((block) => JSON.stringify(block).includes('12 replies'));
    expect(lines).toHaveLength(papers.length);
    for (const line of lines) {
      expect(line).toMatchObject({ type: 'rich_text', elements: [{ elements: [link] }] });
    }
  });

  it('keeps times in headings and notes', () => {
    const spans = [{ kind: 'time', at: '2026-11-21T09:00:00Z' }] as const;
    const { blocks } = render({
      blocks: [
        { kind: 'heading', spans },
        { kind: 'note', spans },
      ],
    });
    expect(objectsIn(blocks).filter(({ type }) => type === 'date')).toHaveLength(2);
  });

  it('writes a fallback text for notifications', () => {
    const facts: Block = { kind: 'facts', facts: [{ label: 'Papers', spans: [{ kind: 'text', text: '3' }] }] };
    expect(render({ blocks: [facts, { kind: 'divider' }, next] }).text).toBe('Papers: 3');
  });

  it('shows a note for an empty document', () => {
    const message = render({ blocks: [{ kind: 'prose', spans: [] }] });
    expect(message).toMatchObject({ text: 'Nothing to show.', blocks: [{ type: 'context' }] });
  });

  it('says how many blocks it leaves out of a long document', () => {
    const prose: Block = { kind: 'prose', spans: [{ kind: 'text', text: 'Words. '.repeat(100) }] };
    const { blocks } = render({ blocks: Array.from({ length: 400 }, () => prose) });
    const texts = objectsIn(blocks).flatMap(({ text }) => (typeof text === 'string' && text !== '\n' ? [text] : []));
    expect(texts[0]?.endsWith('…')).toBe(true);
    expect(texts.at(-1)).toBe(`… and ${400 - (texts.length - 1)} more`);
  });

  it('fits more blocks into a modal or App Home than into a message', () => {
    const blocks = Array.from({ length: 90 }, (): Block => ({ kind: 'divider' }));
    expect(renderBlocks({ blocks }, 'view')).toHaveLength(90);
    expect(renderBlocks({ blocks }, 'message')).toHaveLength(50);
  });

  it('returns a valid message for any document', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        // The check mistakes replacement characters for halves of characters.
        fc.pre(!JSON.stringify(document).includes('\ufffd'));
        expect(checkMessage(render(document))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('never contains unescaped markup', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const { text, blocks } = render(document);
        expect(objectsIn(blocks).map(({ type }) => type)).not.toContain('mrkdwn');
        expect(text).not.toMatch(/[<>]/);
      }),
      { numRuns: 100 },
    );
  });

  it.each(HOSTILE)('returns a valid message for the title %j', (title) => {
    const one: PaperBlock = { ...paper, title: [{ kind: 'text', text: title }] };
    expect(checkMessage(render({ blocks: [one] }))).toEqual([]);
    expect(checkMessage(render({ blocks: [one, one] }))).toEqual([]);
  });
});

describe('decodeControlAction', () => {
  it('returns the action of each control, whose ids are unique', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const { blocks } = render(document);
        const ids = objectsIn(blocks).flatMap(({ action_id }) => (action_id === undefined ? [] : [action_id]));
        expect(new Set(ids).size).toBe(ids.length);
        const actions = new Set(objectsIn(document).flatMap(({ action }) => (action === undefined ? [] : [action])));
        for (const pressed of payloadsIn(blocks)) {
          const action = decodeControlAction(pressed);
          if (action !== undefined) expect(actions).toContain(action);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['plain text', 'run:search '],
    ['characters that Slack escapes', 'run:search <&>%26 '],
    ['surrogate pairs', 'run:search 👩‍👩‍👧‍👦 𝔖𝔞𝔣𝔢 '],
  ])('returns the longest actions of menus with %s', (_, start) => {
    const longest = (id: number) => `${start}${id} `.padEnd(MAX_ACTION_LENGTH, '<𝔖').replace(/[\ud800-\udbff]$/, '');
    const actions = Array.from({ length: 150 }, (_, id) => longest(id));
    const choices = actions.map((action) => ({ label: 'One', action }));
    const document: Document = { blocks: [{ kind: 'actions', controls: [{ kind: 'menu', label: 'All', choices }] }] };
    const blocks = renderBlocks(document, 'view');
    expect(checkBlocks(blocks, 'modal')).toEqual([]);
    expect(payloadsIn(blocks).map(decodeControlAction)).toEqual(actions);
  });

  it('returns the longest actions of an overflow menu', () => {
    const actions = ['Open', 'Related', 'Share', 'Save', 'Discuss'].map((label) =>
      `run:${label} `.padEnd(MAX_ACTION_LENGTH, 'paper '),
    );
    const controls = actions.map((action) => ({ kind: 'button', label: 'One', action }) as const);
    const { blocks } = render({ blocks: [{ ...paper, controls }, paper] });
    expect(blocks[1]).toMatchObject({ accessory: { type: 'overflow' } });
    expect(payloadsIn(blocks[1]).map(decodeControlAction)).toEqual(actions);
  });

  it('returns undefined for a link button', () => {
    expect(decodeControlAction({ action_id: '0~' })).toBeUndefined();
  });
});
