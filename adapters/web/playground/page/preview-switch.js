/** @import { Connection } from './connection.js' */
/** @import { ChatSession } from './chat-session.js' */
import { element } from './element.js';
import { localizeTimes } from './time-format.js';

/**
 * Buttons that show a message as another platform shows it, or the payload for that platform. An open preview is refreshed when the message
 * changes.
 *
 * @param {object} options
 * @param {string} options.message its id
 * @param {HTMLElement} options.body hidden while a preview is open
 * @param {ChatSession} options.session
 * @param {Connection['request']} options.request
 */
export function createPreviewSwitch({ message, body, session, request }) {
  const platforms = session.previews();
  /** @type {string | undefined} */
  let platform;
  let showsPayload = false;
  const panel = element('div', { class: 'preview-panel', hidden: true });

  /**
   * Changes the size of the message without moving the buttons on the screen.
   *
   * @param {() => void} change
   */
  const keepPosition = (change) => {
    const before = group.getBoundingClientRect().top;
    change();
    group.closest('.log')?.scrollBy(0, group.getBoundingClientRect().top - before);
  };

  const show = async () => {
    updateButtons();
    if (platform === undefined) {
      keepPosition(() => {
        body.hidden = false;
        panel.hidden = true;
        panel.replaceChildren();
      });
      return;
    }
    const requested = { platform, showsPayload };
    const title = platforms.find((preview) => preview.platform === platform)?.title ?? platform;
    panel.setAttribute('aria-busy', 'true');
    const response = await request({ kind: 'preview', message, platform });
    if (platform !== requested.platform || showsPayload !== requested.showsPayload) return;
    panel.removeAttribute('aria-busy');
    const content =
      response.kind === 'preview'
        ? (showsPayload ? renderPayload : renderPreview)(response, title)
        : [element('p', { class: 'notice', role: 'alert' }, 'text' in response ? response.text : 'No preview.')];
    keepPosition(() => {
      body.hidden = true;
      panel.hidden = false;
      panel.replaceChildren(...content);
    });
  };

  /** @param {string} name */
  const toggle = (name) => {
    const isShown = platform === name;
    platform = isShown ? undefined : name;
    if (isShown) showsPayload = false;
    void show();
  };

  const togglePayload = () => {
    showsPayload = !showsPayload;
    if (showsPayload) platform ??= platforms[0]?.platform;
    void show();
  };

  const platformButtons = platforms.map((preview) => ({
    platform: preview.platform,
    button: createButton(`As ${preview.title}`, () => toggle(preview.platform)),
  }));
  const payloadButton = createButton('Payload', togglePayload);

  const updateButtons = () => {
    for (const { button, platform: name } of platformButtons)
      button.setAttribute('aria-pressed', String(platform === name));
    payloadButton.setAttribute('aria-pressed', String(platform !== undefined && showsPayload));
  };
  updateButtons();
  const group = element(
    'div',
    { class: 'preview-switch', role: 'group', 'aria-label': 'Preview' },
    ...platformButtons.map(({ button }) => button),
    payloadButton,
  );

  return {
    switch: group,
    panel,
    /** Reloads the preview after the message has changed. */
    refresh: () => {
      if (platform !== undefined) void show();
    },
  };
}

/**
 * @param {{ readonly html: string }} preview escaped by the server
 * @param {string} title of the platform
 */
function renderPreview({ html }, title) {
  const content = element('div', {});
  content.innerHTML = html;
  localizeTimes(content);
  return [
    element('p', { class: 'preview-title' }, `Preview for ${title}. To use its buttons, close the preview.`),
    content,
  ];
}

/**
 * @param {{ readonly payload: string }} preview
 * @param {string} title of the platform
 */
function renderPayload({ payload }, title) {
  const label = `Payload for ${title}`;
  const text = element('pre', { class: 'payload', tabindex: 0, role: 'region', 'aria-label': label }, payload);
  const status = element('span', { class: 'copy-status', role: 'status' });
  const copyButton = createButton('Copy', async () => {
    status.textContent = (await copyToClipboard(text)) ? 'Copied' : 'Selected. Copy it with your keyboard.';
  });
  return [element('p', { class: 'preview-title' }, label, copyButton, status), text];
}

/**
 * Copies a text, or selects it if the browser doesn't allow that.
 *
 * @param {HTMLElement} text
 * @returns {Promise<boolean>} whether it was copied
 */
async function copyToClipboard(text) {
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
 * @param {() => void} onClick
 */
function createButton(label, onClick) {
  const button = element('button', { type: 'button' }, label);
  button.addEventListener('click', onClick);
  return button;
}
