import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { createProgress } from '../../../src/sources/refresh/refresh-progress.ts';
import { createClock } from '../live/world.ts';

function output(isTTY: boolean) {
  let text = '';
  const stream = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  // What cli-progress asks of a terminal.
  const cursor = { cursorTo: () => true, clearLine: () => true, columns: 100, isTTY };
  return { stream: Object.assign(stream, isTTY ? cursor : {}), text: () => stripVTControlCharacters(text) };
}

it('in a pipe it is a line now and then', () => {
  const { stream, text } = output(false);
  const clock = createClock();
  const progress = createProgress({ output: stream, now: clock.now });
  progress.begin('Hugging Face', 3);
  progress.step('2024-05-27', 20);
  clock.passMinutes(1);
  progress.step('2024-05-28', 41);
  progress.say('waiting');
  clock.passMinutes(1);
  progress.step('trending', 41);
  progress.end();
  expect(text().split('\n')).toEqual([
    'Hugging Face: 3 lists to ask for',
    'Hugging Face: 2 of 3, up to 2024-05-28, 41 new papers',
    'Hugging Face: waiting',
    'Hugging Face: 3 of 3, trending, 41 new papers',
    '',
  ]);
});

it('on a terminal it is a bar', () => {
  const { stream, text } = output(true);
  const progress = createProgress({ output: stream, now: createClock().now });
  progress.begin('Hugging Face', 2);
  progress.step('2024-05-27', 1);
  progress.say('waiting');
  progress.end();
  expect(text()).toContain('Hugging Face ');
  expect(text()).toContain('1/2 2024-05-27 1 new paper');
  expect(text()).toContain('(waiting)');
});
