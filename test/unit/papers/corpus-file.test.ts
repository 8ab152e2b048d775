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
import { lineSighting } from '../../fixtures/source-records.ts';

const { papers } = mergeRecords([lineSighting(), lineSighting({ title: 'Dual RL' })]);
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paperboy-corpus-'));
  file = join(folder, 'papers.jsonl');
});

describe('a corpus file', () => {
  it('gives back the papers that were written, one a line', async () => {
    await updateCorpus(file, () => papers);
    expect(readCorpus(file)).toEqual(papers);
    expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(2);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('stays as it was when the change fails', async () => {
    await updateCorpus(file, () => papers);
    const failing = updateCorpus(file, () => {
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    expect(readCorpus(file)).toEqual(papers);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('is changed by one at a time: the second is told so and changes nothing', async () => {
    const both = await Promise.allSettled([updateCorpus(file, () => papers), updateCorpus(file, () => [])]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(UserError);
    expect(refused?.reason.message).toContain('is being changed by another import');
  });

  it('loses nothing to others that change it at the same time, and try again', async () => {
    const add = async (number: number): Promise<void> => {
      const { papers } = mergeRecords([lineSighting({ title: `Paper ${number}` })]);
      for (;;) {
        try {
          await updateCorpus(file, (before) => [...before, ...papers]);
          return;
        } catch (error) {
          if (!(error instanceof UserError) || !error.message.includes('another import')) throw error;
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    };
    await Promise.all(Array.from({ length: 40 }, (_, number) => add(number)));
    expect(readCorpus(file)).toHaveLength(40);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('says how to go on when an import was killed in the middle', async () => {
    writeFileSync(`${file}.next`, 'half');
    await expect(updateCorpus(file, () => papers)).rejects.toThrow(`if none is running, delete ${file}.next first.`);
  });

  it('says in one line that it can not be written', async () => {
    await expect(updateCorpus(join(folder, 'missing', 'papers.jsonl'), () => papers)).rejects.toThrow(
      /papers\.jsonl can't be written: there is no such file or folder/,
    );
    mkdirSync(file);
    await expect(updateCorpus(file, () => papers)).rejects.toThrow(UserError);
    expect(readdirSync(folder)).toEqual(['papers.jsonl']);
  });

  it('stays what it was: a link to the true file, with the rights that it had', async () => {
    await updateCorpus(file, () => papers.slice(1));
    chmodSync(file, 0o640);
    const link = join(folder, 'link.jsonl');
    symlinkSync(file, link);
    await updateCorpus(link, () => papers);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readCorpus(file)).toEqual(papers);
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it.each(['/dev/null', '/dev/full'])('is never put in the place of %s', async (device) => {
    await expect(updateCorpus(device, () => papers)).rejects.toThrow('it is no regular file');
    expect(statSync(device).isFile()).toBe(false);
  });

  it('says where it is broken', () => {
    writeFileSync(file, `${JSON.stringify(papers[0])}\n{"id":"x"}\n`);
    expect(() => readCorpus(file)).toThrow(`${file}:2: not a paper of this version`);
    writeFileSync(file, 'no json\n');
    expect(() => readCorpus(file)).toThrow(`${file}:1: not a paper of this version (no JSON)`);
  });

  it('says how to make it where it is missing', () => {
    expect(() => readCorpus(file)).toThrow(`it does not exist; \`paperboy import --into ${file} PAGE…\` makes it`);
  });
});
