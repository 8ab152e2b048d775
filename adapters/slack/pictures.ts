import type { types } from '@slack/bolt';
import { refusalOf } from './outcome.ts';

/** What has blocks that may hold pictures. */
interface Illustrated {
  readonly blocks: types.KnownBlock[];
}

/**
 * Sends something, and where Slack refuses its blocks, the same without pictures: Slack fetches each, and refuses the whole message
 * when one can't be had. A refusal is certain, so nothing is said twice.
 */
export async function withoutPictures<T extends Illustrated, R>(what: T, send: (what: T) => Promise<R>): Promise<R> {
  try {
    return await send(what);
  } catch (error) {
    const plain = what.blocks.flatMap(withoutPicture);
    if (refusalOf(error) !== 'invalid_blocks' || JSON.stringify(plain) === JSON.stringify(what.blocks)) throw error;
    return send({ ...what, blocks: plain });
  }
}

function withoutPicture(block: types.KnownBlock): types.KnownBlock[] {
  if (block.type === 'image') return [];
  if (block.type !== 'section' || block.accessory?.type !== 'image') return [block];
  const { accessory, ...rest } = block;
  return [rest];
}
