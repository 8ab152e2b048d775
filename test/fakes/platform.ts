import type { Document } from '../../src/chat/document.ts';
import type { Place, Posted } from '../../src/chat/place.ts';
import type { ChatPlatform, PostOutcome } from '../../src/chat/platform.ts';

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
}

export function createScriptedPlatform(name = 'test'): ScriptedPlatform {
  const said: Said[] = [];
  const script: ScriptedPlatform['script'] = [];
  let looks = 0;
  return {
    name,
    said,
    script,
    mayLook: true,
    get looks() {
      return looks;
    },
    async start() {},
    async stop() {},
    async post(place, document, key) {
      const next = script.shift();
      const outcome = typeof next === 'function' ? await next(place, key) : next;
      if (outcome !== undefined && outcome !== 'lost') return outcome;
      const posted = { place, message: `message ${said.length + 1}` };
      said.push({ place, document, key, posted });
      return outcome === 'lost' ? { kind: 'unknown', reason: 'no answer' } : { kind: 'sent', posted };
    },
    async update(posted) {
      return { kind: 'sent', posted };
    },
    async openThread({ place, message }) {
      const thread = { ...place, thread: message };
      return { kind: 'open', thread: { place: thread, url: `https://chat.test/${message.replaceAll(' ', '-')}` } };
    },
    async readThread() {
      return { kind: 'read', state: 'open', replies: 0, people: 0 };
    },
    async findPosted(_place, key) {
      looks += 1;
      if (!this.mayLook) throw new Error('missing_scope');
      return said.find((one) => one.key === key)?.posted;
    },
  };
}
