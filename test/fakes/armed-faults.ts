import type { ServerResponse } from 'node:http';
import type { Watch } from './watch.ts';

export interface FaultHandle {
  readonly hits: number;
  /** Resolves when the first request has met it. */
  readonly met: Promise<unknown>;
  /** Ends it before its times are up. */
  lift(): void;
}

export interface ArmedFaults<Fault, Request> {
  add(fault: Fault): FaultHandle;
  /** The fault that a request meets, the oldest of several, used once more. */
  take(request: Request): Fault | undefined;
}

/** The faults that wait for a server's requests, each for as many as it says, or for one. */
export function createArmedFaults<Fault extends { readonly kind: unknown; readonly times?: number }, Request>(
  watch: Watch,
  meets: (fault: Fault, request: Request) => boolean,
): ArmedFaults<Fault, Request> {
  const armed = new Set<{ readonly fault: Fault; left: number; hits: number }>();
  return {
    add: (fault) => {
      const one = { fault, left: fault.times ?? 1, hits: 0 };
      armed.add(one);
      return {
        get hits() {
          return one.hits;
        },
        get met() {
          return watch.until(() => one.hits > 0, `a request to meet the fault ${fault.kind}`);
        },
        lift: () => {
          armed.delete(one);
        },
      };
    },
    take: (request) => {
      const one = [...armed].find(({ fault }) => meets(fault, request));
      if (!one) return undefined;
      one.left -= 1;
      one.hits += 1;
      if (one.left <= 0) armed.delete(one);
      return one.fault;
    },
  };
}

/** The first half of a JSON answer: the line ends there, or stays open where the answer promises all of it. */
export function answerHalf(
  response: ServerResponse,
  { status, body = {} }: { readonly status: number; readonly body?: unknown },
  promisesAll: boolean,
): void {
  const text = JSON.stringify(body);
  const part = text.slice(0, Math.ceil(text.length / 2));
  const length = `${Buffer.byteLength(promisesAll ? text : part)}`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
  response.write(part);
  if (!promisesAll) response.end();
}
