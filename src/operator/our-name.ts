import { isIP } from 'node:net';

/**
 * Whether a request was meant for this machine, by its Host header. A page of somebody else can have its own name lead here (DNS
 * rebinding), and would read along: so a name with a dot is none of ours, unless it is that at which we listen. Addresses of numbers,
 * `localhost`, and bare names, as those that Docker gives (`paperboy:9464`), belong to no page.
 */
export function isOurName(header: string | undefined, host: string): boolean {
  const [, bracketed, plain = bracketed ?? ''] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d{1,5})?$/.exec(header ?? '') ?? [];
  const name = plain.toLowerCase();
  if (isIP(name) !== 0 || name === host.toLowerCase()) return true;
  return /^[a-z0-9_-]+$/.test(name) || name.endsWith('.localhost');
}
