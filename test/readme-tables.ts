import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { render } from '../adapters/console/render.ts';
import { commands } from '../commands/index.ts';
import { createDispatch } from '../src/chat/dispatch.ts';
import { createKeepsakes } from '../src/chat/keepsakes.ts';
import { usageOf } from '../src/chat/usage.ts';
import { Config } from '../src/config.ts';
import { createLog } from '../src/log.ts';
import { readCorpus } from '../src/papers/corpus-file.ts';
import { createPapers } from '../src/papers/papers.ts';
import { FILTERS } from '../src/search/filters.ts';
import { createSearchIndex } from '../src/search/search-index.ts';

const ROOT = join(import.meta.dirname, '..');
export const README = join(ROOT, 'README.md');

/** The README with every generated part (between `<!-- name -->` and `<!-- /name -->`) made anew from the code and the shipped corpus. */
export async function withGeneratedParts(readme: string): Promise<string> {
  const parts = {
    transcript: await transcript(),
    commands: commandTable(),
    filters: filterTable(),
    settings: settingTable(),
  };
  return Object.entries(parts).reduce(
    (text, [name, part]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
        (_, open, close) => `${open}\n${part}\n\n${close}`,
      ),
    readme,
  );
}

function commandTable(): string {
  return table(
    ['Command', 'What it does', 'Example'],
    commands.map((command) => [`\`${usageOf(command)}\``, command.description, `\`/papers ${command.examples[0]}\``]),
  );
}

function filterTable(): string {
  return table(
    ['Filter', 'Takes', 'Finds'],
    FILTERS.map((filter) => [
      `\`${filter.example}\``,
      'choices' in filter ? filter.choices.join(', ') : filter.takes,
      filter.description,
    ]),
  );
}

function settingTable(): string {
  return table(
    ['Variable', 'What it sets', 'Default'],
    Object.entries(Config.shape).map(([name, schema]) => {
      const { description, shownDefault } = schema.meta() ?? {};
      return [`\`${name}\``, String(description), String(shownDefault)];
    }),
  );
}

/** What the running product answers on a terminal of 80 columns. */
async function transcript(): Promise<string> {
  const papers = readCorpus(join(ROOT, 'data', 'papers.jsonl'));
  const search = createSearchIndex();
  search.put(papers);
  const now = () => new Date('2026-11-21T09:00:00Z');
  const core = { papers: createPapers(papers), search, commands, keepsakes: createKeepsakes(), now };
  const dispatch = createDispatch({ core, log: createLog('silent'), random: () => 0 });
  const place = { platform: 'console', tenant: 'local', channel: 'terminal' };

  let actions: readonly string[] = [];
  const lines: string[] = [];
  for (const typed of ['/papers search safe offline rl', '1']) {
    const action = actions[Number(typed) - 1];
    const what =
      action === undefined ? { kind: 'command' as const, call: { text: typed } } : { kind: 'action' as const, action };
    const answer = await dispatch({ place, person: { id: 'you', name: 'you' }, ...what });
    if (answer.kind !== 'reply') continue;
    const rendered = render(answer.document, { width: 80, color: false });
    actions = rendered.actions;
    lines.push(`> ${typed}`, rendered.text);
  }
  return ['```text', lines.join('\n').trim(), '```'].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.filename === process.argv[1]) {
  writeFileSync(README, await withGeneratedParts(readFileSync(README, 'utf8')));
}
