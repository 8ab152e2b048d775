/** The elements that previews consist of. */
const ELEMENTS = new Set(
  'a b blockquote br button code details div h3 hr i img li ol p pre rect s span summary svg time u ul'.split(' '),
);
const ATTRIBUTES = new Set(
  'alt aria-hidden class data-language datetime disabled fill height href rel src start target type width'.split(' '),
);

interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/** The tags of well-formed HTML. @throws for elements and attributes that previews never have, and for malformed HTML */
export function parseTags(html: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  for (const [tag, slash, name = '', rest = ''] of html.matchAll(
    /<(\/?)([a-z\d]*)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*\/?>|</g,
  )) {
    if (!ELEMENTS.has(name)) throw new Error(`unexpected element: ${tag} in ${html}`);
    if (slash === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> closes <${last}> in ${html}`);
      continue;
    }
    const attributes = new Map(
      [...rest.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [key, value]),
    );
    for (const key of attributes.keys())
      if (!ATTRIBUTES.has(key)) throw new Error(`unexpected attribute: ${key} in ${tag}`);
    tags.push({ name, attributes });
    if (!['br', 'hr', 'img', 'rect'].includes(name)) open.push(name);
  }
  if (open.length > 0) throw new Error(`not closed: ${open} in ${html}`);
  return tags;
}

/** The URLs of links and images. */
export function urlsIn(html: string): string[] {
  return parseTags(html).flatMap(({ attributes }) =>
    [attributes.get('href') ?? [], attributes.get('src') ?? []].flat(),
  );
}

/** The visible text. */
export function textIn(html: string): string {
  return html
    .replace(/<br>|<\/(?:div|p|li|h3|button|pre)>/g, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&(lt|gt|quot|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', quot: '"' })[name] ?? '&');
}
