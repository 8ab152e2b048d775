/** The elements of our own that a look may be made of. */
const OURS = new Set(
  'a b blockquote br button code details div h3 hr i img li ol p pre rect s span summary svg time u ul'.split(' '),
);
const ATTRIBUTES = new Set(
  'alt aria-hidden class data-language datetime disabled fill height href rel src start target type width'.split(' '),
);

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The tags that a browser would see in HTML that is well formed. @throws for anything that a look is never made of */
export function tagsIn(html: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  for (const [tag, slash, name = '', rest = ''] of html.matchAll(
    /<(\/?)([a-z\d]*)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*\/?>|</g,
  )) {
    if (!OURS.has(name)) throw new Error(`not ours: ${tag} in ${html}`);
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}> in ${html}`);
      continue;
    }
    const attributes = new Map(
      [...rest.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value]),
    );
    for (const key of attributes.keys()) if (!ATTRIBUTES.has(key)) throw new Error(`not ours: ${key} in ${tag}`);
    tags.push({ name, attributes });
    if (!['br', 'hr', 'img', 'rect'].includes(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open} in ${html}`);
  return tags;
}

/** Where the links and images of HTML lead. */
export function addressesIn(html: string): string[] {
  return tagsIn(html).flatMap(({ attributes }) => [attributes.get('href') ?? [], attributes.get('src') ?? []].flat());
}

/** What one reads in it. */
export function readIn(html: string): string {
  return html
    .replace(/<br>|<\/(?:div|p|li|h3|button|pre)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? '&');
}
