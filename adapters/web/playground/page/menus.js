const OPEN = 'details.menu[open]';

/** The menus of messages: one is open at a time, Escape closes it, and so does a click elsewhere. The arrows move in it. */
export function lookAfterMenus() {
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node) closeMenus((menu) => !menu.contains(target) || isChoice(target));
  });
  // `toggle` does not bubble, but it can be caught on its way down.
  document.addEventListener('toggle', ({ target }) => opened(target), { capture: true });
  document.addEventListener('keydown', (event) => {
    const menu = event.target instanceof Element ? event.target.closest(OPEN) : null;
    if (menu instanceof HTMLDetailsElement) steer(menu, event);
  });
}

/** @param {(menu: Element) => boolean} which */
function closeMenus(which) {
  for (const menu of document.querySelectorAll(OPEN)) if (which(menu)) menu.removeAttribute('open');
}

/** @param {EventTarget | null} target */
function opened(target) {
  if (!(target instanceof HTMLDetailsElement) || !target.matches(OPEN)) return;
  closeMenus((menu) => menu !== target);
  const list = target.querySelector('ul');
  if (list === null) return;
  target.classList.remove('opens-left');
  target.classList.toggle('opens-left', list.getBoundingClientRect().right > document.documentElement.clientWidth - 8);
  list.scrollIntoView({ block: 'nearest' });
}

/**
 * @param {HTMLDetailsElement} menu
 * @param {KeyboardEvent} event
 */
function steer(menu, event) {
  const summary = menu.querySelector('summary');
  const stops = [...menu.querySelectorAll('summary, button')].filter((one) => one instanceof HTMLElement);
  const at = stops.findIndex((stop) => stop.matches(':focus'));
  if (event.key === 'Escape') {
    menu.open = false;
    summary?.focus();
  } else if (event.key === 'ArrowDown') stops[Math.min(at + 1, stops.length - 1)]?.focus();
  else if (event.key === 'ArrowUp') stops[Math.max(at - 1, 0)]?.focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @param {Node} target */
function isChoice(target) {
  return target instanceof Element && target.closest('details.menu button') !== null;
}
