import type { AppServices, CallContext } from '../../../../src/chat/context.ts';
import type { Document } from '../../../../src/chat/document.ts';
import type { Person, Place } from '../../../../src/chat/place.ts';
import type { DiscussionRepository } from '../../../../src/features/discussions/discussion.ts';
import { recoverOpenings } from '../../../../src/features/discussions/discussion-scheduler.ts';
import { openDiscussion } from '../../../../src/features/discussions/open-discussion.ts';
import { refreshDueThreads } from '../../../../src/features/discussions/refresh-threads.ts';
import type { Paper } from '../../../../src/papers/paper.ts';
import type { Store } from '../../../../src/store/database.ts';
import { SqlDiscussionRepository } from '../../../../src/store/repositories/discussion-repository.ts';
import { createTestCore } from '../../../fakes/core.ts';
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

/** A process that goes no further: whoever calls waits for ever, as after a crash nobody goes on. */
export const never = (): Promise<never> => new Promise<never>(() => {});

/** Processes on one database and one scripted platform, at an instant that a test may change. */
export function discussing(store: Store, papers: readonly Paper[] = [WALKING, RUNNING, COOKING]) {
  const clock = { now: NOON };
  const now = () => new Date(clock.now);
  const chat = createScriptedPlatform();
  const { log, records } = createMemoryLog();
  const base = createTestCore(papers);
  let ids = 0;
  const newId = () => `talk${String(++ids).padStart(4, '0')}`;

  /** A process of its own, whose store a test may have fail. */
  const process = (owner: string, on: Store = store, faults: Partial<DiscussionRepository> = {}): AppServices => ({
    ...base,
    now,
    discussions: {
      repository: withOverrides(new SqlDiscussionRepository(on), faults),
      findPlatform: (name) => (name === chat.name ? chat : undefined),
      connectedPlatforms: () => [chat.name],
      owner,
      newId,
      refreshSoon: () => {},
      onBadgesUnavailable: (error) => {
        throw error;
      },
    },
  });
  const usual = process('process 1');
  const contextOf = (core: AppServices, person: Person, place: Place): CallContext => ({
    ...core,
    place,
    person,
    canManage: false,
  });

  return {
    clock,
    chat,
    records,
    core: usual,
    process,
    contextOf,
    discussions: usual.discussions.repository,
    /** Passes time, in minutes. */
    pass(minutes: number) {
      clock.now = new Date(now().getTime() + minutes * 60_000).toISOString();
    },
    /** Somebody wants to discuss a paper. Nobody waits in earnest: a round of waiting passes as fast as the others go on. */
    press: (
      subject: Paper = WALKING,
      {
        core = usual,
        person = ADA,
        place = GENERAL,
        cannotOpenThread: threadBlockedReason,
      }: { core?: AppServices; person?: Person; place?: Place; cannotOpenThread?: string } = {},
    ): Promise<Document> =>
      openDiscussion(
        subject,
        { ...contextOf(core, person, place), threadBlockedReason },
        () => new Promise((done) => setTimeout(done, 1)),
      ),
    /** What the engine of a process does every minute. */
    async tick(core: AppServices = usual) {
      await recoverOpenings({ core, log });
      await refreshDueThreads({ core, log, signal: new AbortController().signal, maxRefreshes: 20 });
    },
    /** Every row that has not ended. */
    rows: () => store.db.selectFrom('discussions').selectAll().where('state', '!=', 'ended').execute(),
    /** The cards that are there, by their keys. */
    cards: () => chat.said.map(({ key }) => key),
    /** How people write in a thread. */
    replied(thread: string, replies: number, people = 1) {
      chat.readings.set(thread, { kind: 'read', state: 'open', replies, people, lastAt: clock.now });
    },
  };
}

/** The address that an answer leads to. */
export function linkIn(document: Document): string | undefined {
  return /"url":"([^"]+)"/.exec(JSON.stringify(document.blocks[0]))?.[1];
}

/** What somebody was refused, in words. */
export function refused(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => {
      throw new Error('it was not refused');
    },
    (error: Error) => `${error.name}: ${error.message}`,
  );
}
