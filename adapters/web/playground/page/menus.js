const OPEN = 'details.menu[open]';

/** Menus of messages: only one is open at a time, Escape or a click outside closes it, and arrow keys move in it. */
export function initMenus() {
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Node) closeMenus((menu) => !menu.contains(target) || isChoice(target));
  });
  // `toggle` doesn't bubble, but it can be captured.
  document.addEventListener('toggle', ({ target }) => onToggle(target), { capture: true });
  document.addEventListener('keydown', (event) => {
    const menu = event.target instanceof Element ? event.target.closest(OPEN) : null;
    if (menu instanceof HTMLDetailsElement) moveFocus(menu, event);
  });
}

/** @param {(menu: Element) => boolean} which */
function closeMenus(which) {
  for (const menu of document.querySelectorAll(OPEN)) if (which(menu)) menu.removeAttribute('open');
}

/** @param {EventTarget | null} target */
function onToggle(target) {
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
function moveFocus(menu, event) {
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
