/** @import { ChannelView } from '../protocol.ts' */
import { element, requireElement } from './element.js';
import { formatLocationHash } from './location-hash.js';

/** Below this width the sidebar covers the channel (`style.css`). */
const NARROW = '(max-width: 48rem)';

/** The channels in the sidebar, with their unread counts. On a small screen the sidebar opens over the channel. */
export function createChannelList() {
  const list = requireElement('channels', HTMLUListElement);
  const side = requireElement('side', HTMLElement);
  const toggle = requireElement('open-side', HTMLButtonElement);
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
    // What the sidebar covers must not take the focus.
    for (const covered of document.querySelectorAll('.skip, .pane')) covered.toggleAttribute('inert', isOpen);
  };

  const close = () => {
    if (toggle.getAttribute('aria-expanded') !== 'true') return false;
    open(false);
    toggle.focus();
    return true;
  };

  const render = () => {
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
    const unreadCount = [...unread.values()].reduce((sum, count) => sum + count, 0);
    const channel = channels.find(({ id }) => id === current);
    document.title = `${unreadCount > 0 ? `(${unreadCount}) ` : ''}${channel === undefined ? '' : `${titleOf(channel)} · `}Paperboy`;
  };

  toggle.addEventListener('click', () => {
    open(true);
    links.get(current ?? '')?.focus();
  });
  requireElement('close-side', HTMLButtonElement).addEventListener('click', close);
  matchMedia(NARROW).addEventListener('change', () => open(false));

  return {
    /** @returns {boolean} whether it was open */
    close,
    /** @param {readonly ChannelView[]} all */
    set: (all) => {
      channels = all;
      links.clear();
      list.replaceChildren(
        ...all.map(({ id }) => {
          const link = element('a', { href: formatLocationHash({ channel: id, thread: undefined }) });
          link.addEventListener('click', close);
          links.set(id, link);
          return element('li', {}, link);
        }),
      );
      render();
    },
    /** @param {string | undefined} channel */
    show: (channel) => {
      current = channel;
      if (channel !== undefined) unread.delete(channel);
      render();
    },
    /** @param {string} channel */
    markUnread: (channel) => {
      unread.set(channel, (unread.get(channel) ?? 0) + 1);
      render();
    },
  };
}

/** @param {ChannelView} channel */
export function titleOf({ kind, name }) {
  return kind === 'direct' ? name : `#${name.replace(/^#/, '')}`;
}
