import type { Core } from '../../chat/context.ts';
import type { Trending } from './worth.ts';

/** What is trending now, as the live sources know it; nothing where they do not. */
export async function trendingRanks({ live }: Pick<Core, 'live'>): Promise<Trending> {
  const known = await live.trending();
  return new Map((known?.papers ?? []).map(({ id }, at) => [id, at + 1]));
}
