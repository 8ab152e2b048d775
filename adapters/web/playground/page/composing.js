/**
 * Whether a key belongs to a word that is still being composed. Safari ends the composition before it tells of the Enter that ended it,
 * but gives that key the number 229 (https://www.w3.org/TR/uievents/#determine-keydown-keyup-keyCode).
 *
 * @param {KeyboardEvent} event
 */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
