import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Document, heading, note, prose } from '../../src/chat/document.ts';
import type { Place, Posted } from '../../src/chat/place.ts';
import type { ChatPlatform } from '../../src/chat/platform.ts';

/** A platform to try, not started yet, on a server or a stream of the test's own. */
export interface PlatformUnderTest {
  readonly platform: ChatPlatform;
  /** A channel in which it may speak. */
  readonly place: Place;
  /** Another one. */
  readonly elsewhere: Place;
  /** The time at which it posts. */
  readonly now: () => Date;
  /** All that people can read there by now, as text. */
  readonly shown: () => string;
  /** Closes what the test opened. */
  readonly close?: () => Promise<void>;
}

/** What every platform does, whatever it has to make up for. */
export function describeChatPlatform(name: string, setUp: () => PlatformUnderTest | Promise<PlatformUnderTest>): void {
  describe(`${name} is a chat platform that`, () => {
    let tried: PlatformUnderTest;

    beforeEach(async () => {
      tried = await setUp();
    });

    afterEach(async () => {
      await tried.platform.stop();
      await tried.close?.();
    });

    const start = (): Promise<void> => tried.platform.start(async () => ({ kind: 'no-response' }));
    const minutesFromNow = (minutes: number): string =>
      new Date(tried.now().getTime() + minutes * 60_000).toISOString();
    const post = async (place: Place, document: Document, key: string): Promise<Posted> => {
      const outcome = await tried.platform.post(place, document, key);
      if (outcome.kind !== 'sent') throw new Error(`not sent: ${JSON.stringify(outcome)}`);
      return outcome.posted;
    };

    it('has a name, which its places have too', () => {
      expect(tried.platform.name).toMatch(/^[a-z]+$/);
      expect([tried.place.platform, tried.elsewhere.platform]).toEqual([tried.platform.name, tried.platform.name]);
    });

    it('starts, stops, and may be stopped twice', async () => {
      await start();
      await tried.platform.stop();
      await tried.platform.stop();
    });

    it('is connected from its start to its stop', async () => {
      expect(tried.platform.connected()).toBe(false);
      await start();
      expect(tried.platform.connected()).toBe(true);
      await tried.platform.stop();
      expect(tried.platform.connected()).toBe(false);
    });

    it('may be stopped without having started', async () => {
      await tried.platform.stop();
    });

    it('posts, and says where', async () => {
      await start();
      const posted = await post(tried.place, { blocks: [prose('Juggling with three balls')] }, 'key 1');
      expect(posted.place).toEqual(tried.place);
      expect(posted.message).not.toBe('');
      expect(tried.shown()).toContain('Juggling with three balls');
    });

    it('posts the same key once, and says so again', async () => {
      await start();
      const document = { blocks: [prose('Juggling with four balls')] };
      const first = await post(tried.place, document, 'key 1');
      expect(await post(tried.place, document, 'key 1')).toEqual(first);
      expect(tried.shown().split('Juggling with four balls')).toHaveLength(2);
    });

    it('posts the same words twice under two keys', async () => {
      await start();
      const document = { blocks: [prose('Juggling with five balls')] };
      const first = await post(tried.place, document, 'key 1');
      const second = await post(tried.place, document, 'key 2');
      expect(second.message).not.toBe(first.message);
      expect(tried.shown().split('Juggling with five balls')).toHaveLength(3);
    });

    it('posts a long document whole', async () => {
      await start();
      const lines = Array.from({ length: 60 }, (_, index) => `Throw number ${index + 1} goes up, comes down.`);
      const blocks = [heading('A long night of juggling'), ...lines.map((line) => prose(line)), note('The end')];
      await post(tried.place, { blocks }, 'long');
      for (const line of [...lines, 'A long night of juggling', 'The end']) expect(tried.shown()).toContain(line);
    });

    it('finds a post by its key since an instant', async () => {
      await start();
      const posted = await post(tried.place, { blocks: [prose('Found again')] }, 'key 1');
      await post(tried.place, { blocks: [prose('Not asked for')] }, 'key 2');
      expect(await tried.platform.findPosted(tried.place, 'key 1', minutesFromNow(-1))).toEqual(posted);
    });

    it.each([
      ['that was never posted', 'key 9', -1],
      ['that was posted before the instant', 'key 1', 1],
    ])('finds no post %s', async (_, key, minutes) => {
      await start();
      await post(tried.place, { blocks: [prose('Long ago')] }, 'key 1');
      expect(await tried.platform.findPosted(tried.place, key, minutesFromNow(minutes))).toBeUndefined();
    });

    it('finds no post that was made elsewhere', async () => {
      await start();
      await post(tried.elsewhere, { blocks: [prose('In another channel')] }, 'key 1');
      expect(await tried.platform.findPosted(tried.place, 'key 1', minutesFromNow(-1))).toBeUndefined();
    });

    it('puts another document in the place of a post', async () => {
      await start();
      const posted = await post(tried.place, { blocks: [prose('Before')] }, 'key 1');
      const outcome = await tried.platform.update(posted, { blocks: [prose('Afterwards')] });
      expect(outcome).toEqual({ kind: 'sent', posted });
      expect(tried.shown()).toContain('Afterwards');
    });

    it('opens a thread on a post, addressed by that post, and speaks in it', async () => {
      await start();
      const posted = await post(tried.place, { blocks: [prose('Let us discuss')] }, 'key 1');
      const place = { ...tried.place, thread: posted.message };
      const opened = await tried.platform.openThread(posted, 'Discussion');
      expect(opened).toMatchObject({ kind: 'open', thread: { place } });
      expect(await tried.platform.openThread(posted, 'Discussion')).toEqual(opened);
      expect(await tried.platform.readThread(place)).toMatchObject({ kind: 'read', state: 'open', replies: 0 });
      const inside = await post(place, { blocks: [prose('The first word')] }, 'key 2');
      expect(inside.place).toEqual(place);
      expect(tried.shown()).toContain('The first word');
    });
  });
}
