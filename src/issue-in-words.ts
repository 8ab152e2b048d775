import type { z } from 'zod';

/** What is wrong with a value, in words for the person who wrote it: "upvotes takes 0 at least". */
export function formatIssue(issue: z.core.$ZodIssue): string {
  return [issue.path.join('.'), describeIssue(issue)].filter(Boolean).join(' ');
}

function describeIssue(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined') ? 'is missing' : `is no ${issue.expected}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int' ? `takes ${issue.minimum} at least` : 'is empty';
    case 'too_big':
      return issue.origin === 'string' ? `has ${issue.maximum} characters at most` : `takes ${issue.maximum} at most`;
    case 'invalid_value':
      return `takes ${issue.values.join(', ')}`;
    case 'invalid_format':
      return issue.format === 'date'
        ? 'is no day such as 2025-11-04'
        : issue.format === 'url'
          ? 'is no address such as https://example.org'
          : issue.message;
    case 'unrecognized_keys':
      return `has no place for ${issue.keys.join(', ')}`;
    default:
      return issue.message;
  }
}
