import { UserError } from '../../errors.ts';

/** What is wrong in a file that somebody gave us, as editors and compilers say it: `file:line: what`. */
export function mistakeAt(file: string, line: number, what: string): UserError {
  return new UserError(`${file}:${line}: ${what}`);
}
