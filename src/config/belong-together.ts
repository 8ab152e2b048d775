import type { z } from 'zod';
import type { Config } from './config.ts';
import { hasPages, hasPlayground, listenPorts, operatorAddress, usesSlackHttp } from './listening.ts';

/** Slack's settings make sense together only. */
export function checkSlackSettings(
  { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Config,
  context: z.RefinementCtx,
): void {
  const hasTransport = SLACK_APP_TOKEN !== undefined || SLACK_SIGNING_SECRET !== undefined;
  if (SLACK_BOT_TOKEN !== undefined && !hasTransport) {
    context.addIssue({
      code: 'custom',
      path: ['SLACK_BOT_TOKEN'],
      message:
        'needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it: both are at Basic Information of your app at https://api.slack.com/apps',
    });
  }
  if (SLACK_BOT_TOKEN === undefined && hasTransport) {
    context.addIssue({
      code: 'custom',
      path: ['SLACK_BOT_TOKEN'],
      message:
        'is missing beside the other settings of Slack: copy it from OAuth & Permissions of your app at https://api.slack.com/apps',
    });
  }
}

/** Slack's requests, the browser's and an operator's are answered by different servers. */
export function checkPortConflicts(config: Config, context: z.RefinementCtx): void {
  const hasBrowser = hasPlayground(config) || hasPages(config);
  const hasSlack = usesSlackHttp(config);
  const { port, webPort, isWebPortExplicit } = listenPorts(config);
  const reportConflict = (name: 'WEB_PORT' | 'OPERATOR_PORT', whose: string, taken: number): void =>
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `has to differ from ${whose}: set it to another one, such as ${taken < 65_535 ? taken + 1 : taken - 1}`,
    });

  if (hasSlack && hasBrowser && webPort === port && port !== 0)
    reportConflict('WEB_PORT', "PORT, at which Slack's requests come in", port);
  const operator = operatorAddress(config);
  if (operator.port === 0 || !isSameInterface(operator.host, config.HOST)) return;
  if (hasSlack && operator.port === port)
    reportConflict('OPERATOR_PORT', "PORT, at which Slack's requests come in", port);
  else if (hasBrowser && isWebPortExplicit && operator.port === webPort)
    reportConflict('OPERATOR_PORT', 'the port for the browser', webPort);
}

/** Whether what listens at one host takes a port of the other. */
function isSameInterface(one: string, other: string): boolean {
  const all = ['0.0.0.0', '::'];
  return one === other || all.includes(one) || all.includes(other);
}
