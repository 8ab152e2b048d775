import { html } from 'hono/html';

/** HTML in which everything is escaped that has to be. */
export type Html = ReturnType<typeof html>;

interface PageContent {
  readonly title: string;
  readonly main: Html;
  /** What else stands in the head: what the page is for machines. */
  readonly head?: Html;
  /** What stands above all pages of the papers. */
  readonly header?: Html;
}

/** A whole page. It needs no script, and nothing from another host. */
export function layout({ title, main, head, header }: PageContent): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Paperboy</title>
<link rel="stylesheet" href="/style.css">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
${head}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><a class="brand" href="/">Paperboy</a>${header}</header>
<main id="main">${main}</main>
</body>
</html>
`;
}

/** A folded newspaper, for the tab of a browser. */
export const ICON_SVG = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#ffb000"/>
<path d="M7 8h14v16H9a2 2 0 0 1-2-2z" fill="#fff"/>
<path d="M21 12h4v10a2 2 0 0 1-4 0z" fill="#fff3d6"/>
<path d="M10 12h8M10 16h8M10 20h5" stroke="#5c3d00" stroke-width="1.8" stroke-linecap="round"/>
</svg>
`;

/** How the pages look: calm, for reading, in light and dark, on a phone and on paper. Amber marks, ink says. */
export const STYLESHEET = `:root {
  color-scheme: light dark;
  --paper: #fffdf8;
  --raised: #fff;
  --ink: #221f1a;
  --soft: #655f55;
  --line: #e7e1d5;
  --amber: #ffb000;
  --mark: #ffe2a3;
  --under: #d99400;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, Charter, Georgia, serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #181613;
    --raised: #211e1a;
    --ink: #ece6da;
    --soft: #a99f8f;
    --line: #37322b;
    --mark: #6a4b00;
    --under: #b98200;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1.0625rem/1.6 var(--sans);
  overflow-wrap: break-word;
}
.top, main { max-width: 46rem; margin: 0 auto; padding: 0 1.25rem; }
.top {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: .5rem 1.5rem;
  padding-block: 1.25rem;
}
.brand { font: 600 1.125rem/1.4 var(--serif); text-decoration: none; }
.brand::before {
  content: "";
  display: inline-block;
  width: .7em;
  height: .7em;
  margin-right: .5em;
  border-radius: .18em;
  background: var(--amber);
}
.top .search { flex: 1 1 16rem; min-width: 0; margin: 0; }
main { padding-block: .5rem 4rem; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: .5rem; padding: .25rem .75rem; background: var(--amber); color: #221f1a; }

a { color: inherit; text-decoration-line: underline; text-decoration-color: var(--under); text-underline-offset: .18em; text-decoration-thickness: .08em; }
a:hover { text-decoration-thickness: .14em; }
:focus-visible { outline: 3px solid var(--amber); outline-offset: 2px; border-radius: 3px; }
mark { background: linear-gradient(transparent 58%, var(--mark) 0); color: inherit; }

h1, h2, h3 { font-family: var(--serif); font-weight: 600; line-height: 1.25; text-wrap: balance; margin: 2rem 0 .5rem; }
h1 { font-size: clamp(1.5rem, 1.1rem + 2vw, 2.125rem); margin-top: 1rem; }
h2 { font-size: 1.1875rem; }
h3 { font-size: 1.0625rem; }
p { margin: .5rem 0; }
code, pre { font-family: var(--mono); font-size: .9em; }

.search { display: flex; gap: .5rem; margin: .5rem 0 1.5rem; }
.search input {
  flex: 1;
  width: 100%;
  min-width: 0;
  padding: .5rem .75rem;
  border: 1px solid var(--soft);
  border-radius: .5rem;
  background: var(--raised);
  color: inherit;
  font: inherit;
}
.search input::placeholder { color: var(--soft); opacity: 1; }
.search button {
  padding: .5rem 1rem;
  border: 0;
  border-radius: .5rem;
  background: var(--amber);
  color: #221f1a;
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}

.byline, .why, .ways, .pager, .seen, .how { color: var(--soft); font-size: .9375rem; }
.note { padding: .5rem .875rem; border-left: .25rem solid var(--amber); background: var(--raised); }
.lead { margin: .375rem 0; }
.paper > .lead { margin: 1.25rem 0; font: 1.1875rem/1.55 var(--serif); }
.abstract { font-family: var(--serif); line-height: 1.65; hyphens: auto; }

.papers { list-style: none; margin: 0; padding: 0; }
.papers > li { padding: 1.125rem 0; border-top: 1px solid var(--line); }
.papers > li:last-child { border-bottom: 1px solid var(--line); }
.papers h2, .papers h3 { margin: 0; }
.papers h2 a, .papers h3 a { text-decoration-color: transparent; }
.papers h2 a:hover, .papers h3 a:hover, .papers h2 a:focus, .papers h3 a:focus { text-decoration-color: var(--under); }
.papers p { margin: .25rem 0; }

.authors, .links, .keywords { display: flex; flex-wrap: wrap; gap: .25rem .5rem; list-style: none; margin: .75rem 0; padding: 0; }
.authors { gap: 0 1rem; color: var(--soft); }
.authors .organization { font-weight: 600; }
.authors a { text-decoration-color: transparent; }
.authors a:hover, .authors a:focus { text-decoration-color: var(--under); }
.links a, .keywords a {
  display: inline-block;
  padding: .25rem .75rem;
  border: 1px solid var(--line);
  border-radius: 2rem;
  background: var(--raised);
  text-decoration: none;
}
.links a { border-color: var(--under); font-weight: 600; }
.links a:hover, .keywords a:hover { background: var(--mark); }

.facts { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.25rem; margin: 1.5rem 0; }
.facts > div { display: contents; }
.facts dt { color: var(--soft); }
.facts dd { margin: 0; min-width: 0; }
.seen { padding-left: 1.125rem; margin: .5rem 0; }

details { margin: 1.5rem 0; }
summary { cursor: pointer; width: fit-content; }
pre { padding: .875rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--raised); white-space: pre-wrap; }

.pager { display: flex; align-items: center; gap: 1.25rem; margin: 1.25rem 0; }
.pager a { color: var(--ink); font-weight: 600; }

@media (max-width: 30rem) {
  .facts { grid-template-columns: 1fr; gap: 0; }
  .facts dd { margin-bottom: .5rem; }
}
@media (prefers-reduced-motion: no-preference) {
  a, .links a, .keywords a { transition: background-color .15s, text-decoration-color .15s; }
}
@media print {
  :root { --paper: #fff; --raised: #fff; --ink: #000; --soft: #444; --line: #bbb; --mark: #fff; }
  body { font-size: 10.5pt; }
  .search, .skip, .pager, .ways, .how, details.cite { display: none; }
  .links a { border: 0; padding: 0; }
  .links a::after { content: " (" attr(href) ")"; font-weight: 400; }
  .papers > li, .facts { break-inside: avoid; }
}
`;
