import { UserError } from '../../errors.ts';

/** What is wrong in a file that somebody gave us, as editors and compilers say it: `file:line: what`. */
export function createLineError(file: string, line: number, message: string): UserError {
  return new UserError(`${file}:${line}: ${message}`);
}
