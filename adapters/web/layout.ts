import { type Html, html } from './escape.ts';

interface PageContent {
  readonly title: string;
  readonly main: Html;
  /** More elements for `<head>`. */
  readonly head?: Html;
  /** Next to the site's name. */
  readonly header?: Html;
}

/** A page, without scripts and without anything from other hosts. */
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
<a class="skip" href="#main">Skip to content</a>
<header class="top"><a class="brand" href="/">Paperboy</a>${header}</header>
<main id="main">${main}</main>
</body>
</html>
`;
}
