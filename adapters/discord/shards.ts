import { z } from 'zod';

/** Which gateway shards this process runs: as many as Discord recommends, or some of a total. */
export type Shards = 'auto' | { readonly shards: readonly number[]; readonly shardCount: number };

/** Parses `auto`, one shard of a total (`2/8`), or a range (`0-3/8`). */
export const ShardSetting = z.string().transform((text, context): Shards => {
  if (text === 'auto') return text;
  const [, first = Number.NaN, last = first, total = 0] = (
    /^(\d{1,5})(?:-(\d{1,5}))?\/(\d{1,5})$/.exec(text) ?? []
  ).map((part) => (part === undefined ? undefined : Number(part)));
  if (first <= last && last < total) {
    return { shards: Array.from({ length: last - first + 1 }, (_, index) => first + index), shardCount: total };
  }
  context.addIssue('must be auto, one shard of a total such as 2/8, or a range such as 0-3/8; shards count from 0');
  return z.NEVER;
});
