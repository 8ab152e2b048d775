/** @import { ChannelView } from '../protocol.ts' */
import { addressOf } from './address.js';
import { element, present } from './element.js';

/** Below this width the list covers all else (`style.css`). */
const NARROW = '(max-width: 48rem)';

/** The channels on the left, and which of them have something that was not seen yet. On a small screen they open above all else. */
export function createChannelList() {
  const list = present('channels', HTMLUListElement);
  const side = present('side', HTMLElement);
  const toggle = present('open-side', HTMLButtonElement);
  /** @type {Map<string, number>} */
  const unread = new Map();
  /** @type {Map<string, HTMLAnchorElement>} */
  const links = new Map();
  /** @type {readonly ChannelView[]} */
  let channels = [];
  /** @type {string | undefined} */
  let current;

  /** @param {boolean} isOpen */
  const open = (isOpen) => {
    side.classList.toggle('is-open', isOpen);
    toggle.setAttribute('aria-expanded', String(isOpen));
    // What it covers can't be seen, and so is not to be reached.
    for (const covered of document.querySelectorAll('.skip, .pane')) covered.toggleAttribute('inert', isOpen);
  };

  const close = () => {
    if (toggle.getAttribute('aria-expanded') !== 'true') return false;
    open(false);
    toggle.focus();
    return true;
  };

  const draw = () => {
    for (const channel of channels) {
      const count = unread.get(channel.id) ?? 0;
      const link = links.get(channel.id);
      link?.classList.toggle('has-unread', count > 0);
      if (channel.id === current) link?.setAttribute('aria-current', 'page');
      else link?.removeAttribute('aria-current');
      link?.replaceChildren(
        element('span', { class: 'channel-mark', 'aria-hidden': 'true' }, channel.kind === 'direct' ? '@' : '#'),
        element('span', { class: 'channel-name' }, channel.name),
        ...(count > 0
          ? [element('span', { class: 'unread' }, String(count), element('span', { class: 'sr' }, ' unread'))]
          : []),
      );
    }
    const all = [...unread.values()].reduce((sum, count) => sum + count, 0);
    const channel = channels.find(({ id }) => id === current);
    document.title = `${all > 0 ? `(${all}) ` : ''}${channel === undefined ? '' : `${titleOf(channel)} · `}Paperboy`;
  };

  toggle.addEventListener('click', () => {
    open(true);
    links.get(current ?? '')?.focus();
  });
  present('close-side', HTMLButtonElement).addEventListener('click', close);
  matchMedia(NARROW).addEventListener('change', () => open(false));

  return {
    /** @returns {boolean} whether it was open above all else */
    close,
    /** @param {readonly ChannelView[]} all */
    set: (all) => {
      channels = all;
      links.clear();
      list.replaceChildren(
        ...all.map(({ id }) => {
          const link = element('a', { href: addressOf({ channel: id, thread: undefined }) });
          link.addEventListener('click', close);
          links.set(id, link);
          return element('li', {}, link);
        }),
      );
      draw();
    },
    /** @param {string | undefined} channel */
    show: (channel) => {
      current = channel;
      if (channel !== undefined) unread.delete(channel);
      draw();
    },
    /** @param {string} channel */
    markUnread: (channel) => {
      unread.set(channel, (unread.get(channel) ?? 0) + 1);
      draw();
    },
  };
}

/** @param {ChannelView} channel */
export function titleOf({ kind, name }) {
  return kind === 'direct' ? name : `#${name.replace(/^#/, '')}`;
}
