import { truncate } from '../../src/text/shorten.ts';
import { plainLabel } from './escape.ts';
import { LIMITS } from './limits.ts';

/** A title as the name of a thread or of a post in a forum. */
export function threadName(title: string): string {
  return truncate(plainLabel(title), LIMITS.threadName) || 'Discussion';
}
