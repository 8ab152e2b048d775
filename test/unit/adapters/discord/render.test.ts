import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCommandDefinitions } from '../../../../adapters/discord/registration.ts';
import { decodeControlAction, render } from '../../../../adapters/discord/render.ts';
import { commands } from '../../../../commands/index.ts';
import { type Document, heading, note, type PaperBlock } from '../../../../src/chat/document.ts';
import { checkCommandBody, checkMessageBody } from '../../../fakes/discord/body-check.ts';
import { anyDocument, HOSTILE } from '../../../fixtures/documents.ts';

const paper: PaperBlock = {
  kind: 'paper',
  title: [
    { kind: 'strong', text: 'Safe' },
    { kind: 'text', text: ' Walking' },
  ],
  url: 'https://huggingface.co/papers/2401.12345',
  byline: [{ kind: 'text', text: 'Ada Lovelace · Mar 1, 2025' }],
  lead: [{ kind: 'text', text: 'We walk.' }],
  why: [{ kind: 'text', text: 'matches safe' }],
  facts: [{ label: 'Comments', spans: [{ kind: 'text', text: '3' }] }],
  links: [{ label: 'Code', url: 'https://github.com/a/b' }],
  controls: [{ kind: 'button', label: 'Open', action: 'run:show 2401.12345' }],
};

/** All components, including nested ones. */
function componentsOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(componentsOf);
  if (typeof value !== 'object' || value === null) return [];
  const nested = Object.values(value).flatMap(componentsOf);
  return 'type' in value ? [value as Record<string, unknown>, ...nested] : nested;
}

describe('render', () => {
  it('renders a single paper with its links and buttons', () => {
    const { components } = render({ blocks: [paper] });
    expect(components).toEqual([
      {
        type: 17,
        accent_color: 0xffb000,
        components: [
          {
            type: 10,
            content:
              '### [__Safe__ Walking](https://huggingface.co/papers/2401.12345)\n-# Ada Lovelace · Mar 1, 2025\nWe walk.\n**Comments:** 3\n-# matches safe',
          },
          { type: 1, components: [{ type: 2, style: 5, label: 'Code', url: 'https://github.com/a/b' }] },
          { type: 1, components: [{ type: 2, style: 2, label: 'Open', custom_id: '0~run:show 2401.12345' }] },
        ],
      },
    ]);
  });

  it('renders several papers with one menu per action, above the buttons of the list', () => {
    const document: Document = {
      blocks: [
        paper,
        paper,
        { kind: 'actions', controls: [{ kind: 'button', label: 'Next', action: 'turn:top page:2' }] },
      ],
    };
    const rows = componentsOf(render(document).components).filter(({ type }) => type === 1);
    expect(rows).toMatchObject([
      {
        components: [
          { type: 3, placeholder: 'Open …', options: [{ label: 'Safe Walking' }, { label: 'Safe Walking' }] },
        ],
      },
      { components: [{ type: 2, label: 'Next' }] },
    ]);
  });

  it.each([
    ['complete', undefined],
    ['without thumbnails, which are too many', { url: 'https://cdn-thumbnails.huggingface.co/x.png', alt: 'x' }],
  ])('renders ten papers with five menus, a note and pages: %s', (_, thumbnail) => {
    const controls = ['Open', 'Related', 'Share', 'Save', 'Discuss'].map((label) => ({
      kind: 'button' as const,
      label,
      action: `run:${label.toLowerCase()} 2401.12345`,
    }));
    const pages = ['Previous', 'Next'].map((label) => ({ kind: 'button' as const, label, action: `turn:${label}` }));
    const listed: PaperBlock = { ...paper, links: [], controls, ...(thumbnail && { thumbnail }) };
    const document: Document = {
      blocks: [
        heading('Ten papers'),
        ...Array.from({ length: 10 }, () => listed),
        note('Page 1 of 3'),
        { kind: 'actions', controls: pages },
      ],
    };
    const message = render(document);
    expect(checkMessageBody(message)).toEqual([]);
    const all = componentsOf(message.components);
    const menus = all.filter(({ type }) => type === 3).map(({ placeholder }) => placeholder);
    expect(menus).toEqual(['Open …', 'Related …', 'Share …', 'Save …', 'Discuss …']);
    const text = all.flatMap(({ content }) => (content === undefined ? [] : [String(content)])).join('\n');
    expect(text.match(/^### /gm)).toHaveLength(10);
    expect(text).toMatch(/Ten papers.*Page 1 of 3/s);
    expect(all.filter(({ label }) => label === 'Previous' || label === 'Next')).toHaveLength(2);
  });

  it('renders the thumbnail of a paper', () => {
    const thumbnail = { url: 'https://cdn-thumbnails.huggingface.co/x.png', alt: 'Safe Walking' };
    const [section] = componentsOf(render({ blocks: [{ ...paper, thumbnail }] }).components).filter(
      ({ type }) => type === 9,
    );
    expect(section).toMatchObject({
      accessory: { type: 11, media: { url: thumbnail.url }, description: 'Safe Walking' },
    });
  });

  it('says how many blocks of a long document it leaves out', () => {
    const blocks = Array.from({ length: 100 }, () => ({
      kind: 'prose' as const,
      spans: [{ kind: 'text' as const, text: 'Words. '.repeat(100) }],
    }));
    const lines = componentsOf(render({ blocks }).components).flatMap(({ content }) =>
      content === undefined ? [] : String(content).split('\n'),
    );
    expect(lines[0]?.endsWith('…')).toBe(true);
    expect(lines.at(-1)).toBe(`-# … and ${100 - (lines.length - 1)} more`);
  });

  it('returns a valid message for any document', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        fc.pre(document.blocks.length > 0);
        expect(checkMessageBody(render(document))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('mentions no one, and keeps every action unchanged', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const message = render(document);
        expect(message.allowed_mentions).toEqual({ parse: [] });
        const actions = new Set(JSON.stringify(document).match(/"action":"(?:[^"\\]|\\.)*"/g));
        const pressed = componentsOf(message.components).flatMap((one) =>
          Array.isArray(one['options'])
            ? one['options'].map(({ value }) => value)
            : one['type'] === 2 && one['custom_id']
              ? [one['custom_id']]
              : [],
        );
        for (const id of pressed)
          expect(actions).toContain(`"action":${JSON.stringify(decodeControlAction(String(id)))}`);
      }),
      { numRuns: 100 },
    );
  });

  it.each(HOSTILE)('returns a valid message for the title %j', (title) => {
    const message = render({ blocks: [{ ...paper, title: [{ kind: 'text', text: title }] }] });
    expect(checkMessageBody(message)).toEqual([]);
  });
});

it('toCommandDefinitions returns valid commands', () => {
  for (const command of toCommandDefinitions(commands)) expect(checkCommandBody(command)).toEqual([]);
});
