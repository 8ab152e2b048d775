import type { z } from 'zod';
import { UserError } from '../../../src/errors.ts';
import { formatIssue } from '../../../src/issue-in-words.ts';

/**
 * The parameters of an address.
 *
 * @param params every value of each, in order
 * @throws UserError that says everything that is wrong, and in `fields` what is with each
 */
export function parseQueryParams<Schema extends z.ZodType>(
  schema: Schema,
  params: Readonly<Record<string, readonly string[]>>,
): z.infer<Schema> {
  const result = schema.safeParse(Object.fromEntries(Object.entries(params).map(([name, [first]]) => [name, first])));
  const repeatedErrors = Object.entries(params).flatMap(([name, values]) =>
    values.length > 1 ? [[name, `${name} can stand once only`] as const] : [],
  );
  const schemaErrors = result.error?.issues.flatMap((issue): (readonly [string, string])[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => [key, `${key} is not known here`])
      : [[issue.path.join('.'), issue.code === 'custom' ? issue.message : formatIssue(issue)]],
  );
  // What is wrong with a query ends with one to try, so nothing may follow it.
  const errors = [...repeatedErrors, ...(schemaErrors ?? [])].sort(([a], [b]) => Number(a === 'q') - Number(b === 'q'));
  if (result.success && errors.length === 0) return result.data;
  const errorText = errors.map(([, message]) => message).join('. ');
  throw new UserError(errorText, { fields: Object.fromEntries(errors) });
}
