import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { render as renderConsole } from '../../adapters/console/render.ts';
import { render as renderDiscord } from '../../adapters/discord/render.ts';
import { SCOPES } from '../../adapters/slack/manifest.ts';
import { render as renderSlack } from '../../adapters/slack/render.ts';
import { commands } from '../../commands/index.ts';
import { configSchema } from '../../src/app/config.ts';
import { formatUsage } from '../../src/chat/command.ts';
import type { Document } from '../../src/chat/document.ts';
import { preparePost } from '../../src/features/highlights/post.ts';
import { readCorpus } from '../../src/papers/corpus-file.ts';
import { createLog } from '../../src/runtime/log.ts';
import { FILTERS } from '../../src/search/filters.ts';
import { createTestCore, createTestRouter } from '../fakes/core.ts';
import { metricTable } from '../integration/app/all-metrics.ts';
import { discordTranscript } from './discord-transcript.ts';
import { discussionTranscripts } from './discussion-transcript.ts';
import { slackTranscript } from './slack-transcript.ts';
import { SHOWN_TRENDS, shownTrends } from './trends-picture.ts';

type Asked = { kind: 'command'; call: { text: string } } | { kind: 'action'; action: string };

const TERMINAL = { width: 80, color: false };

export const ROOT = join(import.meta.dirname, '..', '..');

/** Which generated parts a document has, each between `<!-- name -->` and `<!-- /name -->`. Paths are relative to the repository. */
export const GENERATED_PARTS = {
  'docs/commands.md': { commands: commandTable, transcript: consoleTranscript, trends: trendsTranscript },
  'docs/query-language.md': { filters: filterTable },
  'docs/slack.md': { slack: slackTranscripts, scopes: scopeTable },
  'docs/discord.md': { discord: discordTranscripts },
  'docs/highlights.md': { highlights: highlightTranscripts },
  'docs/discussions.md': { discussions: discussionTranscriptSection },
  'docs/configuration.md': { settings: settingTable },
  'docs/operations.md': { metrics: metricTable },
} as const;

type Generator = () => string | Promise<string>;

/**
 * A document with every generated part made anew from the code and the shipped corpus.
 *
 * @throws Error when the document lacks the markers of a part
 */
export async function generateParts(path: keyof typeof GENERATED_PARTS): Promise<string> {
  let text = readFileSync(join(ROOT, path), 'utf8');
  for (const [name, generate] of Object.entries<Generator>(GENERATED_PARTS[path])) {
    const part = await generate();
    const markers = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    if (!markers.test(text)) throw new Error(`${path} has no markers for ${name}`);
    text = text.replace(markers, (_, open, close) => `${open}\n${part}\n\n${close}`);
  }
  return text;
}

function commandTable(): string {
  return table(
    ['Command', 'Description', 'Example'],
    commands.map((command) => [
      `\`${formatUsage(command)}\``,
      command.description,
      `\`/papers ${command.examples[0]}\``,
    ]),
  );
}

function filterTable(): string {
  return table(
    ['Filter', 'Values', 'Description'],
    FILTERS.map((filter) => [
      `\`${filter.example}\``,
      'choices' in filter ? filter.choices.join(', ') : filter.valueDescription,
      filter.description,
    ]),
  );
}

function settingTable(): string {
  return table(
    ['Variable', 'Description', 'Default'],
    Object.entries<z.ZodType>(configSchema().shape).map(([name, schema]) => {
      const { description, shownDefault } = schema.meta() ?? {};
      return [`\`${name}\``, String(description), String(shownDefault)];
    }),
  );
}

/** What the running product answers on a terminal of 80 columns. */
async function consoleTranscript(): Promise<string> {
  const answer = answering('console');
  const first = renderConsole(await answer({ kind: 'command', call: { text: 'search safe offline rl' } }), TERMINAL);
  const second = renderConsole(await answer({ kind: 'action', action: first.actions[0] ?? '' }), {
    ...TERMINAL,
    firstButtonNumber: first.actions.length + 1,
  });
  return fenced(`> /papers search safe offline rl\n${first.text}\n> 1\n${second.text}`);
}

/** The same search in Discord, and the menu's first choice. */
async function discordTranscripts(): Promise<string> {
  const answer = answering('discord');
  const list = await answer({ kind: 'command', call: { text: 'search safe offline rl' } });
  const paper = await answer({
    kind: 'command',
    call: { text: 'show Streaming Deep Reinforcement Learning Finally Works' },
  });
  const only = (text: string) => `  (Only you can see this)\n${text}`;
  return [list, paper].map((document) => fenced(only(discordTranscript(renderDiscord(document))))).join('\n\n');
}

/** The same search in Slack, and what a mention in the thread of a shared paper is answered. */
async function slackTranscripts(): Promise<string> {
  const answer = answering('slack');
  const list = await answer({ kind: 'command', call: { text: 'search safe offline rl' } });
  const related = await answer({ kind: 'command', call: { text: 'related mirror descent' } });
  return [
    fenced(`/papers search safe offline rl\n\n  (Only visible to you)\n${slackTranscript(renderSlack(list))}`),
    'In the thread of a shared paper:',
    fenced(`@Paperboy related\n\n${slackTranscript(renderSlack(related))}`),
  ].join('\n\n');
}

