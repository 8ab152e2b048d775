import { ContainerBuilder, EmbedBuilder, SlashCommandBuilder, TextDisplayBuilder } from 'discord.js';
import { describe, expect, it } from 'vitest';
import {
  callbackFindings,
  checkCommandBody,
  checkMessageBody,
  commandListFindings,
  threadFindings,
} from './body-check.ts';
import { formatFinding } from './finding.ts';
import type { Component } from './message-body.ts';
import { hasSchemas } from './schema-check.ts';

const SILENT = { allowed_mentions: { parse: [] } };
const V2 = { ...SILENT, flags: 1 << 15 };

const text = (content: string): Component => ({ type: 10, content });
const row = (...components: Component[]): Component => ({ type: 1, components });
const button = (custom_id: string, more: Partial<Component> = {}): Component => {
  return { type: 2, style: 1, label: 'Go', custom_id, ...more };
};
const menu = (options: number): Component => {
  const values = Array.from({ length: options }, (_, index) => ({ label: `${index}`, value: `${index}` }));
  return { type: 3, custom_id: 'menu', options: values };
};
const container = (...components: Component[]): Component => ({ type: 17, components });
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

describe('checkMessageBody', () => {
  it.each<[string, object]>([
    ['text', { ...SILENT, content: 'hello' }],
    ['text at the limit', { ...SILENT, content: 'x'.repeat(2000) }],
    ['an embed from the builder', { ...SILENT, embeds: [new EmbedBuilder().setTitle('A title').toJSON()], tts: false }],
    [
      'rows of buttons',
      { ...SILENT, content: 'x', components: many(5, (y) => row(...many(5, (x) => button(`${x}.${y}`)))) },
    ],
    [
      'a container from the builder',
      {
        ...V2,
        components: [
          new ContainerBuilder().addTextDisplayComponents(new TextDisplayBuilder({ content: 'x' })).toJSON(),
        ],
      },
    ],
    [
      'forty components',
      { ...V2, components: [container(...many(19, () => text('x'))), container(...many(19, () => text('x')))] },
    ],
    ['a section', { ...V2, components: [{ type: 9, components: [text('x')], accessory: button('a') }] }],
    [
      'a link',
      { ...SILENT, content: 'x', components: [row({ type: 2, style: 5, label: 'Go', url: 'https://arxiv.org' })] },
    ],
  ])('accepts %s', (_, body) => {
    expect(checkMessageBody(body)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['long text', { ...SILENT, content: 'x'.repeat(2001) }, 'content: over 2000'],
    ['an empty message', { ...SILENT }, 'empty message'],
    ['only whitespace', { ...SILENT, content: ' \n' }, 'empty message'],
    ['no allowed mentions', { content: 'x' }, 'allowed_mentions'],
    ['mass mentions', { content: 'x', allowed_mentions: { parse: ['everyone'] } }, 'allowed_mentions'],
    [
      'a blank value',
      { ...SILENT, embeds: [{ fields: [{ name: 'x', value: '' }] }] },
      'embeds.0.fields.0.value: is blank',
    ],
    ['long embeds', { ...SILENT, embeds: many(2, () => ({ description: 'x'.repeat(3001) })) }, 'embeds: over 6000'],
    ['long texts', { ...V2, components: many(2, () => text('x'.repeat(2001))) }, '4002 characters of text'],
    ['a blank text', { ...V2, components: [text(' ')] }, 'components.0.content: is blank'],
    [
      'forty-one components',
      { ...V2, components: many(2, () => container(...many(20, () => text('x')))) },
      'over 40 in total',
    ],
    ['six rows', { ...SILENT, components: many(6, (index) => row(button(`${index}`))) }, 'over 5 action rows'],
    ['the same custom_id twice', { ...SILENT, components: [row(button('a'), button('a'))] }, 'the custom_id "a" twice'],
    [
      'a button without an id',
      { ...SILENT, components: [row({ type: 2, style: 1, label: 'Go' })] },
      'without custom_id',
    ],
    ['a link without a URL', { ...SILENT, components: [row({ type: 2, style: 5, label: 'Go' })] }, 'without url'],
    [
      'a button without a label',
      { ...SILENT, components: [row(button('a', { label: '' }))] },
      'without label or emoji',
    ],
    ['a button next to a menu', { ...SILENT, components: [row(menu(2), button('a'))] }, 'a row to itself'],
    ['text with new components', { ...V2, content: 'x', components: [text('x')] }, 'content: is not allowed with'],
    [
      'embeds with new components',
      { ...V2, embeds: [{ title: 'x' }], components: [text('x')] },
      'embeds: is not allowed with',
    ],
    ['new components without the flag', { ...SILENT, components: [container(text('x'))] }, 'needs the flag'],
    ['half an emoji', { ...SILENT, content: '🙂'.slice(0, 1) }, 'a lone surrogate'],
  ])('finds %s', (_, body, wanted) => {
    expect(checkMessageBody(body).join('\n')).toContain(wanted);
  });

  it.runIf(hasSchemas).each<[string, object, string]>([
    ['an unknown field', { ...SILENT, content: 'x', contents: 'x' }, 'unknown field contents'],
    [
      'an unknown nested field',
      { ...V2, components: [container({ ...text('x'), text: 'x' })] },
      'components.0.components.0: unknown field text',
    ],
    ['a long title', { ...SILENT, embeds: [{ title: 'x'.repeat(257) }] }, 'embeds.0.title'],
    [
      'a long button',
      { ...SILENT, components: [row(button('a', { label: 'x'.repeat(81) }))] },
      'components.0.components.0.label',
    ],
    ['too many options', { ...SILENT, components: [row(menu(26))] }, 'components.0.components.0.options'],
    [
      'six buttons',
      { ...SILENT, components: [row(...many(6, (index) => button(`${index}`)))] },
      'components.0.components',
    ],
    ['a section without accessory', { ...V2, components: [{ type: 9, components: [text('x')] }] }, 'accessory'],
    ['an unknown kind', { ...V2, components: [{ type: 99 }] }, 'components.0.type'],
  ])('finds %s by the schema', (_, body, wanted) => {
    expect(checkMessageBody(body).join('\n')).toContain(wanted);
  });
});

describe('checkCommandBody', () => {
  const base = { name: 'papers', description: 'Research papers' };
  const option = { type: 3, name: 'query', description: 'Words' };

  it('accepts a command from the builder', () => {
    const built = new SlashCommandBuilder()
      .setName('papers')
      .setDescription('Research papers')
      .setDefaultMemberPermissions(32)
      .addSubcommand((one) => one.setName('search').setDescription('Find papers'));
    expect(checkCommandBody(built.toJSON())).toEqual([]);
    expect(checkCommandBody({ type: 3, name: 'Find papers in this message' })).toEqual([]);
  });

  it.each<[string, object, string]>([
    ['an uppercase name', { ...base, name: 'Papers' }, 'lower-case name'],
    ['a name of two words', { ...base, name: 'the papers' }, 'lower-case name'],
    ['no description', { name: 'papers' }, 'description: must have'],
    ['a long description', { ...base, description: 'x'.repeat(101) }, 'description'],
    [
      'a required option after an optional one',
      { ...base, options: [option, { ...option, name: 'b', required: true }] },
      'a required option',
    ],
    ['the same option twice', { ...base, options: [option, option] }, 'the option "query" twice'],
    ['a nested wrong name', { ...base, options: [{ type: 1, name: 'X', description: 'x' }] }, 'options.0.name'],
    [
      'choices with autocomplete',
      { ...base, options: [{ ...option, autocomplete: true, choices: [{ name: 'a', value: 'a' }] }] },
      'exclude',
    ],
  ])('finds %s', (_, body, wanted) => {
    expect(checkCommandBody(body).join('\n')).toContain(wanted);
  });

  it('finds duplicate commands, and too many of a type', () => {
    expect(commandListFindings([base, base]).map(formatFinding).join('\n')).toContain('the command 1:papers twice');
    const menus = many(16, (index) => ({ type: 3, name: `Entry ${index}` }));
    expect(commandListFindings(menus).map(formatFinding)).toEqual(['over 15 commands of type 3']);
  });
});

describe('callbackFindings and threadFindings', () => {
  const field = (index: number) => ({ type: 18, label: 'x', component: { type: 4, custom_id: `${index}`, style: 1 } });
  const modal = (count: number) => ({ custom_id: 'm', title: 'x', components: many(count, field) });

  it('accept at most five fields in a modal', () => {
    expect(callbackFindings(9, modal(5))).toEqual([]);
    expect(callbackFindings(9, modal(6)).map(formatFinding)).toContain('data.components: over 5 in a modal');
  });

  it.each<[string, object, string]>([
    ['a button', { type: 2, style: 1, label: 'Go', custom_id: 'a' }, 'a button in a modal'],
    ['a required menu with min_values 0', { ...menu(2), min_values: 0 }, 'min_values: is 0'],
    ['a disabled menu', { ...menu(2), disabled: true }, 'disabled: is not allowed in modals'],
    ['an input with a label', { type: 4, custom_id: 'a', style: 1, label: 'x' }, 'the label is around the input'],
    ['text too long for its input', { type: 4, custom_id: 'a', style: 1, max_length: 2, value: 'xyz' }, 'over max'],
    [
      'two defaults for one value',
      { ...menu(0), options: ['a', 'b'].map((value) => ({ label: value, value, default: true })) },
      'more defaults',
    ],
    [
      'two channels for one value',
      { type: 8, custom_id: 'a', default_values: ['1', '2'].map((id) => ({ type: 'channel', id })) },
      'more defaults',
    ],
  ])('find in a modal %s', (_, component, wanted) => {
    const found = callbackFindings(9, { ...modal(0), components: [{ type: 18, label: 'x', component }] });
    expect(found.map(formatFinding).join('\n')).toContain(wanted);
  });

  it('accept no flag of a deferral except ephemeral', () => {
    expect(callbackFindings(5, { flags: 64 })).toEqual([]);
    expect(callbackFindings(5, { flags: 64 | (1 << 15) })).toHaveLength(1);
  });

  it('accept at most five tags of a forum post', () => {
    const post = { name: 'Post', message: { ...SILENT, content: 'x' }, type: 11 };
    expect(threadFindings({ ...post, applied_tags: many(5, (index) => `${index}`) }, 'forum')).toEqual([]);
    const six = threadFindings({ ...post, applied_tags: many(6, (index) => `${index}`) }, 'forum');
    expect(six.map(formatFinding)).toContain('applied_tags: over 5');
  });
});
