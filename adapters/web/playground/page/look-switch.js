/** @import { Connection } from './connection.js' */
import { element } from './element.js';
import { localise } from './times.js';

/** @typedef {'slack' | 'discord'} Platform */

/** @type {Readonly<Record<Platform, string>>} */
const TITLES = { slack: 'Slack', discord: 'Discord' };

/**
 * The switch that shows a message as another platform would draw it, or the very payload that it would get. What was asked for stays
 * open while the message changes.
 *
 * @param {object} how
 * @param {string} how.message its id
 * @param {HTMLElement} how.body what the look takes the place of
 * @param {Connection['ask']} how.ask
 */
export function createLookSwitch({ message, body, ask }) {
  /** @type {Platform | undefined} */
  let platform;
  let showsPayload = false;
  const panel = element('div', { class: 'look-panel', hidden: true });

  /**
   * Whoever goes from one look to the next finds the switch where it was.
   *
   * @param {() => void} change
   */
  const inPlace = (change) => {
    const before = group.getBoundingClientRect().top;
    change();
    group.closest('.log')?.scrollBy(0, group.getBoundingClientRect().top - before);
  };

  const show = async () => {
    mark();
    if (platform === undefined) {
      inPlace(() => {
        body.hidden = false;
        panel.hidden = true;
        panel.replaceChildren();
      });
      return;
    }
    const asked = { platform, showsPayload };
    panel.setAttribute('aria-busy', 'true');
    const answer = await ask({ kind: 'look', message, as: platform });
    if (platform !== asked.platform || showsPayload !== asked.showsPayload) return;
    panel.removeAttribute('aria-busy');
    const shown =
      answer.kind === 'look'
        ? (showsPayload ? payloadOf : lookOf)(answer, platform)
        : [element('p', { class: 'notice', role: 'alert' }, 'text' in answer ? answer.text : 'No look came.')];
    inPlace(() => {
      body.hidden = true;
      panel.hidden = false;
      panel.replaceChildren(...shown);
    });
  };

  /** @param {Platform} name */
  const toggle = (name) => {
    const isShown = platform === name;
    platform = isShown ? undefined : name;
    if (isShown) showsPayload = false;
    void show();
  };

  const togglePayload = () => {
    showsPayload = !showsPayload;
    if (showsPayload) platform ??= 'slack';
    void show();
  };

  const slack = button('As Slack', () => toggle('slack'));
  const discord = button('As Discord', () => toggle('discord'));
  const payload = button('Payload', togglePayload);

  const mark = () => {
    slack.setAttribute('aria-pressed', String(platform === 'slack'));
    discord.setAttribute('aria-pressed', String(platform === 'discord'));
    payload.setAttribute('aria-pressed', String(platform !== undefined && showsPayload));
  };
  mark();
  const group = element(
    'div',
    { class: 'look-switch', role: 'group', 'aria-label': 'How it looks elsewhere' },
    slack,
    discord,
    payload,
  );

  return {
    switch: group,
    panel,
    /** The message has changed: what is shown of it is fetched anew. */
    refresh: () => {
      if (platform !== undefined) void show();
    },
  };
}

/**
 * @param {{ readonly html: string }} look made and escaped by the server
 * @param {Platform} platform
 */
function lookOf({ html }, platform) {
  const drawn = element('div', {});
  drawn.innerHTML = html;
  localise(drawn);
  return [
    element('p', { class: 'look-title' }, `As ${TITLES[platform]} shows it; its buttons work in the message itself`),
    drawn,
  ];
}

/**
 * @param {{ readonly payload: string }} look
 * @param {Platform} platform
 */
function payloadOf({ payload }, platform) {
  const title = `Payload for ${TITLES[platform]}`;
  const text = element('pre', { class: 'payload', tabindex: 0, role: 'region', 'aria-label': title }, payload);
  const said = element('span', { class: 'copied', role: 'status' });
  const copy = button('Copy', async () => {
    said.textContent = (await copied(text)) ? 'Copied' : 'Marked: copy it with your keyboard';
  });
  return [element('p', { class: 'look-title' }, title, copy, said), text];
}

/**
 * Copies a text. Where the browser does not let a page do that, the text is marked for whoever copies it by hand.
 *
 * @param {HTMLElement} text
 */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text.textContent ?? '');
    return true;
  } catch {
    text.focus();
    getSelection()?.selectAllChildren(text);
    return false;
  }
}

/**
 * @param {string} label
 * @param {() => void} press
 */
function button(label, press) {
  const made = element('button', { type: 'button' }, label);
  made.addEventListener('click', press);
  return made;
}
