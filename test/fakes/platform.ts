import type { Document } from '../../src/chat/document.ts';
import type { Place, Posted } from '../../src/chat/place.ts';
import type { ChatPlatform, OpenThreadOutcome, PostOutcome, ReadThreadOutcome } from '../../src/chat/platform.ts';

interface Said {
  readonly place: Place;
  readonly document: Document;
  readonly key: string;
  readonly posted: Posted;
}

/** A platform that keeps what is said in memory, and whose answers a test decides. Each message is there once per request. */
export interface ScriptedPlatform extends ChatPlatform {
  readonly said: readonly Said[];
  /** What becomes of requests to post, in order; those after the last are sent. `lost`: the message is there, and no answer comes. */
  readonly script: (PostOutcome | 'lost' | ((place: Place, key: string) => Promise<PostOutcome | 'lost'>))[];
  /** Whether a message may be looked for. */
  mayLook: boolean;
  /** How often one was looked for. */
  readonly looks: number;
  /** What was put in the place of messages, in order. */
  readonly updates: readonly { readonly posted: Posted; readonly document: Document }[];
  /** What becomes of requests to change a message, in order; those after the last are done. */
  readonly updateScript: PostOutcome[];
  /** The titles of the threads that are there, by the message that they are on. */
  readonly threads: ReadonlyMap<string, string>;
  /** What becomes of requests to open a thread, in order; those after the last open it. `lost`: it is there, and no answer comes. */
  readonly threadScript: (OpenThreadOutcome | 'lost' | ((posted: Posted) => Promise<OpenThreadOutcome | 'lost'>))[];
  /** How threads stand, by their message; open and silent, unless told. */
  readonly readings: Map<string, ReadThreadOutcome>;
  /** The threads that were read, in order. */
  readonly read: readonly string[];
}

export function createScriptedPlatform(name = 'test'): ScriptedPlatform {
  const said: Said[] = [];
  const updates: ScriptedPlatform['updates'][number][] = [];
  const threads = new Map<string, string>();
  const read: string[] = [];
  let looks = 0;
  return {
    name,
    said,
    script: [],
    mayLook: true,
    get looks() {
      return looks;
    },
    updates,
    updateScript: [],
    threads,
    threadScript: [],
    readings: new Map(),
    read,
    async start() {},
    async stop() {},
    connected: () => true,
    async post(place, document, key) {
      const next = this.script.shift();
      const outcome = typeof next === 'function' ? await next(place, key) : next;
      if (outcome !== undefined && outcome !== 'lost') return outcome;
      const posted = { place, message: `message ${said.length + 1}` };
      said.push({ place, document, key, posted });
      return outcome === 'lost' ? { kind: 'unknown', reason: 'no answer' } : { kind: 'sent', posted };
    },
    async update(posted, document) {
      const outcome = this.updateScript.shift() ?? { kind: 'sent', posted };
      if (outcome.kind === 'sent') updates.push({ posted, document });
      return outcome;
    },
    async openThread(posted, title) {
      const next = this.threadScript.shift();
      const outcome = typeof next === 'function' ? await next(posted) : next;
      if (outcome !== undefined && outcome !== 'lost') return outcome;
      const { place, message } = posted;
      threads.set(message, title);
      if (outcome === 'lost') return { kind: 'unknown', reason: 'no answer' };
      const thread = { ...place, thread: message };
      return { kind: 'open', thread: { place: thread, url: `https://chat.test/${message.replaceAll(' ', '-')}` } };
    },
    async readThread({ thread = '' }) {
      read.push(thread);
      return this.readings.get(thread) ?? { kind: 'read', state: 'open', replies: 0, people: 0 };
    },
    async findPosted(_place, key) {
      looks += 1;
      if (!this.mayLook) throw new Error('missing_scope');
      return said.find((one) => one.key === key)?.posted;
    },
  };
}
