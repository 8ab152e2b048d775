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
