/** A message of Paperboy's as it stands in a channel: who speaks, and that it is an app. */
export function renderMessageFrame(platform: 'slack' | 'discord', html: string): string {
  const author = `<p class="look-author"><b>Paperboy</b> <span class="look-badge">APP</span></p>`;
  return `<div class="look look-${platform}"><span class="look-avatar" aria-hidden="true">P</span><div class="look-body">${author}${html}</div></div>`;
}
