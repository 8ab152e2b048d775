import { type Finding, words } from './finding.ts';

/** An answer in which Slack says `ok: false`. */
export class SlackError extends Error {
  readonly more: object;

  constructor(error: string, more: object = {}) {
    super(error);
    this.more = more;
  }
}

/** The refusal of a body. @param error what Slack calls it, where no finding has a name of its own */
export function refusal(findings: readonly Finding[], error: string): SlackError {
  const special = findings.find(({ code }) => code !== undefined)?.code;
  const errors = findings.map(words);
  return new SlackError(special ?? error, {
    errors,
    response_metadata: { messages: errors.map((one) => `[ERROR] ${one}`) },
  });
}
