export interface Watch {
  /** Something changed: whoever waits looks again. */
  notify(): void;
  /** Waits until `look` finds something, and says after a while what never came. */
  until<T>(look: () => T | undefined | null | false, what: string | (() => string), ms?: number): Promise<T>;
}

const PATIENCE_MS = 5_000;
const GLANCE_MS = 20;

export function createWatch(): Watch {
  const looking = new Set<() => void>();
  return {
    notify: () => {
      for (const look of [...looking]) look();
    },
    until: (look, what, ms = PATIENCE_MS) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer);
          clearInterval(glance);
          looking.delete(again);
        };
        const again = (): void => {
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
          reject(new Error(`waited ${ms} ms in vain for ${typeof what === 'string' ? what : what()}`));
        }, ms);
        // What is waited for may lie in the client, of which nobody tells the fake.
        const glance = setInterval(again, GLANCE_MS);
        looking.add(again);
        again();
      }),
  };
}
