import { html } from 'hono/html';
import { MAX_QUERY_LENGTH } from '../../../src/search/query.ts';
import { sanitizeLine } from '../../../src/text/visible.ts';
import type { Html } from './layout.ts';

/** The field for a search, with what was searched for. */
export function renderSearchForm(query = ''): Html {
  return html`<form class="search" role="search" action="/search">
<input type="search" name="q" value="${sanitizeLine(query)}" maxlength="${MAX_QUERY_LENGTH}" aria-label="Search the papers" placeholder="safe rl since:2024" autocomplete="off" spellcheck="false">
<button>Search</button>
</form>`;
}
