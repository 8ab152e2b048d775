import { createServer } from 'node:http';
import { startHuggingFace, } from './fakes/huggingface/index.ts';
import { rawEntry, rawComment } from './fakes/huggingface/entries.ts';
import { readRealDays } from './fakes/huggingface/real-days.ts';
import { startArxiv } from './fakes/arxiv/index.ts';
import { arxivPaper } from './fakes/arxiv/feed.ts';
const all = readRealDays('/work/shared/hf-daily');
const days = new Map([...all].filter(([d]) => d >= '2026-08-03'));
const hf = await startHuggingFace({ days, trending: (all.get('2026-08-20') ?? []).slice(0, 12), port: 47701 });
const today = new Date().toISOString();
const ax = await startArxiv({ papers: Array.from({length: 5}, (_, i) => arxivPaper({ id: `2608.2000${i}`, published: today.slice(0,10) + 'T00:01:00Z', updated: today, title: `Live arXiv number ${i} of gradient` })), port: 47702 });
createServer((q, r) => { let b=''; q.on('data', c => b += c); q.on('end', async () => {
  try { const v = await new Function('hf','ax','rawEntry','rawComment','arxivPaper','all', b)(hf, ax, rawEntry, rawComment, arxivPaper, all); r.end(JSON.stringify(v) + '\n'); } catch (e) { r.end(String(e) + '\n'); } }); }).listen(47703, '127.0.0.1');
console.log('up', [...days.keys()].join(' '));
