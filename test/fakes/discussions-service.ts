import type { FindTraits } from '../../src/chat/platform-traits.ts';
import type { DiscussionService } from '../../src/features/discussions/discussion.ts';
import type { Store } from '../../src/store/database.ts';
import { SqlDiscussionRepository } from '../../src/store/repositories/discussion-repository.ts';
import { later } from './deferred.ts';
import { createScriptedPlatform, type ScriptedPlatform } from './platform.ts';

export interface TestDiscussionService extends DiscussionService {
  /** Stands for every platform. */
  readonly chat: ScriptedPlatform;
}

/** Discussions in a store that is opened when it is first needed. */
export function createTestDiscussionService(
  store: () => Promise<Store>,
  findTraits: FindTraits,
): TestDiscussionService {
  const chat = createScriptedPlatform();
  let ids = 0;
  return {
    repository: later(async () => new SqlDiscussionRepository(await store())),
    findPlatform: () => chat,
    connectedPlatforms: () => [chat.name, 'slack', 'discord'],
    findTraits,
    chat,
    owner: 'this process',
    refreshSoon() {},
    newId: () => `talk${String(++ids).padStart(4, '0')}`,
  };
}
