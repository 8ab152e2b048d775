import type { Document } from '../../../../src/chat/document.ts';
import type { Person, Place } from '../../../../src/chat/place.ts';
import type { DiscussionDeps, DiscussionRepository } from '../../../../src/features/discussions/discussion.ts';
import { recoverOpenings } from '../../../../src/features/discussions/discussion-scheduler.ts';
import { openDiscussion } from '../../../../src/features/discussions/open-discussion.ts';
import { refreshDueThreads } from '../../../../src/features/discussions/refresh-threads.ts';
import { createPapers, type Papers } from '../../../../src/papers/library.ts';
import type { Paper } from '../../../../src/papers/paper.ts';
import { SearchIndex } from '../../../../src/search/index.ts';
import type { Store } from '../../../../src/store/database.ts';
import { SqlDiscussionRepository } from '../../../../src/store/repositories/discussion-repository.ts';
import { findTestTraits, textOf } from '../../../fakes/core.ts';
import { createMemoryLog } from '../../../fakes/log.ts';
import { withOverrides } from '../../../fakes/overrides.ts';
import { createScriptedPlatform } from '../../../fakes/platform.ts';
import { paper } from '../../../fixtures/chat/papers.ts';

export const WALKING = paper({ id: '2503.00001', title: 'Robots that Walk', abstract: 'We let robots walk on legs.' });
export const RUNNING = paper({ id: '2503.00002', title: 'Robots that Run', abstract: 'We let robots run on legs.' });
export const COOKING = paper({ id: '2503.00003', title: 'Cooking Soup', abstract: 'Soup is cooked.' });

export const GENERAL: Place = { platform: 'test', tenant: 'team', channel: 'general' };
export const ADA: Person = { id: 'U1', name: 'Ada' };
export const BOB: Person = { id: 'U2', name: 'Bob' };
export const NOON = '2025-03-05T12:00:00.000Z';

/** What a crashed process does next. */
export const never = (): Promise<never> => new Promise<never>(() => {});

export type TestProcess = DiscussionDeps & { readonly papers: Papers };

/** Processes on one database and one scripted platform, with a clock that a test can set. */
export function createWorld(store: Store, initialPapers: readonly Paper[] = [WALKING, RUNNING, COOKING]) {
  const clock = { now: NOON };
  const now = () => new Date(clock.now);
  const chat = createScriptedPlatform();
  const { log, records } = createMemoryLog();
  const [papers, search] = [createPapers(initialPapers), new SearchIndex()];
  search.put(initialPapers);
  let ids = 0;
  const newId = () => `talk${String(++ids).padStart(4, '0')}`;

  /** Another process, with faults in its repository. */
  const createProcess = (
    owner: string,
    on: Store = store,
    faults: Partial<DiscussionRepository> = {},
  ): TestProcess => ({
    papers,
    search,
    now,
    discussions: {
      repository: withOverrides<DiscussionRepository>(new SqlDiscussionRepository(on), faults),
      findPlatform: (name) => (name === chat.name ? chat : undefined),
      findTraits: findTestTraits,
      connectedPlatforms: () => [chat.name],
      owner,
      newId,
      refreshSoon: () => {},
    },
  });
  const defaultProcess = createProcess('process 1');

  return {
    clock,
    chat,
    records,
    process: defaultProcess,
    createProcess,
    papers,
    repository: defaultProcess.discussions.repository,
    advanceMinutes(minutes: number) {
      clock.now = new Date(now().getTime() + minutes * 60_000).toISOString();
    },
    /** A person opens a discussion. Waiting takes a millisecond a round. */
    discuss: (
      subject: Paper = WALKING,
      {
        process = defaultProcess,
        person = ADA,
        place = GENERAL,
        threadBlockedReason,
      }: { process?: TestProcess; person?: Person; place?: Place; threadBlockedReason?: string } = {},
    ): Promise<Document> =>
      openDiscussion(
        subject,
        process,
        { place, person, platform: findTestTraits(place.platform), canManage: false, threadBlockedReason },
        () => new Promise((done) => setTimeout(done, 1)),
      ),
    /** What the scheduler of a process runs every minute. */
    async tick(process: TestProcess = defaultProcess) {
      const deps = { ...process, log, signal: new AbortController().signal };
      await recoverOpenings(deps);
      await refreshDueThreads(20, deps);
    },
    /** The rows that have not ended. */
    rows: () => store.db.selectFrom('discussions').selectAll().where('state', '!=', 'ended').execute(),
    /** The keys of the posted cards. */
    cardKeys: () => chat.said.map(({ key }) => key),
    /** The text of a card as it was posted. */
    postedText: (at: number) => textOf(chat.said[at]?.document ?? { blocks: [] }),
    /** The text of the card that was updated last. */
    updatedText: () => textOf(chat.updates.at(-1)?.document ?? { blocks: [] }),
    /** People reply in a thread. */
    setReplies(thread: string, replies: number, people = 1) {
      chat.readings.set(thread, { kind: 'read', state: 'open', replies, people, lastAt: clock.now });
    },
  };
}

/** The first link of a reply. */
export function linkIn(document: Document): string | undefined {
  return /"url":"([^"]+)"/.exec(JSON.stringify(document.blocks[0]))?.[1];
}

/** The error that a reply was refused with: its name and message. */
export function errorOf(reply: Promise<unknown>): Promise<string> {
  return reply.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: Error) => `${error.name}: ${error.message}`,
  );
}
