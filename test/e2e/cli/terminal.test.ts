import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PROGRAM, start } from '../../fakes/paperboy.ts';

// `script` of util-linux runs a program in a terminal. The one of BSD and macOS has other options.
const hasScript = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;
if (!hasScript) process.stderr.write('\n*** SKIPPED: the test on a real terminal needs `script` of util-linux ***\n\n');

describe.skipIf(!hasScript)('paperboy on a terminal (needs `script` of util-linux)', () => {
  it('prompts, completes with Tab, keeps a history, and quits with Ctrl-D', async () => {
    const command = `stty cols 80 rows 24; ${PROGRAM.map((word) => `'${word}'`).join(' ')}; echo left with $?`;
    const child = start(['script', '-qec', command, '/dev/null'], { TERM: 'xterm' });
    let written = '';
    let seen = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      written += text;
    });
    const until = async (expected: string): Promise<void> => {
      for (const end = performance.now() + 30_000; performance.now() < end; await sleep(10)) {
        const text = stripVTControlCharacters(written);
        if (!text.includes(expected, seen)) continue;
        seen = text.indexOf(expected, seen) + expected.length;
        return;
      }
      throw new Error(`expected ${expected}, got ${JSON.stringify(written.slice(-500))}`);
    };

    try {
      await until('Ctrl-D quits.');
      await until('In your browser: http://127.0.0.1:');
      await until('> ');
      child.stdin.write('/papers sho');
      await until('/papers sho');
      child.stdin.write('\t');
      await until('w ');
      child.stdin.write('streaming deep');
      await until('streaming deep');
      child.stdin.write('\t');
      await until('Finally Works');
      child.stdin.write('\r');
      await until('[2] Related');
      await until('> ');
      child.stdin.write('\u001b[A');
      await until('/papers show streaming deep Reinforcement Learning Finally Works');
      child.stdin.write('\u0015');
      await sleep(50);
      child.stdin.write('\u0004');
      await until('left with 0');
      expect(written).toContain('\u001b[');
      expect(written).not.toContain('"level"');
    } finally {
      child.kill();
    }
  });
});
