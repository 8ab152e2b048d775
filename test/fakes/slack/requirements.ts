import { refusal } from './api-error.ts';
import { type Finding, words } from './finding.ts';
import type { World } from './state.ts';

/** Notes all that is wrong with a body, and refuses it where Slack would. @param what whose body it is */
export function demand(world: World, what: string, findings: readonly Finding[], error = 'invalid_blocks'): void {
  world.violations.push(...findings.map((one) => `${what}: ${words(one)}`));
  const refused = findings.filter(({ ours }) => !ours);
  if (refused.length > 0) throw refusal(refused, error);
}
