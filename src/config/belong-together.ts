import type { z } from 'zod';
import type { Config } from './config.ts';
import { hasPages, hasPlayground, operatorAddress, portsOf, takesSlackRequests } from './listening.ts';

/** Slack's settings make sense together only. */
export function slackBelongsTogether(
  { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Config,
  context: z.RefinementCtx,
): void {
  const hasWay = SLACK_APP_TOKEN !== undefined || SLACK_SIGNING_SECRET !== undefined;
  if (SLACK_BOT_TOKEN !== undefined && !hasWay) {
    context.addIssue({
      code: 'custom',
      path: ['SLACK_BOT_TOKEN'],
      message:
        'needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it: both are at Basic Information of your app at https://api.slack.com/apps',
    });
  }
  if (SLACK_BOT_TOKEN === undefined && hasWay) {
    context.addIssue({
      code: 'custom',
      path: ['SLACK_BOT_TOKEN'],
      message:
        'is missing beside the other settings of Slack: copy it from OAuth & Permissions of your app at https://api.slack.com/apps',
    });
  }
}

/** Slack's requests, the browser's and an operator's are answered by different servers. */
export function portsDiffer(config: Config, context: z.RefinementCtx): void {
  const hasBrowser = hasPlayground(config) || hasPages(config);
  const hasSlack = takesSlackRequests(config);
  const { port, webPort, isWebPortChosen } = portsOf(config);
  const mayNotBe = (name: 'WEB_PORT' | 'OPERATOR_PORT', whose: string, taken: number): void =>
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `has to differ from ${whose}: set it to another one, such as ${taken < 65_535 ? taken + 1 : taken - 1}`,
    });

  if (hasSlack && hasBrowser && webPort === port && port !== 0)
    mayNotBe('WEB_PORT', "PORT, at which Slack's requests come in", port);
  const operator = operatorAddress(config);
  if (operator.port === 0 || !sharesAddress(operator.host, config.HOST)) return;
  if (hasSlack && operator.port === port) mayNotBe('OPERATOR_PORT', "PORT, at which Slack's requests come in", port);
  else if (hasBrowser && isWebPortChosen && operator.port === webPort)
    mayNotBe('OPERATOR_PORT', 'the port for the browser', webPort);
}

/** Whether what listens at one host takes a port of the other. */
function sharesAddress(one: string, other: string): boolean {
  const all = ['0.0.0.0', '::'];
  return one === other || all.includes(one) || all.includes(other);
}
