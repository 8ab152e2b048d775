const TAG = /<(\/?)([a-z][a-z\d]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>/g;
const ATTRIBUTE = / ([a-z-]+)(?:="([^"]*)")?/g;
const VOID: ReadonlySet<string> = new Set(['img', 'hr', 'br']);

const ELEMENTS: ReadonlySet<string> = new Set(
  'h3 h4 p article dl div dt dd ul li a strong em code time hr br button details summary figure figcaption img'.split(
    ' ',
  ),
);
const ATTRIBUTES: ReadonlySet<string> = new Set(
  'class href target rel datetime aria-label type data-action src width height alt loading'.split(' '),
);

/** Markup that the renderer never writes, and that can only come from text that wasn't escaped. */
export function findMarkupErrors(html: string): string[] {
  const open: string[] = [];
  const errors: string[] = [];
  for (const [tag, end, name = '', attributes = ''] of html.matchAll(TAG)) {
    if (!ELEMENTS.has(name)) errors.push(`unexpected element: ${tag}`);
    if (end === '/') {
      if (open.pop() !== name) errors.push(`mismatched end tag: ${tag}`);
    } else if (!VOID.has(name)) open.push(name);
    for (const [, attribute = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
      if (!ATTRIBUTES.has(attribute)) errors.push(`unexpected attribute: ${attribute}`);
      if (attribute === 'href' && !/^(https?:\/\/|\/charts\/[\w.-]+$)/.test(value)) errors.push(`unsafe URL: ${value}`);
      if (attribute === 'src' && !/^\/[\w/.-]+$/.test(value)) errors.push(`unexpected image: ${value}`);
    }
  }
  if (open.length > 0) errors.push(`unclosed: ${open.join(' ')}`);
  const text = html.replace(TAG, '');
  if (/[<>"']/.test(text)) errors.push(`unescaped text: ${text}`);
  if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(html)) errors.push(`invalid character reference: ${html}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the test checks that it has none of them
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(html)) errors.push('invisible character');
  return errors;
}
