import type { Place } from './place.ts';

/** Where a thread is: it may have to be asked for. */
type Where = () => Promise<Place | undefined>;

/** Threads in which something happens. */
export interface Stirs {
  /** Tells it at once, unless it was told of this thread just now: then at the end of that time, once for all that happened meanwhile. */
  happened(thread: string, where: Where): void;
  /** Tells what was not told yet. */
  flush(): void;
}

interface Dependencies {
  readonly tell: (where: Where) => void;
  /** How long nothing more is told of a thread. */
  readonly everyMs: number;
}

/** Threads of which is remembered that something happened in them just now. */
export const MOST_REMEMBERED = 10_000;

/** In one moment of talk many messages come, and what is made of them is made once. */
export function createStirs({ tell, everyMs }: Dependencies): Stirs {
  const told = new Map<string, { readonly timer: NodeJS.Timeout; again?: Where }>();

  /** Forgets a thread. Gives what it still has to tell. */
  const forget = (thread: string): Where | undefined => {
    const known = told.get(thread);
    clearTimeout(known?.timer);
    told.delete(thread);
    return known?.again;
  };

  const forgetAndTell = (thread: string): void => {
    const again = forget(thread);
    if (again !== undefined) tell(again);
  };

  const happened: Stirs['happened'] = (thread, where) => {
    const known = told.get(thread);
    if (known !== undefined) {
      known.again = where;
      return;
    }
    const oldest = told.keys().next().value;
    if (told.size >= MOST_REMEMBERED && oldest !== undefined) forgetAndTell(oldest);
    const timer = setTimeout(() => {
      const again = forget(thread);
      if (again !== undefined) happened(thread, again);
    }, everyMs);
    told.set(thread, { timer: timer.unref() });
    tell(where);
  };

  return {
    happened,
    flush() {
      for (const thread of [...told.keys()]) forgetAndTell(thread);
    },
  };
}