/** What somebody sees who subscribes on the terminal, and what comes to a channel of Slack. */
async function highlightTranscripts(): Promise<string> {
  const call = '/papers subscribe safe rl days:weekdays time:09:00 zone:Europe/Berlin papers:2 quiet:archive';
  const answer = answering('console');
  const preview = renderConsole(await answer({ kind: 'command', call: { text: call } }), TERMINAL);
  return [
    fenced(`> ${call}\n${preview.text}`),
    'At 09:00, in a Slack channel:',
    fenced(slackTranscript(renderSlack(await highlights()))),
  ].join('\n\n');
}

/** A discussion from the card to finding it again, in Slack, and the same from the highlights on in Discord. */
async function discussionTranscriptSection(): Promise<string> {
  const papers = readCorpus(join(ROOT, 'data', 'papers.jsonl'));
  const [slack, discord] = await Promise.all([
    discussionTranscripts('slack', papers),
    discussionTranscripts('discord', papers),
  ]);
  return [
    'Ada presses *Discuss* on the highlights above. Everyone in the Slack channel sees:',
    fenced(slack.card),
    'Ada sees:',
    fenced(`  (Only visible to you)\n${slack.told}`),
    'A few minutes and three replies later, the card ends with:',
    fenced(lastLines(slack.later)),
    '`/papers discussions` finds it again:',
    fenced(`  (Only visible to you)\n${slack.found}`),
    '<details><summary>The same in Discord</summary>',
    fenced(discordTranscript(renderDiscord(await highlights()))),
    fenced(discord.card),
    fenced(`  (Only you can see this)\n${discord.told}`),
    fenced(lastLines(discord.later)),
    fenced(`  (Only you can see this)\n${discord.found}`),
    '</details>',
  ].join('\n\n');
}

/** A comparison of two topics, on the terminal. */
async function trendsTranscript(): Promise<string> {
  const { text } = renderConsole(await shownTrends(), TERMINAL);
  return fenced(`$ paperboy say '/papers trends ${SHOWN_TRENDS}'\n${text}`);
}

/** What stands below the buttons of a card. */
function lastLines(card: string): string {
  return card.slice(card.lastIndexOf('[ Save ]')).split('\n').slice(1).join('\n');
}

/** The post of that subscription, from the shipped papers. */
async function highlights(): Promise<Document> {
  const slot = '2026-11-23T08:00:00.000Z';
  const core = createTestCore(readCorpus(join(ROOT, 'data', 'papers.jsonl')));
  const subscription = {
    ...{ id: 'k3j9x2ab', topic: 'safe rl', tzdataVersion: '', nextSlot: slot, createdAt: slot },
    place: { platform: 'slack', tenant: 'T1', channel: 'C1' },
    owner: { id: 'U1', name: 'Ada' },
    schedule: { days: [1, 2, 3, 4, 5], time: '09:00', zone: 'Europe/Berlin' },
    criteria: { kind: 'best', count: 2 },
    onQuietDay: 'archive',
    hasChart: false,
    about: 'papers',
    state: { kind: 'active' },
  } as const;
  const delivery = {
    id: 'd1',
    subscriptionId: subscription.id,
    slot,
    state: 'due',
    attempts: 0,
    paperIds: [],
    changedAt: slot,
  } as const;
  const post = await preparePost({ delivery, subscription }, core.highlights);
  if (post.kind === 'nothing') throw new Error(`no post: ${post.reason}`);
  return post.document;
}

function scopeTable(): string {
  return table(
    ['Scope', 'Why'],
    [
      ...SCOPES.map(({ scope, reason: why }) => [`\`${scope}\``, why]),
      ['app-level scope `connections:write`', 'to open the socket in Socket Mode; not needed over HTTP'],
    ],
  );
}

/** The core on the shipped corpus. */
function answering(platform: string): (asked: Asked) => Promise<Document> {
  const papers = readCorpus(join(ROOT, 'data', 'papers.jsonl'));
  const now = () => new Date('2026-11-21T09:00:00Z');
  const services = createTestCore(papers, now);
  const dispatch = createTestRouter(services, { platform, log: createLog('silent') });
  return async (asked) => {
    const place = { platform, tenant: 'local', channel: 'papers' };
    const answer = await dispatch({ place, person: { id: 'you', name: 'you' }, canManage: true, ...asked });
    if (answer.kind !== 'reply' || answer.outcome !== 'answered')
      throw new Error(`no answer to ${JSON.stringify(asked)}`);
    return answer.document;
  };
}

function fenced(text: string): string {
  return ['```text', text.trimEnd(), '```'].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.filename === process.argv[1]) {
  for (const path of Object.keys(GENERATED_PARTS) as (keyof typeof GENERATED_PARTS)[]) {
    writeFileSync(join(ROOT, path), await generateParts(path));
  }
}
