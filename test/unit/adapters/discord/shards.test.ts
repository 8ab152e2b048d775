import { expect, it } from 'vitest';
import { ShardSetting } from '../../../../adapters/discord/shards.ts';

it.each([
  ['auto', 'auto'],
  ['2/8', { shards: [2], shardCount: 8 }],
  ['0-3/8', { shards: [0, 1, 2, 3], shardCount: 8 }],
])('reads the shards %s', (text, shards) => {
  expect(ShardSetting.parse(text)).toEqual(shards);
});

it.each(['', 'all', '8/8', '3-1/8', '-1/8', '1-/8', '0/0', '1/2/3', '0-99999999999/1'])(
  'refuses the shards %j, and says what they take',
  (text) => {
    expect(() => ShardSetting.parse(text)).toThrow('must be auto, one shard of a total such as 2/8');
  },
);
