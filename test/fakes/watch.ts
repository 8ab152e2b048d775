export interface Watch {
  /** Called after each change, so that pending waits check again. */
  notify(): void;
  /** Waits until `look` finds something. Rejects after a timeout with what it waited for. */
  until<T>(look: () => T | undefined | null | false, what: string | (() => string), ms?: number): Promise<T>;
}

/** Long enough for a busy machine. */
const TIMEOUT_MS = 20_000;
const POLL_MS = 20;

export function createWatch(): Watch {
  const pending = new Set<() => void>();
  return {
    notify: () => {
      for (const check of [...pending]) check();
    },
    until: (look, what, ms = TIMEOUT_MS) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          clearInterval(poll);
          pending.delete(check);
        };
        const check = (): void => {
          try {
            const found = look();
            if (found === undefined || found === null || found === false) return;
            stop();
            resolve(found);
          } catch (error) {
            stop();
            reject(error);
          }
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`timed out after ${ms} ms waiting for ${typeof what === 'string' ? what : what()}`));
        }, ms);
        // Changes in the client don't call `notify`.
        const poll = setInterval(check, POLL_MS);
        pending.add(check);
        check();
      }),
  };
}
