import { element } from './element.js';

const EXAMPLE_COMMANDS = ['/papers search safe rl', '/papers top month', '/papers subscribe'];

/**
 * The beginning of a channel, with commands to try.
 *
 * @param {string} channel its name
 * @param {(command: string) => void} send
 */
export function renderExampleCommands(channel, send) {
  const chips = EXAMPLE_COMMANDS.map((command) => {
    const chip = element('button', { type: 'button', class: 'chip' }, command);
    chip.addEventListener('click', () => send(command));
    return element('li', {}, chip);
  });
  return element(
    'div',
    { class: 'examples' },
    element('h3', {}, `This is the beginning of ${channel}`),
    element('p', {}, 'Try a command, or type / in the message box to see all of them.'),
    element('ul', { class: 'chips' }, ...chips),
  );
}
