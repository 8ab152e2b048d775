/** @import { TabRequest } from './connection.js' */

/**
 * The error for a text that is too long, or `''`.
 *
 * @param {string} text
 * @param {number} maxLength in characters
 */
export function lengthError(text, maxLength) {
  return text.length > maxLength
    ? `This text is too long. The limit is ${maxLength.toLocaleString('en')} characters.`
    : '';
}

/**
 * The errors for the texts of a request that are too long, by field. The server would close the connection on a message that is too large.
 *
 * @param {TabRequest} request
 * @param {number} maxLength in characters
 * @returns {Record<string, string>}
 */
export function findLengthErrors(request, maxLength) {
  const errors = Object.entries(inputTexts(request)).map(([name, text]) => [name, lengthError(text, maxLength)]);
  return Object.fromEntries(errors.filter(([, error]) => error !== ''));
}

/**
 * @param {TabRequest} request
 * @returns {Readonly<Record<string, string>>}
 */
function inputTexts(request) {
  switch (request.kind) {
    case 'message':
      return { text: request.text };
    case 'complete':
      return { line: request.line };
    case 'suggest':
      return { partial: request.partial };
    case 'submit':
      return request.values;
    default:
      return {};
  }
}
