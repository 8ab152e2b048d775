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

/** Everything in a piece of HTML that we would never write: what text could only do if it were read as markup. */
export function faultsIn(html: string): string[] {
  const open: string[] = [];
  const faults: string[] = [];
  for (const [tag, end, name = '', attributes = ''] of html.matchAll(TAG)) {
    if (!ELEMENTS.has(name)) faults.push(`an element: ${tag}`);
    if (end === '/') {
      if (open.pop() !== name) faults.push(`the end of another element: ${tag}`);
    } else if (!VOID.has(name)) open.push(name);
    for (const [, attribute = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
      if (!ATTRIBUTES.has(attribute)) faults.push(`an attribute: ${attribute}`);
      if (attribute === 'href' && !/^(https?:\/\/|\/charts\/[\w.-]+$)/.test(value)) faults.push(`an address: ${value}`);
      if (attribute === 'src' && !/^\/[\w/.-]+$/.test(value)) faults.push(`a picture: ${value}`);
    }
  }
  if (open.length > 0) faults.push(`without an end: ${open.join(' ')}`);
  const text = html.replace(TAG, '');
  if (/[<>"']/.test(text)) faults.push(`markup in text: ${text}`);
  if (/&(?!(?:amp|lt|gt|quot|#\d+);)/.test(html)) faults.push(`half a reference: ${html}`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that there is none is what is tested
  if (/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(html)) faults.push('a character that hides');
  return faults;
}
