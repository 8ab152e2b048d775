import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { createBackfillProgress } from '../../../src/sources/backfill-report.ts';
import { createClock } from './process.ts';

function output(isTTY: boolean) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  // What cli-progress needs of a terminal.
  const cursor = { cursorTo: () => true, clearLine: () => true, columns: 100, isTTY };
  return { stream: Object.assign(stream, isTTY ? cursor : {}), text: () => stripVTControlCharacters(text) };
}

it('prints a line now and then to a pipe', () => {
  const { stream, text } = output(false);
  const clock = createClock();
  const progress = createBackfillProgress({ output: stream, now: clock.now });
  progress.start('Hugging Face', 3);
  progress.advance('2024-05-27', 20);
  clock.passMinutes(1);
  progress.advance('2024-05-28', 41);
  progress.showMessage('waiting');
  clock.passMinutes(1);
  progress.advance('trending', 41);
  progress.finish();
  expect(text().split('\n')).toEqual([
    'Hugging Face: 3 listings to fetch',
    'Hugging Face: 2 of 3, up to 2024-05-28, 41 new papers',
    'Hugging Face: waiting',
    'Hugging Face: 3 of 3, trending, 41 new papers',
    '',
  ]);
});

it('shows a bar in a terminal', () => {
  const { stream, text } = output(true);
  const progress = createBackfillProgress({ output: stream, now: createClock().now });
  progress.start('Hugging Face', 2);
  progress.advance('2024-05-27', 1);
  progress.showMessage('waiting');
  progress.finish();
  expect(text()).toContain('Hugging Face ');
  expect(text()).toContain('1/2 2024-05-27 1 new paper');
  expect(text()).toContain('(waiting)');
});
