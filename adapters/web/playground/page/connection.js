/** @import { ClientMessage, ServerMessage } from '../protocol.ts' */
import { findLengthErrors } from './input-limits.js';

/** @typedef {Extract<ClientMessage, { kind: 'join' }>} Join */
/** @typedef {ClientMessage extends infer One ? (One extends { requestId: number } ? Omit<One, 'requestId'> : never) : never} TabRequest */
/** @typedef {Extract<ServerMessage, { requestId: number }>} TabResponse */
/** @typedef {Exclude<ServerMessage, { requestId: number }>} ServerEvent */
/** @typedef {'connecting' | 'connected' | 'lost'} State */

/**
 * @typedef {object} Connection
 * @property {(request: TabRequest) => Promise<TabResponse>} request never rejects: without a connection the response is a refusal
 * @property {() => void} restart joins again, after a change of the profile
 */

const OFFLINE_MESSAGE = "Not sent: Paperboy can't be reached. Try again in a moment.";
const INITIAL_BACKOFF_MS = 500;
const MAX_BACKOFF_MS = 15_000;

/**
 * The WebSocket to the server. It reconnects with exponential backoff and jitter, so that not all tabs come back at the same time.
 *
 * @param {object} options
 * @param {() => Join} options.join
 * @param {(event: ServerEvent) => void} options.onEvent
 * @param {(state: State) => void} options.onState
 * @param {() => number} options.maxInputLength in characters
 * @returns {Connection}
 */
export function connect({ join, onEvent, onState, maxInputLength }) {
  /** @type {WebSocket} */
  let socket;
  let nextRequestId = 0;
  let backoffMs = INITIAL_BACKOFF_MS;
  /** @type {number | undefined} */
  let timer;
  /** @type {Map<number, (response: TabResponse) => void>} */
  const pending = new Map();

  /** @param {string} text */
  const refuseAll = (text) => {
    // Newest first: the composer puts each refused message back in front of the ones after it.
    for (const [requestId, resolve] of [...pending].reverse())
      resolve({ kind: 'refused', requestId, text, fields: {} });
    pending.clear();
  };

  const open = () => {
    clearTimeout(timer);
    timer = undefined;
    const url = new URL('socket', location.href);
    url.protocol = url.protocol.replace('http', 'ws');
    url.hash = '';
    const opened = new WebSocket(url);
    socket = opened;
    opened.addEventListener('open', () => opened.send(JSON.stringify(join())));
    opened.addEventListener('message', ({ data }) => {
      if (opened === socket) onMessage(/** @type {ServerMessage} */ (JSON.parse(String(data))));
    });
    opened.addEventListener('close', () => {
      if (opened === socket) reconnect();
    });
  };

  /** @param {ServerMessage} message */
  const onMessage = (message) => {
    if ('requestId' in message) {
      pending.get(message.requestId)?.(message);
      pending.delete(message.requestId);
      return;
    }
    if (message.kind === 'welcome') {
      backoffMs = INITIAL_BACKOFF_MS;
      onState('connected');
    }
    onEvent(message);
  };

  const reconnect = () => {
    refuseAll('The connection was lost before Paperboy answered. Check whether your message arrived, then try again.');
    onState('lost');
    timer = setTimeout(open, backoffMs * (0.5 + Math.random() / 2));
    backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS);
  };

  onState('connecting');
  open();
  addEventListener('online', () => {
    if (timer !== undefined) open();
  });

  return {
    request: (request) =>
      new Promise((resolve) => {
        const requestId = nextRequestId++;
        const fields = findLengthErrors(request, maxInputLength());
        const [tooLong] = Object.values(fields);
        if (tooLong !== undefined) return resolve({ kind: 'refused', requestId, text: tooLong, fields });
        if (socket.readyState !== WebSocket.OPEN)
          return resolve({ kind: 'refused', requestId, text: OFFLINE_MESSAGE, fields });
        pending.set(requestId, resolve);
        socket.send(JSON.stringify({ ...request, requestId }));
      }),
    restart: () => {
      const old = socket;
      refuseAll('Your profile has changed. Try again.');
      open();
      old.close();
    },
  };
}
