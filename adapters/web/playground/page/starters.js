import { element } from './element.js';

const CALLS = ['/papers search safe rl', '/papers top month', '/papers subscribe'];

/**
 * What one may do in a channel in which nothing has been said yet.
 *
 * @param {string} channel its name
 * @param {(call: string) => void} say
 */
export function starters(channel, say) {
  const chips = CALLS.map((call) => {
    const chip = element('button', { type: 'button', class: 'chip' }, call);
    chip.addEventListener('click', () => say(call));
    return element('li', {}, chip);
  });
  return element(
    'div',
    { class: 'starters' },
    element('h3', {}, `This is the beginning of ${channel}`),
    element(
      'p',
      {},
      'Paperboy brings research papers to where people talk. Try one of these, or type / into the box below.',
    ),
    element('ul', { class: 'chips' }, ...chips),
  );
}
