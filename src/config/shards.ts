import { z } from 'zod';

/** Which shards one process has: as many as Discord advises, or these of a total. */
export type Shards = 'auto' | { readonly shards: readonly number[]; readonly shardCount: number };

/** Reads `auto`, one shard of a total (`2/8`), or a range of them (`0-3/8`). */
export const ShardSetting = z.string().transform((text, context): Shards => {
  if (text === 'auto') return text;
  const [, first = Number.NaN, last = first, total = 0] = (
    /^(\d{1,5})(?:-(\d{1,5}))?\/(\d{1,5})$/.exec(text) ?? []
  ).map((part) => (part === undefined ? undefined : Number(part)));
  if (first <= last && last < total) {
    return { shards: Array.from({ length: last - first + 1 }, (_, at) => first + at), shardCount: total };
  }
  context.addIssue('takes auto, a shard of a total such as 2/8, or a range such as 0-3/8, counted from 0');
  return z.NEVER;
});
