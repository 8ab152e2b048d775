import { type Finding, formatFinding } from './finding.ts';
import type { World } from './state.ts';

/** A response with `ok: false`. */
export class SlackError extends Error {
  readonly details: object;

  constructor(error: string, more: object = {}) {
    super(error);
    this.details = more;
  }
}

/** @param error the code, unless a finding has its own */
function invalidContentError(findings: readonly Finding[], error: string): SlackError {
  const special = findings.find(({ code }) => code !== undefined)?.code;
  const errors = findings.map(formatFinding);
  return new SlackError(special ?? error, {
    errors,
    response_metadata: { messages: errors.map((one) => `[ERROR] ${one}`) },
  });
}

/** Records findings as violations. @throws SlackError if any is of Slack's rules */
export function rejectInvalid(
  world: World,
  label: string,
  findings: readonly Finding[],
  error = 'invalid_blocks',
): void {
  world.violations.push(...findings.map((one) => `${label}: ${formatFinding(one)}`));
  const rejected = findings.filter(({ isProjectRule }) => !isProjectRule);
  if (rejected.length > 0) throw invalidContentError(rejected, error);
}
