import { invalidForm } from './api-error.ts';
import { type Finding, words } from './finding.ts';
import type { RestRequest } from './rest.ts';
import type { World } from './state.ts';

/** Notes all that is wrong with a body, and refuses it where Discord would. */
export function demand(world: World, { method, path }: RestRequest, findings: readonly Finding[]): void {
  world.violations.push(...findings.map((one) => `${method} ${path}: ${words(one)}`));
  const refused = findings.filter(({ ours }) => !ours);
  if (refused.length > 0) throw invalidForm(refused);
}
