/** The address of the next page: `</api/daily_papers?p=1>; rel="next"` (RFC 8288), where an answer names one. */
export function parseNextLink(link: string | null, from: URL): URL | undefined {
  for (const { 1: target = '', 2: parameters = '' } of (link ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (
      /;\s*rel\s*=\s*(?:next(?![\w-])|"(?:[^"]*\s)?next(?:\s[^"]*)?")/i.test(parameters) &&
      URL.canParse(target, from.href)
    )
      return new URL(target, from);
  }
  return undefined;
}
