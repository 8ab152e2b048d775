import type { DiscussionService } from '../../src/features/discussions/discussion.ts';
import type { Store } from '../../src/store/database.ts';
import { createDiscussionRepository } from '../../src/store/repositories/discussion-repository.ts';
import { later } from './deferred.ts';
import { createScriptedPlatform, type ScriptedPlatform } from './platform.ts';

export interface TestDiscussionsDesk extends DiscussionService {
  /** The platform on which discussions are opened, whatever its name. */
  readonly chat: ScriptedPlatform;
  /** Why nobody could say which papers are discussed, each time. */
  readonly untold: readonly unknown[];
}

/** A desk on a store, which is asked for when it is first needed. */
export function createTestDiscussionsDesk(store: () => Promise<Store>): TestDiscussionsDesk {
  const chat = createScriptedPlatform();
  const untold: unknown[] = [];
  let ids = 0;
  return {
    repository: later(async () => createDiscussionRepository(await store())),
    findPlatform: () => chat,
    connectedPlatforms: () => [chat.name, 'slack', 'discord'],
    chat,
    owner: 'this process',
    untold,
    refreshSoon() {},
    onBadgesUnavailable: (error) => void untold.push(error),
    newId: () => `talk${String(++ids).padStart(4, '0')}`,
  };
}
