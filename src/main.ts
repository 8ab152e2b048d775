#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createConsole, lineWidth } from '../adapters/console/index.ts';
import { render } from '../adapters/console/render.ts';
import { commands } from '../commands/index.ts';
import { createDispatch, type Dispatch } from './chat/dispatch.ts';
import type { Document } from './chat/document.ts';
import { createKeepsakes } from './chat/keepsakes.ts';
import { createCli } from './cli.ts';
import { readConfig } from './config.ts';
import { UserError } from './errors.ts';
import { createLog } from './log.ts';
import { readCorpus } from './papers/corpus-file.ts';
import { createPapers } from './papers/papers.ts';
import { createSearchIndex } from './search/search-index.ts';
import { importFiles } from './sources/import-files.ts';
import { describeImport } from './sources/import-report.ts';
import { statusReport } from './status.ts';

const root = packageRoot(import.meta.dirname);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const now = () => new Date();

/** The forms in which `say` answers: what a platform would show, or the document itself. */
const FORMS: Readonly<Record<string, (document: Document) => string>> = {
  console: (document) =>
    render(document, { width: lineWidth(process.stdout.columns), color: process.stdout.isTTY && wantsColor() }).text,
  json: (document) => `${JSON.stringify(document, null, 2)}\n`,
};

const cli = createCli(
  {
    async start() {
      const dispatch = openDispatch();
      const platform = createConsole({
        commands,
        input: process.stdin,
        output: process.stdout,
        color: wantsColor(),
        now,
        onEnd: () => process.stdin.destroy(),
      });
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void platform.stop());
      await platform.start(dispatch);
    },
    async say(text, as) {
      const answer = await openDispatch()({
        kind: 'command',
        call: { text },
        place: { platform: 'console', tenant: 'local', channel: 'terminal' },
        person: { id: 'you', name: 'you' },
      });
      if (answer.kind !== 'reply') return;
      if (answer.outcome === 'answered') process.stdout.write(FORMS[as]?.(answer.document) ?? '');
      else throw new UserError(render(answer.document, { width: Number.POSITIVE_INFINITY, color: false }).text.trim());
    },
    async importFiles(files, { captured, into }) {
      const corpus = into ?? corpusFile();
      const today = now().toISOString().slice(0, 10);
      const report = await importFiles(files, corpus, { today, ...(captured !== undefined && { stated: captured }) });
      process.stdout.write(describeImport(report, corpus));
    },
    async status() {
      const corpus = corpusFile();
      const running = {
        version,
        node: process.versions.node,
        corpus,
        papers: readCorpus(corpus),
        platforms: ['console'],
      };
      process.stdout.write(statusReport(running));
    },
  },
  { version, forms: Object.keys(FORMS) },
);

function openDispatch(): Dispatch {
  const papers = readCorpus(corpusFile());
  const search = createSearchIndex();
  search.put(papers);
  return createDispatch({
    core: { papers: createPapers(papers), search, commands, keepsakes: createKeepsakes(), now },
    log: createLog(readConfig(process.env).LOG_LEVEL),
    random: Math.random,
  });
}

function corpusFile(): string {
  return readConfig(process.env).PAPERS_FILE ?? join(root, 'data', 'papers.jsonl');
}

function wantsColor(): boolean {
  return readConfig(process.env).NO_COLOR === undefined;
}

/** The folder of package.json, whether this file runs as source or built. */
function packageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) ? from : packageRoot(dirname(from));
}

// The reader of a pipe may leave before the answer ends (`paperboy say … | head`); that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  await cli.parseAsync();
} catch (error) {
  process.stderr.write(error instanceof UserError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 1;
}
