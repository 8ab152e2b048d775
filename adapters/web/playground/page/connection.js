/** @import { ClientMessage, ServerMessage } from '../protocol.ts' */
import { wrongIn } from './too-long.js';

/** @typedef {Extract<ClientMessage, { kind: 'join' }>} Join */
/** @typedef {ClientMessage extends infer One ? (One extends { ask: number } ? Omit<One, 'ask'> : never) : never} Question */
/** @typedef {Extract<ServerMessage, { ask: number }>} Answer */
/** @typedef {Exclude<ServerMessage, { ask: number }>} News */
/** @typedef {'connecting' | 'connected' | 'lost'} State */

/**
 * @typedef {object} Connection
 * @property {(question: Question) => Promise<Answer>} ask never fails: without a connection the answer is a refusal
 * @property {() => void} restart joins anew, as somebody whose name has changed does
 */

const NOT_SENT = 'Paperboy could not be reached, so that was not sent. Try again in a moment.';
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * The line to Paperboy. Where it breaks it is mended, sooner at first and then less often, with some chance in it, so that all tabs of a
 * server that comes back do not come at once.
 *
 * @param {object} how
 * @param {() => Join} how.join
 * @param {(news: News) => void} how.onNews
 * @param {(state: State) => void} how.onState
 * @param {() => number} how.longest how many characters of a text can be sent
 * @returns {Connection}
 */
export function connect({ join, onNews, onState, longest }) {
  /** @type {WebSocket} */
  let socket;
  let lastAsk = 0;
  let waitMs = FIRST_WAIT_MS;
  /** @type {number | undefined} */
  let timer;
  /** @type {Map<number, (answer: Answer) => void>} */
  const waiting = new Map();

  /** @param {string} text */
  const refuseAll = (text) => {
    // The last first: each goes back above those that were said after it.
    for (const [ask, answer] of [...waiting].reverse()) answer({ kind: 'refused', ask, text, fields: {} });
    waiting.clear();
  };

  const open = () => {
    clearTimeout(timer);
    timer = undefined;
    const address = new URL('socket', location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    address.hash = '';
    const opened = new WebSocket(address);
    socket = opened;
    opened.addEventListener('open', () => opened.send(JSON.stringify(join())));
    opened.addEventListener('message', ({ data }) => {
      if (opened === socket) hear(/** @type {ServerMessage} */ (JSON.parse(String(data))));
    });
    opened.addEventListener('close', () => {
      if (opened === socket) mend();
    });
  };

  /** @param {ServerMessage} said */
  const hear = (said) => {
    if ('ask' in said) {
      waiting.get(said.ask)?.(said);
      waiting.delete(said.ask);
      return;
    }
    if (said.kind === 'welcome') {
      waitMs = FIRST_WAIT_MS;
      onState('connected');
    }
    onNews(said);
  };

  const mend = () => {
    refuseAll('The connection was lost before Paperboy answered. Look whether it arrived, then try again.');
    onState('lost');
    timer = setTimeout(open, waitMs * (0.5 + Math.random() / 2));
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  };

  onState('connecting');
  open();
  addEventListener('online', () => {
    if (timer !== undefined) open();
  });

  return {
    ask: (question) =>
      new Promise((resolve) => {
        const ask = lastAsk++;
        const fields = wrongIn(question, longest());
        const [tooLong] = Object.values(fields);
        if (tooLong !== undefined) return resolve({ kind: 'refused', ask, text: tooLong, fields });
        if (socket.readyState !== WebSocket.OPEN) return resolve({ kind: 'refused', ask, text: NOT_SENT, fields });
        waiting.set(ask, resolve);
        socket.send(JSON.stringify({ ...question, ask }));
      }),
    restart: () => {
      const old = socket;
      refuseAll('You have joined anew in the meantime. Try again.');
      open();
      old.close();
    },
  };
}
