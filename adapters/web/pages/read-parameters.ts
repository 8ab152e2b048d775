import type { z } from 'zod';
import { UserError } from '../../../src/errors.ts';
import { issueInWords } from '../../../src/issue-in-words.ts';

/**
 * The parameters of an address.
 *
 * @param given every value of each, in order
 * @throws UserError that says everything that is wrong, and in `fields` what is with each
 */
export function readParameters<Shape extends z.ZodType>(
  shape: Shape,
  given: Readonly<Record<string, readonly string[]>>,
): z.infer<Shape> {
  const result = shape.safeParse(Object.fromEntries(Object.entries(given).map(([name, [first]]) => [name, first])));
  const repeated = Object.entries(given).flatMap(([name, values]) =>
    values.length > 1 ? [[name, `${name} can stand once only`] as const] : [],
  );
  const wrong = result.error?.issues.flatMap((issue): (readonly [string, string])[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [key, `${key} is not known here`])
      : [[issue.path.join('.'), issue.code === 'custom' ? issue.message : issueInWords(issue)]],
  );
  // What is wrong with a query ends with one to try, so nothing may follow it.
  const problems = [...repeated, ...(wrong ?? [])].sort(([a], [b]) => Number(a === 'q') - Number(b === 'q'));
  if (result.success && problems.length === 0) return result.data;
  const text = problems.map(([, said]) => said).join('. ');
  throw new UserError(text, { fields: Object.fromEntries(problems) });
}
