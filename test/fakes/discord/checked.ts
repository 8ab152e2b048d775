import { invalidForm } from './api-error.ts';
import { type Finding, formatFinding } from './finding.ts';
import type { RestRequest } from './rest.ts';
import type { World } from './state.ts';

/** Records the findings as violations. @throws ApiError if Discord would reject the body */
export function assertValid(world: World, { method, path }: RestRequest, findings: readonly Finding[]): void {
  world.violations.push(...findings.map((one) => `${method} ${path}: ${formatFinding(one)}`));
  const refused = findings.filter(({ isOurs }) => !isOurs);
  if (refused.length > 0) throw invalidForm(refused);
}
