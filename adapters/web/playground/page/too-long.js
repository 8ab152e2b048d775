/** @import { Question } from './connection.js' */

/**
 * What is wrong with a text that is longer than Paperboy takes; nothing where it fits.
 *
 * @param {string} text
 * @param {number} most characters
 */
export function tooLong(text, most) {
  return text.length > most ? `That is too long: it may have ${most.toLocaleString('en')} characters.` : '';
}

/**
 * Which of the texts that somebody typed are too long to be sent, by their fields. Sent all the same, they could break the line.
 *
 * @param {Question} question
 * @param {number} most
 * @returns {Record<string, string>}
 */
export function wrongIn(question, most) {
  const all = Object.entries(typedIn(question)).map(([name, text]) => [name, tooLong(text, most)]);
  return Object.fromEntries(all.filter(([, wrong]) => wrong !== ''));
}

/**
 * @param {Question} question
 * @returns {Readonly<Record<string, string>>}
 */
function typedIn(question) {
  switch (question.kind) {
    case 'say':
      return { text: question.text };
    case 'complete':
      return { line: question.line };
    case 'suggest':
      return { partial: question.partial };
    case 'submit':
      return question.values;
    default:
      return {};
  }
}
