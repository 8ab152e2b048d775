import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCorpus, updateCorpus } from '../../../src/papers/corpus-file.ts';
import { mergeRecords } from '../../../src/papers/merge.ts';
import { UserError } from '../../../src/runtime/errors.ts';
import { jsonLineRecord } from '../../fixtures/source-records.ts';

const { papers } = mergeRecords([jsonLineRecord(), jsonLineRecord({ title: 'Dual RL' })]);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-corpus-'));
  file = join(folder, 'papers.jsonl');
});

describe('updateCorpus', () => {
  it('writes one paper per line, which readCorpus reads back', async () => {
    await updateCorpus(file, () => papers);
    expect(readCorpus(file)).toEqual(papers);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('leaves the file unchanged if the update fails', async () => {
    await updateCorpus(file, () => papers);
    const failing = updateCorpus(file, () => {
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(readCorpus(file)).toEqual(papers);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('rejects a second update while one is running', async () => {
    const both = await Promise.allSettled([updateCorpus(file, () => papers), updateCorpus(file, () => [])]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(UserError);
    expect(refused?.reason.message).toContain('Another import is changing');
  });

  it('loses no concurrent update that is retried', async () => {
    const add = async (number: number): Promise<void> => {
      const { papers } = mergeRecords([jsonLineRecord({ title: `Paper ${number}` })]);
      for (;;) {
        try {
          await updateCorpus(file, (before) => [...before, ...papers]);
          return;
        } catch (error) {
          if (!(error instanceof UserError) || !error.message.includes('Another import')) throw error;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    };
    await Promise.all(Array.from({ length: 40 }, (_, number) => add(number)));
    expect(readCorpus(file)).toHaveLength(40);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('says how to recover after an import was killed', async () => {
    writeFileSync(`${file}.next`, 'half');
    await expect(updateCorpus(file, () => papers)).rejects.toThrow(`If no import is running, delete ${file}.next.`);
  });

  it("reports in one line that the file can't be written", async () => {
    await expect(updateCorpus(join(folder, 'missing', 'papers.jsonl'), () => papers)).rejects.toThrow(
      /papers\.jsonl can't be written: no such file or folder/,
    );
    mkdirSync(file);
    await expect(updateCorpus(file, () => papers)).rejects.toThrow(UserError);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('follows a symlink and keeps the mode of the file', async () => {
    await updateCorpus(file, () => papers.slice(1));
    chmodSync(file, 0o640);
    const link = join(folder, 'link.jsonl');
    symlinkSync(file, link);
    await updateCorpus(link, () => papers);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readCorpus(file)).toEqual(papers);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it.each(['/dev/null', '/dev/full'])('never replaces %s', async (device) => {
    await expect(updateCorpus(device, () => papers)).rejects.toThrow("it isn't a regular file");
    expect(statSync(device).isFile()).toBe(false);
  });
});

describe('readCorpus', () => {
  it('reports the line of an invalid paper', () => {
    writeFileSync(file, `${JSON.stringify(papers[0])}\n{"id":"x"}\n`);
    expect(() => readCorpus(file)).toThrow(`${file}:2: not a paper in the format of this version`);
    writeFileSync(file, 'not json\n');
    expect(() => readCorpus(file)).toThrow(`${file}:1: not a paper in the format of this version (not JSON)`);
  });

  it('says how to create a missing file', () => {
    expect(() => readCorpus(file)).toThrow(
      `it doesn't exist. Create it with \`paperboy import --into ${file} PAGE…\`, or`,
    );
  });
});
