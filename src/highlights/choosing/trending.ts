import type { AppServices } from '../../chat/context.ts';
import type { TrendingRanks } from './worth.ts';

/** What is trending now, as the live sources know it; nothing where they do not. */
export async function loadTrendingRanks({ paperLookup }: Pick<AppServices, 'paperLookup'>): Promise<TrendingRanks> {
  const trending = await paperLookup.getTrending();
  return new Map((trending?.papers ?? []).map(({ id }, index) => [id, index + 1]));
}
